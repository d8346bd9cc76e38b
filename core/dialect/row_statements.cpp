// The statements that a step `rows` is made of.
#include "core/dialect/row_sql.h"
#include "core/support/sql_tokens.h"
#include "core/support/text.h"

#include <algorithm>
#include <set>

namespace dbtool {
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

/// Writes the statements of one operation: deletes first, which may free what others need. What the
/// rows name in other tables is looked for before anything is written; what they name in their own
/// may be made by the row before.
class RowRenderer {
 public:
  RowRenderer(const ChangeRows& rows, const RowSql& sql, const Table* table, const Location& where)
      : rows_(rows), sql_(sql), table_(table), where_(where) {}

  std::vector<Statement> run() {
    for (const DataRow& row : rows_.values) look_for_parents(row, false);
    for (const DataRow& row : rows_.remove) remove(row);
    if (rows_.mode == RowsMode::mirror) say(sql_.remove_others(rows_.values), "delete other rows");
    for (const DataRow& row : rows_.values) {
      look_for_parents(row, true);
      const DataRow* was = find_row(rows_.was, row, rows_.key);
      was == nullptr ? make(row) : change(row, *was);
    }
    look_again();
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

  void look_for_parents(const DataRow& row, bool own) {
    for (const auto& [column, value] : row.values)
      if (value.names_parent()) look_for_parent({row, column, own}, table_, column, value);
  }

  /// A parent that went, or got another name, since it was looked for has left null behind. Holding
  /// it instead would need the right to change it.
  void look_again() {
    if (!sql_.others_write()) return;
    looked_for_.clear();
    for (const DataRow& row : rows_.values)
      for (const bool own : {false, true}) look_for_parents(row, own);
  }

  /// The column of a row that names a parent, which may name another one itself.
  struct Naming {
    const DataRow& row;
    const std::string& column;
    bool own = false;
  };

  bool leads_home(const RowSql::Parent& parent, const RowValue& value) const {
    return parent.table == rows_.table || std::ranges::any_of(value.parent, [&](const auto& part) {
             return part.second.names_parent() &&
                    leads_home(sql_.parent_of(parent.known, part.first), part.second);
           });
  }

  void look_for_parent(const Naming& naming, const Table* table, const std::string& column,
                       const RowValue& value) {
    const RowSql::Parent parent = sql_.parent_of(table, column);
    for (const auto& [each, part] : value.parent)
      if (part.names_parent()) look_for_parent(naming, parent.known, each, part);
    const std::string name = to_text(parent.table) + " (" + parent_text(value) + ")";
    if (leads_home(parent, value) != naming.own) return;
    if (!naming.own && !looked_for_.insert(name).second) return;
    say(sql_.count_parents(table, column, value), "look for " + name + " for row", &naming.row)
        .check_message = "row " + sql_.row_name(naming.row) + " needs one row " + name + " for " +
                         naming.column + ", and {1}";
  }

  void make(const DataRow& row) {
    Statement& made = say(sql_.insert(row), "make row", &row);
    made.row = {.row = sql_.row_name(row), .is_set = rows_.mode != RowsMode::ensure};
    const DataRow* wanted = &row;
    BoundSql look = sql_.find_difference(row, {&wanted, 1});
    made.row.look = std::move(look.sql);
    made.row.look_values = std::move(look.values);
    BoundSql found = sql_.find(row);
    made.row.find = std::move(found.sql);
    made.row.find_values = std::move(found.values);
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
        if (!value.is_null() && sql_.is_numbered(name)) columns.insert(name);
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
  const Table* table_;
  const Location& where_;
  std::set<std::string> looked_for_ = {};
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
                                      const TableLookup& tables, const Location& where) {
  const Table* table = tables(rows.table);
  if (table != nullptr && !is_unique_in(*table, rows.key))
    throw UsageError(
        {.code = "DBT634",
         .message = "(" + join(rows.key, ", ") + ") is no key of table " + to_text(rows.table),
         .where = where,
         .hint = "take the columns of its primary key, of a unique constraint or of a "
                 "unique index"});
  const RowSql sql(words, rows.table, tables, rows.key);
  try {
    return RowRenderer(rows, sql, table, where).run();
  } catch (UsageError& error) {
    error.locate(where);
    throw;
  }
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
