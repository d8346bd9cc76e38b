#include "core/dialect/row_sql.h"

#include "core/schema/default_text.h"
#include "core/support/sql_tokens.h"
#include "core/support/text.h"

#include <algorithm>

namespace dbtool {
namespace {

/// The digits of bytes that are written \x00ff, as PostgreSQL writes them.
std::optional<std::string> hex_of(const Literal& value) {
  constexpr std::string_view digits = "0123456789abcdefABCDEF";
  const std::string& text = value.text;
  const bool is_bytes = value.kind == Literal::Kind::text && text.starts_with("\\x") &&
                        text.size() % 2 == 0 &&
                        text.find_first_not_of(digits, 2) == std::string::npos;
  return is_bytes ? std::optional(text.substr(2)) : std::nullopt;
}

}  // namespace

std::string version_step(const Table& table, const RowWords& words) {
  std::string text;
  for (const Column& column : table.columns) {
    if (column.version != VersionMode::strict) continue;
    const std::string name = words.quote_name(column.name);
    text += ", " + name + " = " + name + " + 1";
  }
  return text;
}

std::string RowSql::row_name(const DataRow& row) const {
  return to_text(name_) + " (" + key_text(row, key_) + ")";
}

bool RowSql::is_key(const std::string& column) const {
  return std::ranges::find(key_, column) != key_.end();
}

const Column* RowSql::column(const std::string& name) const {
  return table_ == nullptr ? nullptr : find_column(*table_, name);
}

std::string RowSql::comparable(const std::string& name) const {
  const Column* known = column(name);
  const auto* json = known == nullptr ? nullptr : std::get_if<Json>(&known->type.kind);
  return json != nullptr && !json->binary ? words_.json_cast : "";
}

bool RowSql::holds_bytes(const Column* known) const {
  return words_.spells_bytes && known != nullptr && std::holds_alternative<Bytes>(known->type.kind);
}

/// Every use of a value is a parameter of its own: a server infers one type for each.
void RowSql::bind(BoundSql& sql, const Column* known, const Literal& value) const {
  const auto bytes = holds_bytes(known) ? hex_of(value) : std::nullopt;
  if (bytes) {
    sql.sql += "x'" + *bytes + "'";
    return;
  }
  sql.values.push_back(known == nullptr ? value : settle_value(known->type, value));
  sql.sql += words_.parameter + std::to_string(sql.values.size());
}

void RowSql::value(BoundSql& sql, const std::string& name, const RowValue& value) const {
  if (!value.names_parent()) return bind(sql, column(name), value.literal);
  sql.sql += "(";
  parents(sql, table_, name, value);
  sql.sql += ")";
}

/// Behind an expression: whether it holds the value.
void RowSql::equals(BoundSql& sql, const Table* table, const std::string& name,
                    const RowValue& value) const {
  sql.sql += value.names_parent() ? " IN (" : " = ";
  if (!value.names_parent())
    return bind(sql, table == nullptr ? nullptr : find_column(*table, name), value.literal);
  parents(sql, table, name, value);
  sql.sql += ")";
}

/// A name of a row that is not there is a difference even from null.
void RowSql::difference(BoundSql& sql, const std::string& name, const RowValue& wanted) const {
  if (wanted.names_parent()) {
    sql.sql += "(" + words_.quote_name(name);
    equals(sql, table_, name, wanted);
    sql.sql += ") IS NOT TRUE";
    return;
  }
  const std::string cast = comparable(name);
  sql.sql += words_.quote_name(name) + cast + " " + words_.differs + " ";
  value(sql, name, wanted);
  sql.sql += cast + words_.exactly;
}

/// Whether there is a column besides the key.
bool RowSql::any_difference(BoundSql& sql, const DataRow& row) const {
  std::string separator;
  for (const auto& [name, wanted] : row.values) {
    if (is_key(name)) continue;
    sql.sql += separator;
    difference(sql, name, wanted);
    separator = " OR ";
  }
  return !separator.empty();
}

void RowSql::key_is(BoundSql& sql, const DataRow& row) const {
  std::string separator;
  for (const std::string& name : key_) {
    sql.sql += separator + words_.quote_name(name);
    equals(sql, table_, name, *find_value(row, name));
    separator = " AND ";
  }
}

bool RowSql::is_numbered(const std::string& name) const {
  const Column* known = column(name);
  if (words_.continue_numbers == nullptr || known == nullptr) return false;
  const auto* expression =
      known->default_value ? std::get_if<Expression>(&known->default_value->value) : nullptr;
  return known->identity || (expression != nullptr && expression->sql.starts_with("nextval("));
}

std::string RowSql::continue_numbers(const std::string& name) const {
  return words_.continue_numbers(name_, name);
}

BoundSql RowSql::insert(const DataRow& row) const {
  std::vector<std::string> names;
  bool overrides = false;
  for (const auto& [name, wanted] : row.values) {
    names.push_back(words_.quote_name(name));
    const Column* known = column(name);
    overrides = overrides || (known != nullptr && known->identity && known->identity->always);
  }
  BoundSql sql{.sql = "INSERT" + words_.or_abort + " INTO " + words_.quote_table(name_) + " (" +
                      join(names, ", ") + ")"};
  if (overrides && words_.overrides_identity) sql.sql += " OVERRIDING SYSTEM VALUE";
  std::string separator = " VALUES (";
  for (const auto& [name, wanted] : row.values) {
    sql.sql += separator;
    value(sql, name, wanted);
    separator = ", ";
  }
  std::vector<std::string> keys;
  for (const std::string& name : key_) keys.push_back(words_.quote_name(name));
  sql.sql += ") ON CONFLICT (" + join(keys, ", ") + ") DO NOTHING";
  return sql;
}

BoundSql RowSql::update(const DataRow& row) const {
  BoundSql sql{.sql = "UPDATE" + words_.or_abort + " " + words_.quote_table(name_)};
  std::string separator = " SET ";
  for (const auto& [name, wanted] : row.values) {
    if (is_key(name)) continue;
    sql.sql += separator + words_.quote_name(name) + " = ";
    value(sql, name, wanted);
    separator = ", ";
  }
  if (separator == " SET ") return {};
  if (table_ != nullptr) sql.sql += version_step(*table_, words_);
  sql.sql += " WHERE ";
  key_is(sql, row);
  sql.sql += " AND (";
  any_difference(sql, row);
  sql.sql += ")";
  return sql;
}

BoundSql RowSql::remove(const DataRow& row) const {
  BoundSql sql{.sql = "DELETE FROM " + words_.quote_table(name_) + " WHERE "};
  key_is(sql, row);
  return sql;
}

/// In groups: SQLite bounds how deep an expression is, and each OR is a level.
void RowSql::none_of(BoundSql& sql, std::span<const DataRow> rows) const {
  constexpr std::size_t at_once = 100;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    sql.sql += i == 0 ? " WHERE NOT ((" : i % at_once == 0 ? ") OR (" : " OR ";
    sql.sql += "(";
    key_is(sql, rows[i]);
    sql.sql += ")";
  }
  if (!rows.empty()) sql.sql += "))";
}

