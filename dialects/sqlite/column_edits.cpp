#include "dialects/sqlite/column_edits.h"

#include "core/operations/references.h"
#include "core/support/sql_tokens.h"
#include "core/support/text.h"
#include "dialects/sqlite/defaults.h"
#include "dialects/sqlite/definitions.h"
#include "dialects/sqlite/expressions.h"
#include "dialects/sqlite/names.h"
#include "dialects/sqlite/types.h"

#include <algorithm>

namespace dbtool::lite {
namespace {

using Kind = Clause::Kind;

[[noreturn]] void in_use(const TableEdit& edit, const std::string& column,
                         const std::string& user) {
  throw RefusedError(
      {.code = "DBT821",
       .message = "column \"" + edit.table.name.name + "." + column + "\" is used by " + user,
       .where = edit.where,
       .notes = {{"next", "drop that first"}}});
}

std::vector<std::string> columns_used(const TableEdit& edit, std::string_view expression) {
  std::vector<std::string> columns;
  Expression text{std::string(expression)};
  for (const ColumnText& column : edit.text().columns)
    if (mentions_column(text, column.name, edit.table.name.name)) columns.push_back(column.name);
  return columns;
}

std::vector<std::string> columns_used(const TableEdit& edit, const Clause& clause) {
  if (clause.kind == Kind::check) return columns_used(edit, edit.text().text(clause.expression));
  std::vector<std::string> columns = clause.foreign_key.columns;
  for (const KeyPart& part : clause.parts) columns.push_back(part.column);
  return columns;
}

bool among(const std::vector<std::string>& columns, const std::string& column) {
  return std::ranges::any_of(columns,
                             [&](const std::string& name) { return same_name(name, column); });
}

/// Whether it uses the column and nothing else; refuses when it uses others too.
bool goes_along(const TableEdit& edit, const std::vector<std::string>& used,
                const std::string& column, const std::string& user) {
  if (!among(used, column)) return false;
  if (!std::ranges::all_of(used, [&](const auto& name) { return same_name(name, column); }))
    in_use(edit, column, user);
  return true;
}

std::string words_for(const Clause& clause) {
  std::string kind = clause.kind == Kind::primary_key   ? "the primary key"
                     : clause.kind == Kind::unique      ? "unique"
                     : clause.kind == Kind::foreign_key ? "foreign key"
                                                        : "check";
  return clause.name.empty() ? kind : kind + " \"" + clause.name + "\"";
}

/// Constraints of the table that are about this column alone go with it.
void drop_constraints_of(const TableEdit& edit, const std::string& column) {
  for (bool again = true; again;) {
    again = false;
    for (const Clause& clause : edit.text().constraints) {
      if (!goes_along(edit, columns_used(edit, clause), column, words_for(clause))) continue;
      edit.editor().remove_element(clause.span);
      again = true;
      break;
    }
  }
}

void require_no_use_by_columns(const TableEdit& edit, const std::string& column) {
  for (const ColumnText& other : edit.text().columns) {
    if (same_name(other.name, column)) continue;
    for (const Clause& clause : other.clauses)
      if ((clause.kind == Kind::check || clause.kind == Kind::generated) &&
          among(columns_used(edit, edit.text().text(clause.expression)), column))
        in_use(edit, column, "column \"" + other.name + "\"");
  }
}

void drop_indexes_of(const TableEdit& edit, const std::string& column) {
  std::erase_if(edit.table.indexes, [&](const StoredText& stored) {
    if (!index_mentions(stored, column, edit.table.name.name)) return false;
    return goes_along(edit, columns_used(edit, stored.sql.substr(stored.sql.find('('))), column,
                      "index \"" + stored.name + "\"");
  });
}

/// NEW.column, OLD.column, or UPDATE OF column: what a trigger of this table can only mean of it.
bool names_column(const std::string& trigger, const std::string& column) {
  auto tokens = sql::tokenize(trigger, sql::sqlite_rules());
  bool in_list = false;
  for (std::size_t i = 1; i < tokens.size(); ++i) {
    if (tokens[i].is("of") && tokens[i - 1].is("update")) in_list = true;
    if (tokens[i].is("on")) in_list = false;
    bool is_column =
        (tokens[i].kind == sql::TokenKind::word || tokens[i].kind == sql::TokenKind::quoted_name) &&
        same_name(sql::name_of(tokens[i]), column);
    bool of_row = i >= 2 && tokens[i - 1].is_symbol(".") &&
                  (tokens[i - 2].is("new") || tokens[i - 2].is("old"));
    if (is_column && (in_list || of_row)) return true;
  }
  return false;
}

Statement check(const TableEdit& edit, const std::string& sql, const std::string& message) {
  return {.sql = sql,
          .purpose = "rebuild " + edit.table.name.name + ": look for values that do not fit",
          .rebuilds = true,
          .check_message = message,
          .where = edit.where};
}

/// Values that a change of affinity would store with fewer digits.
void check_digits(const TableEdit& edit, const std::string& column, const std::string& to) {
  std::string c = quote(column);
  Affinity affinity = affinity_of(to);
  std::string lost;
  if (affinity == Affinity::text)
    lost = "typeof(" + c + ") = 'real' AND CAST(CAST(" + c + " AS TEXT) AS REAL) <> " + c;
  else if (affinity != Affinity::blob)
    lost = "typeof(" + c + ") = 'text' AND length(trim(" + c + ")) > 16 AND typeof(CAST(" + c +
           " AS NUMERIC)) = 'real' AND trim(" + c + ") NOT GLOB '*[^0-9.eE+-]*'";
  if (affinity == Affinity::real)
    lost +=
        " OR typeof(" + c + ") = 'integer' AND CAST(CAST(" + c + " AS REAL) AS INTEGER) <> " + c;
  if (lost.empty()) return;
  edit.copy.checks.push_back(
      check(edit, "SELECT " + c + " FROM " + quote(edit.table.name) + " WHERE " + lost + " LIMIT 1",
            edit.table.name.name + "." + column + " holds {1}, which would lose digits as " + to));
}

void check_no_null(const TableEdit& edit, const std::string& column) {
  std::string table = quote(edit.table.name);
  edit.copy.checks.push_back(check(
      edit,
      "SELECT n || CASE n WHEN 1 THEN ' row' ELSE ' rows' END FROM (SELECT count(*) AS n FROM " +
          table + " WHERE " + quote(column) + " IS NULL) WHERE n > 0",
      edit.table.name.name + "." + column + " is NULL in {1} and is to be NOT NULL"));
}

class ColumnAlteration {
 public:
  ColumnAlteration(const TableEdit& edit, const AlterColumn& operation)
      : edit_(edit), name_(operation.column), to_(operation.to), using_(operation.using_sql) {}

