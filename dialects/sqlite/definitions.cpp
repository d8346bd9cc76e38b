#include "dialects/sqlite/definitions.h"

#include "core/support/match.h"
#include "core/support/sql_tokens.h"
#include "core/support/text.h"
#include "dialects/common/words.h"
#include "dialects/sqlite/defaults.h"
#include "dialects/sqlite/expressions.h"
#include "dialects/sqlite/names.h"
#include "dialects/sqlite/types.h"

#include <algorithm>

namespace dbtool::lite {
namespace {

std::string option_of(const std::map<std::string, std::string>& options, const std::string& name) {
  auto found = options.find(name);
  return found == options.end() ? std::string() : found->second;
}

std::string named(const std::string& name, const std::string& definition) {
  return ddl::constraint_head(name, [](std::string_view word) { return quote(word); }) + definition;
}

/// PRIMARY KEY or UNIQUE with its columns.
template <class Key>
std::string key_definition(const Key& key, const std::string& words, bool autoincrement) {
  std::string parts = option_of(key.options, option::key);
  if (parts.empty()) parts = quote_list(key.columns);
  return words + " (" + parts + (autoincrement ? " AUTOINCREMENT)" : ")") +
         conflict_clause(option_of(key.options, option::on_conflict));
}

const Enum* enum_of(const Column& column, const NamedList<Enum>& enums) {
  const auto* named_type = std::get_if<Named>(&column.type.kind);
  if (named_type == nullptr || column.type.array_dimensions > 0) return nullptr;
  return enums.find(named_type->name);
}

std::string part_definition(const IndexPart& part) {
  std::string text = part.column.empty() ? part.expression.sql : quote(part.column);
  if (!part.collation.empty()) text += " COLLATE " + quote(part.collation);
  return text + (part.descending ? " DESC" : "");
}

std::string table_options(const Table& table) {
  std::vector<std::string> words;
  if (has_option(table.options, option::without_rowid)) words.emplace_back("WITHOUT ROWID");
  if (has_option(table.options, option::strict)) words.emplace_back("STRICT");
  return words.empty() ? "" : " " + join(words, ", ");
}

}  // namespace

std::string conflict_clause(const std::string& resolution) {
  return resolution.empty() ? "" : " ON CONFLICT " + upper(resolution);
}

bool has_option(const std::map<std::string, std::string>& options, const std::string& name) {
  std::string value = option_of(options, name);
  return !value.empty() && value != "false" && value != "0";
}

bool is_rowid_key(const Table& table, const Column& column) {
  return table.primary_key && table.primary_key->columns == std::vector{column.name} &&
         std::holds_alternative<Integer>(column.type.kind) && column.type.array_dimensions == 0 &&
         !has_option(table.options, option::without_rowid) &&
         !column.options.contains(option::declared_type);
}

std::string declared_type(const Table& table, const Column& column) {
  auto declared = column.options.find(option::declared_type);
  if (declared != column.options.end()) return declared->second;
  if (is_rowid_key(table, column)) return "INTEGER";
  return spell(column.type, has_option(table.options, option::strict));
}

std::string column_definition(const Table& table, const Column& column) {
  std::string text = quote(column.name);
  std::string type = declared_type(table, column);
  if (!type.empty()) text += " " + type;
  if (!column.nullable)
    text += " NOT NULL" + conflict_clause(option_of(column.options, option::not_null_conflict));
  if (column.default_value) text += " DEFAULT " + default_sql(*column.default_value, column.type);
  if (!column.collation.empty()) text += " COLLATE " + quote(column.collation);
  if (column.generated)
    text += " GENERATED ALWAYS AS " + bracketed(column.generated->expression.sql) +
            (column.generated->stored ? " STORED" : " VIRTUAL");
  return text;
}

std::string constraint_definition(const Table& table, const Constraint& constraint) {
  return match(
      constraint,
      [&](const PrimaryKey& key) {
        bool autoincrement =
            std::ranges::any_of(table.columns, [](const Column& c) { return c.autoincrement; });
        return named(key.name, key_definition(key, "PRIMARY KEY", autoincrement));
      },
      [](const Unique& unique) {
        return named(unique.name, key_definition(unique, "UNIQUE", false));
      },
      [](const ForeignKey& key) {
        return named(key.name,
                     "FOREIGN KEY (" + quote_list(key.columns) + ") " + reference_definition(key));
      },
      [](const Check& check) {
        return named(check.name, "CHECK " + bracketed(check.expression.sql));
      });
}

std::string reference_definition(const ForeignKey& key) {
  std::string text = "REFERENCES " + quote(key.references);
  if (!key.referenced_columns.empty()) text += " (" + quote_list(key.referenced_columns) + ")";
  text += ddl::action_clause("DELETE", key.on_delete) + ddl::action_clause("UPDATE", key.on_update);
  if (key.match_full) text += " MATCH FULL";
  return text + ddl::deferrable_clause(key.deferrable);
}

std::string enum_expression(const std::string& column, const Enum& definition) {
  std::vector<std::string> values;
  for (const std::string& value : definition.values) values.push_back(sql::quote_string(value));
  return quote(column) + " IN (" + join(values, ", ") + ") /* enum " + definition.name.name + " */";
}

std::string enum_check(const Table& table, const Column& column, const Enum& definition) {
  return "CONSTRAINT " + quote(table.name.name + "_" + column.name + "_enum") + " CHECK (" +
         enum_expression(column.name, definition) + ")";
}

std::string create_table(const Table& table, const NamedList<Enum>& enums) {
  std::vector<std::string> lines;
  for (const Column& column : table.columns) lines.push_back(column_definition(table, column));
  if (table.primary_key) lines.push_back(constraint_definition(table, *table.primary_key));
  for (const Unique& unique : table.uniques) lines.push_back(constraint_definition(table, unique));
  for (const ForeignKey& key : table.foreign_keys)
    lines.push_back(constraint_definition(table, key));
  for (const Check& check : table.checks) lines.push_back(constraint_definition(table, check));
  for (const Column& column : table.columns)
    if (const Enum* definition = enum_of(column, enums))
      lines.push_back(enum_check(table, column, *definition));
  return "CREATE TABLE " + quote(table.name) + " (\n  " + join(lines, ",\n  ") + "\n)" +
         table_options(table);
}

std::string create_index(const Name& table, const Index& index) {
  std::vector<std::string> parts;
  for (const IndexPart& part : index.parts) parts.push_back(part_definition(part));
  return std::string(index.unique ? "CREATE UNIQUE INDEX " : "CREATE INDEX ") + quote(index.name) +
         " ON " + quote(table) + " (" + join(parts, ", ") + ")" +
         (index.where ? " WHERE " + std::string(trim(index.where->sql)) : "");
}

std::string create_view(const View& view) {
  std::string columns = view.columns.empty() ? "" : " (" + quote_list(view.columns) + ")";
  return "CREATE VIEW " + quote(view.name) + columns + " AS\n" + std::string(trim(view.query.sql));
}

}  // namespace dbtool::lite
