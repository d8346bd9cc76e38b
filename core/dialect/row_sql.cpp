#include "core/dialect/row_sql.h"

#include "core/schema/default_text.h"
#include "core/support/sql_tokens.h"
#include "core/support/text.h"

#include <algorithm>
#include <set>

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

bool RowSql::holds_bytes(const std::string& name) const {
  const Column* known = column(name);
  return words_.spells_bytes && known != nullptr && std::holds_alternative<Bytes>(known->type.kind);
}

/// Every use of a value is a parameter of its own: a server infers one type for each.
void RowSql::value(BoundSql& sql, const std::string& name, const Literal& value) const {
  const Column* known = column(name);
  const auto bytes = holds_bytes(name) ? hex_of(value) : std::nullopt;
  if (bytes) {
    sql.sql += "x'" + *bytes + "'";
    return;
  }
  sql.values.push_back(known == nullptr ? value : settle_value(known->type, value));
  sql.sql += words_.parameter + std::to_string(sql.values.size());
}

void RowSql::difference(BoundSql& sql, const std::string& name, const Literal& wanted) const {
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
    sql.sql += separator + words_.quote_name(name) + " = ";
    value(sql, name, *find_value(row, name));
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
  BoundSql sql{.sql = "INSERT INTO " + words_.quote_table(name_) + " (" + join(names, ", ") + ")"};
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
  BoundSql sql{.sql = "UPDATE " + words_.quote_table(name_)};
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

void RowSql::none_of(BoundSql& sql, std::span<const DataRow> rows) const {
  std::string separator = " WHERE NOT (";
  for (const DataRow& row : rows) {
    sql.sql += separator + "(";
    key_is(sql, row);
    sql.sql += ")";
    separator = " OR ";
  }
  if (!rows.empty()) sql.sql += ")";
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
  const std::string column = words_.quote_name(name);
  const std::string text = "CAST(" + column + " AS TEXT)";
  if (!holds_bytes(name)) return text;
  return "CASE typeof(" + column + ") WHEN 'blob' THEN '\\x' || lower(hex(" + column + ")) ELSE " +
         text + " END";
}

/// The columns as text, each behind a comma.
std::string RowSql::texts(std::span<const std::string> columns) const {
  std::string list;
  for (const std::string& name : columns) list += ", " + text_of(name);
  return list;
}

void RowSql::compare(BoundSql& sql, const DataRow& row, std::size_t number,
                     std::span<const std::string> columns) const {
  if (!sql.sql.empty()) sql.sql += " UNION ALL ";
  sql.sql += "SELECT " + std::to_string(number) + ", ''";
  for (const auto& [name, wanted] : row.values) {
    sql.sql += " || CASE WHEN ";
    difference(sql, name, wanted);
    sql.sql += " THEN '1' ELSE '0' END";
  }
  sql.sql += texts(columns) + " FROM " + words_.quote_table(name_) + " WHERE ";
  key_is(sql, row);
}

BoundSql RowSql::find_others(std::span<const DataRow> rows,
                             std::span<const std::string> columns) const {
  BoundSql sql{.sql = "SELECT 1" + texts(columns) + " FROM " + words_.quote_table(name_)};
  none_of(sql, rows);
  return sql;
}

namespace {

bool is_unique_in(const Table& table, const std::vector<std::string>& key) {
  const std::set<std::string> wanted(key.begin(), key.end());
  auto same = [&](const std::vector<std::string>& columns) {
    return std::set<std::string>(columns.begin(), columns.end()) == wanted;
  };
  if (table.primary_key && same(table.primary_key->columns)) return true;
  for (const Unique& unique : table.uniques)
    if (same(unique.columns)) return true;
  return std::ranges::any_of(table.indexes, [&](const Index& index) {
    std::vector<std::string> columns;
    for (const IndexPart& part : index.parts) columns.push_back(part.column);
    return index.unique && !index.where && same(columns);
  });
}

/// Writes the statements of one operation: deletes first, which may free what others need.
class RowRenderer {
 public:
  RowRenderer(const ChangeRows& rows, const RowSql& sql, const Location& where)
      : rows_(rows), sql_(sql), where_(where) {}

  std::vector<Statement> run() {
    for (const DataRow& row : rows_.remove) remove(row);
    if (rows_.mode == RowsMode::mirror) say(sql_.remove_others(rows_.values), "delete other rows");
    for (const DataRow& row : rows_.values) {
      const DataRow* was = find_row(rows_.was, row, rows_.key);
      was == nullptr ? make(row) : change(row, *was);
    }
    continue_numbers();
    return std::move(statements_);
  }

 private:
  Statement& say(BoundSql sql, const std::string& what, const DataRow* row = nullptr) {
    const Location& where = row != nullptr && row->where.line > 0 ? row->where : where_;
    statements_.push_back({.sql = std::move(sql.sql),
                           .purpose = what + (row == nullptr ? " of " + to_text(rows_.table)
                                                             : " " + sql_.row_name(*row)),
                           .where = where,
                           .values = std::move(sql.values)});
    return statements_.back();
  }

  void make(const DataRow& row) {
    Statement& made = say(sql_.insert(row), "make row", &row);
    made.row = {.row = sql_.row_name(row), .is_set = rows_.mode != RowsMode::ensure};
    const DataRow* wanted = &row;
    BoundSql look = sql_.find_difference(row, {&wanted, 1});
    made.row.look = std::move(look.sql);
    made.row.look_values = std::move(look.values);
    if (rows_.mode != RowsMode::ensure) set(row);
  }

  void set(const DataRow& row) {
    if (BoundSql update = sql_.update(row); !update.sql.empty())
      say(std::move(update), "set row", &row);
  }

  void change(const DataRow& row, const DataRow& was) {
    Statement& there = say(sql_.find(row), "look at row", &row);
    there.check_message = "row " + sql_.row_name(row) + " is not there any more";
    there.expects_rows = true;
    const std::vector<const DataRow*> known = {&was, &row};
    if (BoundSql other = sql_.find_difference(was, known); !other.sql.empty())
      say(std::move(other), "look at row", &row).check_message =
          "row " + sql_.row_name(row) + " was changed: {1}";
    set(row);
  }

  /// A number that a row says would be given again.
  void continue_numbers() {
    std::set<std::string> columns;
    for (const DataRow& row : rows_.values)
      for (const auto& [name, value] : row.values)
        if (value.kind != Literal::Kind::null && sql_.is_numbered(name)) columns.insert(name);
    for (const std::string& name : columns)
      say({.sql = sql_.continue_numbers(name)}, "go on counting " + name);
  }

  void remove(const DataRow& row) {
    const DataRow* wanted = &row;
    const RowEffect effect{.row = sql_.row_name(row), .removes = true};
    if (BoundSql other = sql_.find_difference(row, {&wanted, 1}); !other.sql.empty()) {
      Statement& check = say(std::move(other), "look at row", &row);
      check.check_message = "row " + effect.row + " was changed, and is not deleted: {1}";
      check.row = effect;
    }
    say(sql_.remove(row), "delete row", &row).row = effect;
  }

  const ChangeRows& rows_;
  const RowSql& sql_;
  const Location& where_;
  std::vector<Statement> statements_ = {};
};

std::string literal_text(const Literal& value, const RowWords& words) {
  switch (value.kind) {
    case Literal::Kind::null:
      return "NULL";
    case Literal::Kind::boolean:
      return words.numbers_truth ? (value.text == "true" ? "1" : "0") : value.text;
    case Literal::Kind::number:
      return value.text;
    case Literal::Kind::text:
      break;
  }
  return sql::quote_string(value.text);
}

}  // namespace

std::vector<Statement> row_statements(const ChangeRows& rows, const RowWords& words,
                                      const Table* table, const Location& where) {
  if (table != nullptr && !is_unique_in(*table, rows.key))
    throw UsageError(
        {.code = "DBT634",
         .message = "(" + join(rows.key, ", ") + ") is no key of table " + to_text(rows.table),
         .where = where,
         .hint = "take the columns of its primary key, of a unique constraint or of a "
                 "unique index"});
  const RowSql sql(words, rows.table, table, rows.key);
  return RowRenderer(rows, sql, where).run();
}

std::string with_values(const Statement& statement, const RowWords& words,
                        const sql::LexicalRules& rules) {
  if (statement.values.empty()) return statement.sql;
  std::string text;
  std::size_t done = 0;
  for (const sql::Token& token : sql::tokenize(statement.sql, rules)) {
    if (token.kind != sql::TokenKind::parameter) continue;
    const auto number = parse_integer(token.text.substr(1)).value_or(0);
    text += statement.sql.substr(done, token.offset - done) +
            literal_text(statement.values.at(static_cast<std::size_t>(number - 1)), words);
    done = token.offset + token.text.size();
  }
  return text + statement.sql.substr(done);
}

}  // namespace dbtool