  void run() {
    if (!using_.empty()) edit_.copy.values[name_] = bracketed(using_);
    if (to_.type || to_.options || to_.identity) change_type();
    if (to_.generated) change_generated();
    if (to_.default_value) change_default();
    if (to_.nullable) change_nullable();
    if (to_.options) change_conflict();
    if (to_.collation) change_collation();
    if (to_.autoincrement) change_autoincrement(*to_.autoincrement);
  }

 private:
  const ColumnText& column() const { return *edit_.text().find_column(name_); }

  std::string new_type() const {
    Column altered{.name = name_};
    Table table = table_of(edit_.table);
    if (const Column* found = find_column(table, column().name)) altered = *found;
    if (to_.type) {
      altered.type = *to_.type;
      altered.options.erase(option::declared_type);
    }
    if (to_.options) altered.options = *to_.options;
    // The table may be WITHOUT ROWID at this step still.
    if (to_.identity && *to_.identity) table.options.erase(option::without_rowid);
    for (Column& other : table.columns)
      if (other.name == altered.name) other = altered;
    return declared_type(table, altered);
  }

  void change_type() {
    std::string before = column().type;
    std::string after = new_type();
    if (to_.type) change_enum();
    if (same_spelling(before, after)) return;
    edit_.editor().set_type(name_, after);
    bool converts = using_.empty() && affinity_of(before) != affinity_of(after);
    if (!converts) return;
    check_digits(edit_, name_, after);
    edit_.copy.values.emplace(name_, quote(name_));
  }

  void change_enum() {
    if (const Clause* values = enum_clause(edit_.text(), name_)) {
      bool is_element = std::ranges::any_of(edit_.text().constraints, [&](const Clause& clause) {
        return clause.span.begin == values->span.begin;
      });
      Span span = values->span;
      is_element ? edit_.editor().remove_element(span) : edit_.editor().remove_clause(span);
    }
    if (auto definition = enum_of(*to_.type, edit_.states))
      edit_.editor().add_constraint(
          enum_check(table_of(edit_.table), {.name = column().name}, *definition));
  }

  void change_generated() {
    const auto& generated = *to_.generated;
    if (!generated) return edit_.editor().remove_clause(name_, Kind::generated);
    edit_.editor().remove_clause(name_, Kind::default_value);  // DEFAULT NULL is none to a model
    edit_.editor().set_clause(name_, Kind::generated,
                              "GENERATED ALWAYS AS " + bracketed(generated->expression.sql) +
                                  (generated->stored ? " STORED" : " VIRTUAL"));
  }

