// Parts of a schema as the YAML grammar of dbtool-model(5): shared by model files, which hold whole
// schemas, and revision files, which hold the parts that change.
#pragma once

#include "core/schema/schema.h"
#include "core/support/error.h"
#include "core/support/value.h"
#include "core/support/yaml.h"

#include <deque>
#include <functional>
#include <string>
#include <vector>

namespace dbtool {

/// What a file says once for all its parts (`defaults:`).
struct PartDefaults {
  bool nullable = true;
  bool identity_always = false;
  ForeignKeyAction on_delete = ForeignKeyAction::no_action;
};

/// What a reader of parts must know: the dialect whose overrides count, and where problems go.
struct PartContext {
  std::string dialect = {};  ///< empty: no override counts, options of all dialects are read
  std::vector<Problem>& problems;
  bool in_model = false;  ///< rather than in a revision, whose steps are not left out by `only`
  PartDefaults defaults = {};
  /// The table whose parts are read, for messages: "column users.email".
  std::string table = {};
  /// Maps with the overrides of the dialect laid over them; what is read may point into these.
  std::deque<yaml::Node> merged = {};
  /// The schema of names without one; asked when a name has one. Empty: public, main.
  std::function<std::string()> default_schema = {};
};

/// A column with what its short forms declare on the table's behalf: primary_key, unique, check,
/// references, index.
struct ColumnDeclaration {
  Column column = {};
  bool primary_key = false;
  std::vector<Unique> uniques = {};  ///< names empty: by convention
  std::vector<Check> checks = {};
  std::vector<ForeignKey> foreign_keys = {};
  std::vector<Index> indexes = {};
  std::vector<std::string> renamed_from = {};
  std::string using_sql = {};  ///< how to convert the values on the next change of type
  bool said_nullable = false;  ///< `nullable: true` is written out
};

/// Readers of a part with a name take it from the key `name` where the argument is empty.
ColumnDeclaration read_column(const std::string& name, const yaml::Node& node,
                              PartContext& context);
/// A column in a revision file: a map with `name` beside the attributes; no table-level short
/// forms.
Column read_named_column(const yaml::Node& node, PartContext& context);
Type read_type(const yaml::Node& node, PartContext& context);
Default read_default(const yaml::Node& node, PartContext& context);
/// SQL text, or a map by dialect.
Expression read_expression(const yaml::Node& node, const std::string& what, PartContext& context);
PrimaryKey read_primary_key(const yaml::Node& node, PartContext& context);
Unique read_unique(const std::string& name, const yaml::Node& node, PartContext& context);
ForeignKey read_foreign_key(const std::string& name, const yaml::Node& node, PartContext& context);
Check read_check(const std::string& name, const yaml::Node& node, PartContext& context);
Index read_index(const std::string& name, const yaml::Node& node, PartContext& context);
/// A table in a revision file: `name` beside the model's words, every name written out.
Table read_named_table(const yaml::Node& node, PartContext& context);
View read_view(const Name& name, const yaml::Node& node, PartContext& context);
Enum read_enum(const Name& name, const yaml::Node& node, PartContext& context);

/// The same parts written: what the readers above read back equal. Attributes at their default are
/// left out; `with_name` puts `name` first.
Value::Map write_column(const Column& column, bool with_name);
Value write_type(const Type& type);
Value write_default(const Default& default_value);
Value::Map write_primary_key(const PrimaryKey& key);
Value::Map write_unique(const Unique& unique);
Value::Map write_foreign_key(const ForeignKey& key);
Value::Map write_check(const Check& check);
Value::Map write_index(const Index& index);
Value::Map write_named_table(const Table& table);
Value::Map write_view(const View& view);

}  // namespace dbtool
