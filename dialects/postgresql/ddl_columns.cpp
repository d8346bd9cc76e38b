#include "core/support/text.h"
#include "dialects/postgresql/ddl.h"
#include "dialects/postgresql/defaults.h"
#include "dialects/postgresql/names.h"
#include "dialects/postgresql/types.h"
#include "dialects/postgresql/version_trigger.h"

#include <array>

namespace dbtool::postgres {
namespace {

/// en_US.utf8 is one name; public.german is two.
bool ends_in_encoding(std::string_view name) {
  auto dot = name.find('.');
  if (dot == std::string_view::npos) return false;
  std::string ending = lower(name.substr(dot + 1));
  for (std::string_view encoding : {"utf", "iso", "latin", "euc", "koi", "cp", "big5", "gb"})
    if (ending.starts_with(encoding)) return true;
  return false;
}

std::string generated_sql(const Generated& generated) {
  return "GENERATED ALWAYS AS " + in_parentheses(generated.expression.sql) +
         (generated.stored ? " STORED" : " VIRTUAL");
}

std::string sequence_sql(const SequenceOptions& options) {
  Sql parts;
  auto add = [&](const char* words, const std::optional<std::int64_t>& value) {
    if (value) parts.push_back(words + std::to_string(*value));
  };
  add("START WITH ", options.start);
  add("INCREMENT BY ", options.increment);
  add("MINVALUE ", options.min);
  add("MAXVALUE ", options.max);
  add("CACHE ", options.cache);
  if (options.cycle) parts.push_back("CYCLE");
  return parts.empty() ? std::string() : " (" + join(parts, " ") + ")";
}

}  // namespace

// The word serial is not written: beside a sequence of that name, which may be there, it would make
// another one.
bool is_serial(const Table& table, const Column& column) {
  std::optional<std::string> sequence = sequence_of(column.default_value);
  bool is_integer =
      std::holds_alternative<Integer>(column.type.kind) && column.type.array_dimensions == 0;
  return is_integer && !column.nullable && sequence &&
         *sequence == quote(serial_sequence(table.name, column.name));
}

std::string collation_sql(const std::string& collation) {
  return ends_in_encoding(collation) ? quote(collation) : quote(parse_name(collation));
}

std::string identity_sql(const Identity& identity) {
  return std::string("GENERATED ") + (identity.always ? "ALWAYS" : "BY DEFAULT") + " AS IDENTITY" +
         sequence_sql(identity.options);
}

std::string column_sql(const Column& column) {
  std::string text = quote(column.name) + " " + spell(column.type);
  if (!column.collation.empty()) text += " COLLATE " + collation_sql(column.collation);
  if (column.generated) text += " " + generated_sql(*column.generated);
  if (column.identity) text += " " + identity_sql(*column.identity);
  bool has_default = column.default_value && !column.generated && !column.identity;
  if (has_default) text += " DEFAULT " + default_sql(*column.default_value);
  if (!column.nullable && !column.identity) text += " NOT NULL";
  return text;
}

std::string set_default_sql(const Name& table, const Column& column) {
  return alter_table_sql(table, {"ALTER COLUMN " + quote(column.name) + " SET DEFAULT " +
                                 default_sql(*column.default_value)});
}

Sql before_column(const Table& table, const Column& column) {
  std::optional<std::string> sequence = sequence_of(column.default_value);
  if (!sequence) return {};
  std::string type = is_serial(table, column) ? " AS " + spell(column.type) : std::string();
  return {"CREATE SEQUENCE IF NOT EXISTS " + *sequence + type};
}

Sql after_column(const Table& table, const Column& column) {
  if (!is_serial(table, column)) return {};
  return {"ALTER SEQUENCE " + *sequence_of(column.default_value) + " OWNED BY " +
          quote(table.name) + "." + quote(column.name)};
}

Sql column_option_sql(const Name& table, const std::string& column,
                      const std::map<std::string, std::string>& options) {
  struct Setting {
    const char* name;
    const char* words;
    const char* usual;
  };
  static constexpr auto settings = std::to_array<Setting>({
      {"storage", "SET STORAGE ", "DEFAULT"},
      {"compression", "SET COMPRESSION ", "default"},
      {"statistics", "SET STATISTICS ", "-1"},
  });
  Sql statements;
  for (const Setting& setting : settings) {
    if (!options.contains(std::string("postgresql.") + setting.name)) continue;
    std::string value = option(options, setting.name);
    statements.push_back(
        alter_table_sql(table, {"ALTER COLUMN " + quote(column) + " " + setting.words +
                                (value.empty() ? setting.usual : value)}));
  }
  return statements;
}

Sql sql_of(const AddColumn& o) {
  Table table{.name = o.table};
  Sql statements = before_column(table, o.column);
  statements.push_back(alter_table_sql(o.table, {"ADD COLUMN " + column_sql(o.column)}));
  append(statements, after_column(table, o.column));
  for (std::string& sql : column_option_sql(o.table, o.column.name, o.column.options))
    statements.push_back(std::move(sql));
  if (!o.column.comment.empty())
    statements.push_back(
        comment_sql("COLUMN " + quote(o.table) + "." + quote(o.column.name), o.column.comment));
  append(statements, create_version(o.table, o.column));
  return statements;
}

}  // namespace dbtool::postgres
