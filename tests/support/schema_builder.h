// Schemas for tests, built in a few words.
#pragma once

#include "core/operations/operation.h"
#include "core/schema/model.h"
#include "core/schema/schema.h"

#include <string>
#include <vector>

namespace dbtool::test {

/// "email varchar(320) not null default draft": type, "not null", a literal default.
Column column(const std::string& text);

/// A table in steps: table("users").columns({…}).key({"id"}).
class TableBuilder {
 public:
  explicit TableBuilder(const std::string& name) { table_.name = parse_name(name); }
  TableBuilder& columns(const std::vector<std::string>& texts);
  TableBuilder& key(std::vector<std::string> columns);
  TableBuilder& unique(std::string name, std::vector<std::string> columns);
  TableBuilder& check(std::string name, std::string sql);
  TableBuilder& foreign_key(std::string name, std::vector<std::string> columns,
                            const std::string& table, std::vector<std::string> referenced = {"id"});
  TableBuilder& index(std::string name, const std::vector<std::string>& columns);
  TableBuilder& comment(std::string text);
  TableBuilder& option(const std::string& name, std::string value);
  operator Table() const { return table_; }

 private:
  Table table_ = {};
};
TableBuilder table(const std::string& name);

struct SchemaParts {
  std::vector<Table> tables = {};
  std::vector<Enum> enums = {};
  std::vector<View> views = {};
  std::vector<std::string> namespaces = {};
};
Schema schema(const SchemaParts& parts);
Enum enumeration(const std::string& name, std::vector<std::string> values);
View view(const std::string& name, std::string query);
Model model_of(Schema schema, std::vector<Rename> renames = {});

/// The sentences of operations, one each.
std::vector<std::string> described(const std::vector<Operation>& operations);
Schema after(const std::vector<Operation>& operations, Schema schema);
/// The schema with columns in the order of names and without dependencies: what comparing does not
/// see.
Schema unordered(Schema schema);

}  // namespace dbtool::test