BoundSql RowSql::remove_others(std::span<const DataRow> rows) const {
  BoundSql sql{.sql = "DELETE FROM " + words_.quote_table(name_)};
  none_of(sql, rows);
  return sql;
}

BoundSql RowSql::find(const DataRow& row) const {
  BoundSql sql{.sql = "SELECT 1 FROM " + words_.quote_table(name_) + " WHERE "};
  key_is(sql, row);
  return sql;
}

BoundSql RowSql::find_difference(const DataRow& row,
                                 std::span<const DataRow* const> none_of) const {
  BoundSql sql{.sql = "SELECT substr("};
  std::string separator;
  for (const auto& [name, wanted] : row.values) {
    if (is_key(name)) continue;
    const std::string text = text_of(name);
    sql.sql += separator + "CASE WHEN ";
    difference(sql, name, wanted);
    sql.sql += " THEN " + sql::quote_string(", " + name + " is ") + " || coalesce('\"' || " + text +
               " || '\"', 'null') ELSE '' END";
    separator = " || ";
  }
  if (separator.empty()) return {};
  sql.sql += ", 3) FROM " + words_.quote_table(name_) + " WHERE ";
  key_is(sql, row);
  for (const DataRow* other : none_of) {
    sql.sql += " AND (";
    if (!any_difference(sql, *other)) return {};
    sql.sql += ")";
  }
  return sql;
}

std::string RowSql::text_of(const std::string& name) const {
  return text_of(words_.quote_name(name), column(name));
}

std::string RowSql::text_of(const std::string& expression, const Column* known) const {
  const std::string text = "CAST(" + expression + " AS TEXT)";
  if (!holds_bytes(known)) return text;
  return "CASE typeof(" + expression + ") WHEN 'blob' THEN '\\x' || lower(hex(" + expression +
         ")) ELSE " + text + " END";
}

namespace {

/// Each behind a comma.
std::string after_commas(std::span<const std::string> texts) {
  std::string list;
  for (const std::string& text : texts) list += ", " + text;
  return list;
}

}  // namespace

void RowSql::compare(BoundSql& sql, const DataRow& row, std::size_t number,
                     std::span<const std::string> texts) const {
  if (!sql.sql.empty()) sql.sql += " UNION ALL ";
  sql.sql += "SELECT " + std::to_string(number) + ", ''";
  for (const auto& [name, wanted] : row.values) {
    sql.sql += " || CASE WHEN ";
    difference(sql, name, wanted);
    sql.sql += " THEN '1' ELSE '0' END";
  }
  sql.sql += after_commas(texts) + " FROM " + words_.quote_table(name_) + " WHERE ";
  key_is(sql, row);
}

BoundSql RowSql::find_others(std::span<const DataRow> rows,
                             std::span<const std::string> texts) const {
  BoundSql sql{.sql = "SELECT 1" + after_commas(texts) + " FROM " + words_.quote_table(name_)};
  none_of(sql, rows);
  return sql;
}

}  // namespace dbtool
