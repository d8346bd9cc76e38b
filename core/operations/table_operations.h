// Operations on tables, schemas and comments.
#pragma once

#include "core/schema/schema.h"

#include <map>
#include <string>
#include <vector>

namespace dbtool {

struct Operation;

struct CreateSchema {
  std::string name = {};
  bool operator==(const CreateSchema&) const = default;
};
struct DropSchema {
  std::string name = {};
  bool operator==(const DropSchema&) const = default;
};
/// With its keys, checks, foreign keys and indexes; foreign keys that would make a cycle come later
/// as constraints of their own.
struct CreateTable {
  Table table = {};
  bool operator==(const CreateTable&) const = default;
};
struct DropTable {
  Name table = {};
  Table was = {};
  bool operator==(const DropTable&) const = default;
};
struct RenameTable {
  Name table = {};
  std::string to = {};  ///< the new name, in the same schema
  bool operator==(const RenameTable&) const = default;
};
/// Table options: "sqlite.strict", "postgresql.unlogged". An empty value takes the option away.
struct AlterTable {
  Name table = {};
  std::map<std::string, std::string> options = {};
  std::map<std::string, std::string> was = {};
  bool operator==(const AlterTable&) const = default;
};
/// A comment on a table, column, view, enum, index or constraint. Databases without comments
/// (SQLite) skip it.
struct SetComment {
  std::string kind = {};  ///< "table", "column", "view", "materialized view", "enum", "schema"
  Name name = {};         ///< the object; the table of a column
  std::string column = {};
  std::string text = {};  ///< empty: no comment
  std::string was = {};
  bool operator==(const SetComment&) const = default;
};

void apply(const CreateSchema& operation, Schema& schema);
void apply(const DropSchema& operation, Schema& schema);
void apply(const CreateTable& operation, Schema& schema);
void apply(const DropTable& operation, Schema& schema);
void apply(const RenameTable& operation, Schema& schema);
void apply(const AlterTable& operation, Schema& schema);
/// Materialized or not.
bool is_of_view(const SetComment& comment);

void apply(const SetComment& operation, Schema& schema);

std::vector<Operation> reverse(const CreateSchema& operation, const Schema& before);
std::vector<Operation> reverse(const DropSchema& operation, const Schema& before);
std::vector<Operation> reverse(const CreateTable& operation, const Schema& before);
std::vector<Operation> reverse(const DropTable& operation, const Schema& before);
std::vector<Operation> reverse(const RenameTable& operation, const Schema& before);
std::vector<Operation> reverse(const AlterTable& operation, const Schema& before);
std::vector<Operation> reverse(const SetComment& operation, const Schema& before);

std::string describe(const CreateSchema& operation);
std::string describe(const DropSchema& operation);
std::string describe(const CreateTable& operation);
std::string describe(const DropTable& operation);
std::string describe(const RenameTable& operation);
std::string describe(const AlterTable& operation);
std::string describe(const SetComment& operation);

Name subject(const CreateSchema& operation);
Name subject(const DropSchema& operation);
Name subject(const CreateTable& operation);
Name subject(const DropTable& operation);
Name subject(const RenameTable& operation);
Name subject(const AlterTable& operation);
Name subject(const SetComment& operation);

}  // namespace dbtool
