// Columns: the map form, and how a column is written.
#include "core/schema/column_line.h"
#include "core/schema/constraint_words.h"
#include "core/schema/default_text.h"
#include "core/schema/part_reader.h"
#include "core/schema/reference_text.h"
#include "core/schema/table_options.h"
#include "core/schema/version_text.h"
#include "core/support/text.h"

namespace dbtool {
namespace {

bool is_false(const yaml::Node& node) {
  return node.is_scalar() && lower(node.text) == "false";
}

bool is_flag(const yaml::Node& node) {
  return is_false(node) || (node.is_scalar() && lower(node.text) == "true");
}

SequenceOptions read_sequence(PartReader& map) {
  SequenceOptions options;
  map.read("start", options.start);
  map.read("increment", options.increment);
  map.read("min", options.min);
  map.read("max", options.max);
  map.read("cache", options.cache);
  map.read("cycle", options.cycle);
  return options;
}

void read_identity(PartReader& column, ColumnDeclaration& declaration) {
  const yaml::Node* node = column.find("identity");
  if (node == nullptr || is_false(*node)) return;
  Identity identity{.always = column.context().defaults.identity_always};
  if (node->is_map()) {
    PartReader map(*node, column.what_of("identity"), column.context());
    map.read("mode", identity_words, identity.always);
    identity.options = read_sequence(map);
    map.finish();
  } else if (!is_flag(*node)) {
    column.read("identity", identity_words, identity.always);
  }
  declaration.column.identity = identity;
}

void read_generated(PartReader& column, ColumnDeclaration& declaration) {
  const yaml::Node* node = column.find("generated");
  if (node == nullptr) return;
  Generated generated;
  if (node->is_map() && !is_text_by_dialect(*node)) {
    PartReader map(*node, column.what_of("generated"), column.context());
    map.read_required("sql", generated.expression);
    map.read("stored", generated.stored);
    map.finish();
  } else {
    column.read("generated", generated.expression);
  }
  declaration.column.generated = std::move(generated);
}

/// A name or a map by dialect, which may leave dialects out.
void read_collation(PartReader& column, ColumnDeclaration& declaration) {
  const yaml::Node* node = column.find("collation");
  const yaml::Node* value = node == nullptr ? nullptr : for_dialect(*node, column.context());
  if (value != nullptr)
    declaration.column.collation =
        yaml::to_string(*value, column.what_of("collation"), column.problems());
}

void read_options(PartReader& column, ColumnDeclaration& declaration) {
  auto& options = declaration.column.options;
  column.read_option("postgresql", "storage", options, {"plain", "external", "extended", "main"});
  column.read_option("postgresql", "compression", options, {"pglz", "lz4"});
  column.read_option("sqlite", "declared_type", options);
  column.read_option("sqlite", "not_null_conflict", options, conflict_words());
  std::int64_t statistics = 0;
  if (column.read("statistics", statistics) && column.is_for("postgresql"))
    options["postgresql.statistics"] = std::to_string(statistics);
  read_named_options(column, options);
}

/// `true`, or a name.
bool read_flag_or_name(PartReader& column, std::string_view key, std::string& name) {
  const yaml::Node* node = column.find(key);
  if (node == nullptr || is_false(*node)) return false;
  if (!is_flag(*node)) name = yaml::to_string(*node, column.what_of(key), column.problems());
  return true;
}

void read_unique(PartReader& column, ColumnDeclaration& declaration) {
  Unique unique{.columns = {declaration.column.name}};
  if (read_flag_or_name(column, "unique", unique.name))
    declaration.uniques.push_back(std::move(unique));
}

void read_index(PartReader& column, ColumnDeclaration& declaration) {
  const yaml::Node* node = column.find("index");
  if (node == nullptr) return;
  IndexPart part{.column = declaration.column.name};
  if (!node->is_map()) {
    Index index{.parts = {part}};
    if (read_flag_or_name(column, "index", index.name)) declaration.indexes.push_back(index);
    return;
  }
  if (!is_wanted(*node, column.context())) return;
  Index index = dbtool::read_index({}, *node, column.context());
  if (index.parts.empty()) index.parts = {part};
  declaration.indexes.push_back(std::move(index));
}

/// SQL, SQL by dialect, one check as a map, or checks by name.
void read_checks(PartReader& column, ColumnDeclaration& declaration) {
  const yaml::Node* node = column.find("check");
  if (node == nullptr) return;
  PartContext& context = column.context();
  if (!node->is_map() || is_text_by_dialect(*node) || node->find("sql") != nullptr) {
    declaration.checks.push_back(read_check({}, *node, context));
    return;
  }
  for (const yaml::Entry& entry : node->entries)
    if (is_wanted(entry.value, context))
      declaration.checks.push_back(read_check(entry.key, entry.value, context));
}

void read_table_parts(PartReader& column, ColumnDeclaration& declaration) {
  column.read("primary_key", declaration.primary_key);
  read_unique(column, declaration);
  read_index(column, declaration);
  read_checks(column, declaration);
  const yaml::Node* references = column.find("references");
  if (references != nullptr && is_wanted(*references, column.context()))
    declaration.foreign_keys.push_back(read_column_reference(declaration.column.name, *references,
                                                             column.what(), column.context()));
}

/// What a column is by itself.
void read_attributes(PartReader& map, ColumnDeclaration& declaration) {
  Column& column = declaration.column;
  read_type_and_version(map, column);
  if (map.read("nullable", column.nullable)) declaration.said_nullable = column.nullable;
  if (const yaml::Node* value = map.find("default"))
    column.default_value = read_default_of(column.type, *value, map.context());
  read_identity(map, declaration);
  map.read("autoincrement", column.autoincrement);
  read_generated(map, declaration);
  read_collation(map, declaration);
  map.read("comment", column.comment);
  read_options(map, declaration);
}

Value write_identity(const Identity& identity) {
  Value::Map map;
  std::string mode = word_of(identity_words, identity.always);
  if (identity.options == SequenceOptions{}) return identity.always ? Value(mode) : Value(true);
  if (identity.always) put(map, "mode", mode);
  auto put_number = [&](const char* key, const std::optional<std::int64_t>& number) {
    if (number) put(map, key, *number);
  };
  put_number("start", identity.options.start);
  put_number("increment", identity.options.increment);
  put_number("min", identity.options.min);
  put_number("max", identity.options.max);
  put_number("cache", identity.options.cache);
  if (identity.options.cycle) put(map, "cycle", true);
  return map;
}

/// With a word of its own, or by its full name.
void write_column_options(const std::map<std::string, std::string>& options, Value::Map& map) {
  constexpr std::string_view postgresql = "postgresql.";
  Value::Map by_full_name;
  for (const auto& [option, value] : options)
    if (option.starts_with(postgresql) || option == "sqlite.declared_type" ||
        option == "sqlite.not_null_conflict")
      put(map, option.substr(option.find('.') + 1), option_value(value));
    else
      put(by_full_name, option, option_value(value));
  if (!by_full_name.empty()) put(map, "options", std::move(by_full_name));
}

Value write_generated(const Generated& generated) {
  if (generated.stored) return generated.expression.sql;
  return Value::Map{{"sql", generated.expression.sql}, {"stored", false}};
}

void write_version_type(VersionMode mode, Value::Map& map) {
  put(map, "type", "version");
  put(map, "mode", write_version(mode));
}

void write_type_and_default(const Column& column, Value::Map& map) {
  put(map, "type", write_type(column.type));
  if (!column.nullable) put(map, "nullable", false);
  if (column.default_value)
    put(map, "default", write_default_of(column.type, *column.default_value));
  if (column.version) put(map, "version", write_version(column.version));
}

}  // namespace

ColumnDeclaration read_column(const std::string& name, const yaml::Node& node,
                              PartContext& context) {
  ColumnDeclaration declaration;
  declaration.column.name = name;
  declaration.column.nullable = context.defaults.nullable;
  std::string what = "column " + (context.table.empty() ? name : context.table + "." + name);
  if (node.is_scalar()) {
    read_column_line(node, what, declaration, context);
    return declaration;
  }
  if (!node.is_map()) {
    context.problems.push_back({.code = "DBT119",
                                .message = what + " must be a line of text or a map",
                                .where = node.where,
                                .hint = "write its type, at least"});
    return declaration;
  }
  PartReader map(node, what, context);
  read_attributes(map, declaration);
  read_table_parts(map, declaration);
  map.read("renamed_from", declaration.renamed_from);
  Expression conversion;
  if (map.read("using", conversion)) declaration.using_sql = conversion.sql;
  map.refuse({"managed", "grants"});
  map.allow("depends_on");
  map.finish_part();
  return declaration;
}

Column read_named_column(const yaml::Node& node, PartContext& context) {
  ColumnDeclaration declaration;
  PartReader map(node, "a column", context);
  if (!node.is_map()) return {};
  map.read_required("name", declaration.column.name);
  read_attributes(map, declaration);
  for (std::string_view key : {"primary_key", "unique", "index", "check", "references"})
    if (map.find(key) != nullptr)
      context.problems.push_back({.code = "DBT142",
                                  .message = in_quotes(key) + " is an operation of its own here",
                                  .where = place_of_key(map.node(), key),
                                  .hint = std::string("add a step with ") +
                                          (key == "index" ? "create_index" : "create_constraint")});
  map.finish();
  return declaration.column;
}

Value::Map write_column(const Column& column, bool with_name) {
  Value::Map map;
  if (with_name) put(map, "name", column.name);
  if (is_usual_version(column))
    write_version_type(*column.version, map);
  else
    write_type_and_default(column, map);
  if (column.identity) put(map, "identity", write_identity(*column.identity));
  if (column.autoincrement) put(map, "autoincrement", true);
  if (column.generated) put(map, "generated", write_generated(*column.generated));
  if (!column.collation.empty()) put(map, "collation", column.collation);
  if (!column.comment.empty()) put(map, "comment", column.comment);
  write_column_options(column.options, map);
  return map;
}

}  // namespace dbtool