  Type type() const {
    Table table = table_of(edit_.table);
    const Column* found = find_column(table, column().name);
    return found == nullptr ? Type{} : found->type;
  }

  void change_default() {
    const auto& value = *to_.default_value;
    if (!value) return edit_.editor().remove_clause(name_, Kind::default_value);
    edit_.editor().set_clause(name_, Kind::default_value, "DEFAULT " + default_sql(*value, type()));
  }

  void change_nullable() {
    bool was_nullable = column().find(Kind::not_null) == nullptr;
    if (*to_.nullable) return edit_.editor().remove_clause(name_, Kind::not_null);
    if (!was_nullable) return;
    edit_.editor().remove_clause(name_, Kind::null);
    edit_.editor().set_clause(name_, Kind::not_null, "NOT NULL");
    fill_nulls();
  }

  void change_conflict() {
    if (column().find(Kind::not_null) == nullptr) return;
    auto conflict = to_.options->find(option::not_null_conflict);
    edit_.editor().set_clause(
        name_, Kind::not_null,
        "NOT NULL" + conflict_clause(conflict == to_.options->end() ? "" : conflict->second));
  }

  /// Rows without a value get the default, and must have a value when there is none.
  void fill_nulls() {
    const Clause* value = column().find(Kind::default_value);
    bool is_rowid = edit_.text().rowid_column() == &column();
    if (is_rowid || column().find(Kind::generated) != nullptr) return;
    if (value == nullptr || equals_ignoring_case(edit_.text().text(value->expression), "null")) {
      if (using_.empty()) check_no_null(edit_, name_);
      return;
    }
    // A name is text here, and would be a column in the copy.
    const auto lifted = lift_default(edit_.text().text(value->expression), type());
    auto& copied = edit_.copy.values[name_];
    copied = "coalesce(" + (copied.empty() ? quote(name_) : copied) + ", " +
             (lifted ? bracketed(default_sql(*lifted, type())) : "NULL") + ")";
  }

  void change_collation() {
    if (to_.collation->empty()) return edit_.editor().remove_clause(name_, Kind::collate);
    edit_.editor().set_clause(name_, Kind::collate, "COLLATE " + quote(*to_.collation));
  }

  void change_autoincrement(bool wanted) {
    const Clause* key = edit_.text().primary_key();
    if (key == nullptr || key->autoincrement == wanted) return;
    auto tokens = sql::tokenize(edit_.text().text(key->body), sql::sqlite_rules());
    std::size_t begin = key->body.begin;
    for (const sql::Token& token : tokens)
      if (token.is("autoincrement")) {
        std::size_t from = begin + token.offset;
        return edit_.editor().remove_clause(Span{from, from + token.text.size()});
      }
    std::size_t place = key->body.end;
    for (const sql::Token& token : tokens)
      if (token.is_symbol(")")) place = begin + token.offset;
    edit_.editor().replace({place, place}, " AUTOINCREMENT");
  }

  const TableEdit& edit_;
  const std::string& name_;
  const ColumnChange& to_;
  const std::string& using_;
};

}  // namespace

void add_column(const TableEdit& edit, const Column& column) {
  Table like{.name = edit.table.name};
  if (edit.text().strict) like.options[option::strict] = "true";
  if (edit.text().find_column(column.name) != nullptr)
    throw UsageError({.code = "DBT620",
                      .message = "table \"" + edit.table.name.name + "\" has a column \"" +
                                 column.name + "\" already",
                      .where = edit.where});
  edit.editor().add_column(column_definition(like, column));
  if (auto definition = enum_of(column.type, edit.states))
    edit.editor().add_constraint(enum_check(like, column, *definition));
  edit.copy.added.insert(column.name);
}

void drop_column(const TableEdit& edit, const std::string& name) {
  const ColumnText* column = edit.text().find_column(name);
  if (edit.text().columns.size() == 1) in_use(edit, name, "the table, which has no other");
  for (const StoredText& trigger : edit.table.triggers)
    if (names_column(trigger.sql, name)) in_use(edit, name, "trigger \"" + trigger.name + "\"");
  require_no_use_by_columns(edit, name);
  drop_indexes_of(edit, name);
  Span span = column->span;
  edit.copy.added.erase(name);
  edit.copy.values.erase(name);
  drop_constraints_of(edit, name);
  span = edit.text().find_column(name)->span;
  edit.editor().remove_element(span);
}

void alter_column(const TableEdit& edit, const AlterColumn& operation) {
  ColumnAlteration(edit, operation).run();
}

}  // namespace dbtool::lite
