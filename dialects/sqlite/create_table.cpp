#include "dialects/sqlite/create_table.h"

#include "core/support/sql_tokens.h"
#include "core/support/text.h"
#include "dialects/sqlite/expressions.h"
#include "dialects/sqlite/names.h"
#include "dialects/sqlite/token_cursor.h"

#include <map>
#include <set>

namespace dbtool::lite {
namespace {

using Kind = Clause::Kind;

// A type may be any words but these.
bool begins_clause(const TokenCursor& at) {
  return at.is_at_any({"constraint", "primary", "not", "null", "unique", "check", "default",
                       "collate", "references", "generated", "as", "deferrable"});
}

ForeignKeyAction take_action(TokenCursor& at) {
  if (at.accept("cascade")) return ForeignKeyAction::cascade;
  if (at.accept("restrict")) return ForeignKeyAction::restrict;
  if (at.accept("no")) return at.take(), ForeignKeyAction::no_action;
  at.take();  // SET
  return at.take().is("null") ? ForeignKeyAction::set_null : ForeignKeyAction::set_default;
}

class Reader {
 public:
  explicit Reader(TableText& table) : table_(table), at_(table.sql) {}

  bool read() {
    if (!read_head()) return false;
    bool columns = true;
    while (!at_.at_end() && !at_.is_at_symbol(")")) {
      if (at_.accept_symbol(",")) continue;
      columns = columns && !at_.is_at_any({"constraint", "primary", "unique", "check", "foreign"});
      if (!(columns ? read_column() : read_constraint())) return false;
    }
    table_.body.end = at_.begin();
    return !table_.columns.empty() && at_.accept_symbol(")") && read_options();
  }

 private:
  bool read_head() {
    if (!at_.accept("create")) return false;
    if (!at_.accept("temp")) at_.accept("temporary");
    if (!at_.accept("table")) return false;
    if (at_.accept("if")) at_.take(), at_.take();
    if (at_.peek(1).is_symbol(".")) at_.take(), at_.take();
    table_.name_span.begin = at_.begin();
    at_.take_name();
    table_.name_span.end = at_.end();
    if (!at_.accept_symbol("(")) return false;
    table_.body.begin = at_.end();
    return true;
  }

  bool read_options() {
    table_.options_span = {at_.end(), table_.sql.size()};
    while (!at_.at_end()) {
      if (at_.accept("without"))
        table_.without_rowid = at_.take().is("rowid");
      else if (at_.accept("strict"))
        table_.strict = true;
      else if (!at_.accept_symbol(",") && at_.take().kind != sql::TokenKind::semicolon)
        return false;
    }
    return true;
  }

  bool read_column() {
    ColumnText column;
    column.span.begin = column.name_span.begin = at_.begin();
    if (!at_.is_at_name()) return false;
    column.name = at_.take_name();
    column.name_span.end = at_.end();
    read_type(column);
    while (!at_.at_end() && !at_.is_at_symbol(",") && !at_.is_at_symbol(")"))
      if (!read_column_clause(column)) return false;
    column.span.end = at_.end();
    table_.columns.push_back(std::move(column));
    return true;
  }

  void read_type(ColumnText& column) {
    column.type_span = {at_.end(), at_.end()};
    if (!at_.is_at_name() || begins_clause(at_)) return;
    column.type_span.begin = at_.begin();
    while (at_.is_at_name() && !begins_clause(at_)) at_.take();
    if (at_.is_at_symbol("(")) at_.skip_group();
    column.type_span.end = at_.end();
    column.type = table_.text(column.type_span);
  }

  Clause begin_clause() {
    Clause clause;
    clause.span.begin = at_.begin();
    while (at_.accept("constraint")) {
      clause.name_span.begin = at_.begin();
      clause.name = at_.take_name();
      clause.name_span.end = at_.end();
    }
    clause.body.begin = at_.begin();
    return clause;
  }

  bool read_column_clause(ColumnText& column) {
    // Stands alone only behind something else than REFERENCES; it is about the last one.
    if (read_stray_deferral(column)) return true;
    Clause clause = begin_clause();
    bool understood = read_simple_clause(clause) || read_key_clause(clause, column.name);
    if (!understood && at_.is_at_symbol("(")) understood = at_.skip_group();
    if (!understood && at_.take().kind == sql::TokenKind::unterminated) return false;
    clause.span.end = clause.body.end = at_.end();
    column.clauses.push_back(std::move(clause));
    return true;
  }

  bool read_stray_deferral(ColumnText& column) {
    if (!at_.is_at("deferrable") && !(at_.is_at("not") && at_.peek(1).is("deferrable")))
      return false;
    Clause clause;
    clause.span.begin = at_.begin();
    Deferrable deferrable = take_deferral();
    clause.span.end = at_.end();
    clause.body = clause.span;
    for (Clause& other : column.clauses)
      if (other.kind == Kind::foreign_key) other.foreign_key.deferrable = deferrable;
    column.clauses.push_back(std::move(clause));
    return true;
  }

  /// Clauses that only a column has.
  bool read_simple_clause(Clause& clause) {
    if (at_.is_at("not") && at_.peek(1).is("null")) {
      at_.take();
      clause.kind = Kind::not_null;
    } else if (at_.is_at("null")) {
      clause.kind = Kind::null;
    } else if (at_.accept("default")) {
      clause.kind = Kind::default_value;
      return read_default(clause);
    } else if (at_.accept("collate")) {
      clause.kind = Kind::collate;
      clause.collation = at_.take_name();
      return true;
    } else if (at_.is_at_any({"generated", "as"})) {
      if (at_.accept("generated")) at_.accept("always");
      at_.accept("as");
      clause.kind = Kind::generated;
      if (!read_expression(clause)) return false;
      if (!at_.accept("virtual")) clause.stored = at_.accept("stored");
      return true;
    } else {
      return false;
    }
    at_.take();
    read_conflict(clause);
    return true;
  }

  bool read_default(Clause& clause) {
    if (at_.is_at_symbol("(")) return read_expression(clause);
    clause.expression.begin = at_.begin();
    if (!at_.accept_symbol("-")) at_.accept_symbol("+");
    at_.take();
    clause.expression.end = at_.end();
    return true;
  }

  /// Clauses that a column and a table have; a column's keys are about itself.
  bool read_key_clause(Clause& clause, const std::string& column) {
    if (at_.accept("primary")) {
      at_.take();
      clause.kind = Kind::primary_key;
      clause.parts = {{.column = column}};
      if (!at_.accept("asc")) clause.parts[0].descending = at_.accept("desc");
      read_conflict(clause);
      clause.autoincrement = at_.accept("autoincrement");
    } else if (at_.accept("unique")) {
      clause.kind = Kind::unique;
      clause.parts = {{.column = column}};
      read_conflict(clause);
    } else if (at_.accept("check")) {
      clause.kind = Kind::check;
      if (!read_expression(clause)) return false;
      read_conflict(clause);
    } else if (at_.accept("references")) {
      clause.kind = Kind::foreign_key;
      clause.foreign_key.columns = {column};
      read_reference(clause.foreign_key);
    } else {
      return false;
    }
    return true;
  }

  bool read_constraint() {
    Clause clause = begin_clause();
    if (at_.accept("primary")) {
      at_.take();
      clause.kind = Kind::primary_key;
      clause.parts = read_key_parts(clause.autoincrement);
      read_conflict(clause);
    } else if (at_.accept("unique")) {
      clause.kind = Kind::unique;
      clause.parts = read_key_parts(clause.autoincrement);
      read_conflict(clause);
    } else if (at_.accept("foreign")) {
      at_.take();
      clause.kind = Kind::foreign_key;
      clause.foreign_key.columns = read_names();
      at_.accept("references");
      read_reference(clause.foreign_key);
    } else if (!at_.is_at("check") || !read_key_clause(clause, {})) {
      return false;
    }
    clause.span.end = clause.body.end = at_.end();
    table_.constraints.push_back(std::move(clause));
    return true;
  }

  bool read_expression(Clause& clause) {
    if (!at_.is_at_symbol("(")) return false;
    clause.expression.begin = at_.peek().offset + 1;
    if (!at_.skip_group()) return false;
    clause.expression.end = at_.end() - 1;
    return true;
  }

  void read_conflict(Clause& clause) {
    if (!at_.is_at("on") || !at_.peek(1).is("conflict")) return;
    at_.take(), at_.take();
    clause.on_conflict = lower(at_.take().text);
  }

  std::vector<std::string> read_names() {
    std::vector<std::string> names;
    bool autoincrement = false;
    for (KeyPart& part : read_key_parts(autoincrement)) names.push_back(std::move(part.column));
    return names;
  }

  std::vector<KeyPart> read_key_parts(bool& autoincrement) {
    std::vector<KeyPart> parts;
    if (!at_.accept_symbol("(")) return parts;
    while (!at_.at_end() && !at_.accept_symbol(")")) {
      KeyPart part{.column = at_.take_name()};
      if (at_.accept("collate")) part.collation = at_.take_name();
      if (!at_.accept("asc")) part.descending = at_.accept("desc");
      if (at_.accept("autoincrement")) autoincrement = true;
      parts.push_back(std::move(part));
      at_.accept_symbol(",");
    }
    return parts;
  }

  void read_reference(ForeignKey& key) {
    key.references.name = at_.take_name();
    if (at_.is_at_symbol("(")) key.referenced_columns = read_names();
    while (true) {
      if (at_.is_at("on") && at_.peek(1).is("delete")) {
        at_.take(), at_.take();
        key.on_delete = take_action(at_);
      } else if (at_.is_at("on") && at_.peek(1).is("update")) {
        at_.take(), at_.take();
        key.on_update = take_action(at_);
      } else if (at_.accept("match")) {
        key.match_full = at_.take().is("full");
      } else if (at_.is_at("deferrable") || (at_.is_at("not") && at_.peek(1).is("deferrable"))) {
        key.deferrable = take_deferral();
      } else {
        return;
      }
    }
  }

  Deferrable take_deferral() {
    bool negated = at_.accept("not");
    at_.take();
    bool deferred = at_.accept("initially") && at_.take().is("deferred");
    if (negated) return Deferrable::no;
    return deferred ? Deferrable::initially_deferred : Deferrable::deferrable;
  }

  TableText& table_;
  TokenCursor at_;
};

std::string written_name(const TableText& table) {
  auto tokens = sql::tokenize(table.text(table.name_span), sql::sqlite_rules());
  return tokens.empty() ? std::string() : sql::name_of(tokens.back());
}

std::string kind_word(Kind kind) {
  if (kind == Kind::unique) return "unique";
  return kind == Kind::check ? "check" : "fk";
}

/// What a constraint without a name is known by, wherever it stands.
std::string made_key(const TableText& table, const Clause& clause) {
  std::vector<std::string> columns = clause.foreign_key.columns;
  for (const KeyPart& part : clause.parts) columns.push_back(part.column);
  std::string about = join(columns, ",");
  if (clause.kind == Kind::check)
    about = folded({std::string(table.text(clause.expression))}, written_name(table));
  return "?" + kind_word(clause.kind) + ":" + about;
}

/// Gives every constraint the name a model knows it by. SQLite lets two have the same name.
class KeyMaker {
 public:
  explicit KeyMaker(const TableText& table) : table_(table) {}

  void name(Clause& clause) {
    bool is_key = clause.kind == Kind::unique || clause.kind == Kind::check ||
                  clause.kind == Kind::foreign_key;
    if (!is_key) {
      clause.key = clause.name;
      return;
    }
    std::string key = clause.name.empty() ? made_key(table_, clause) : clause.name;
    clause.key = key;
    for (int n = 2; !taken_.insert({clause.kind, clause.key}).second; ++n)
      clause.key = (key[0] == '?' ? key : "?" + key) + ":" + std::to_string(n);
  }

 private:
  const TableText& table_;
  std::set<std::pair<Kind, std::string>> taken_ = {};
};

}  // namespace

const Clause* ColumnText::find(Clause::Kind kind) const {
  for (const Clause& clause : clauses)
    if (clause.kind == kind) return &clause;
  return nullptr;
}

std::string_view TableText::text(Span span) const {
  return std::string_view(sql).substr(span.begin, span.end - span.begin);
}

const ColumnText* TableText::find_column(std::string_view name) const {
  for (const ColumnText& column : columns)
    if (same_name(column.name, name)) return &column;
  return nullptr;
}

const Clause* TableText::primary_key() const {
  for (const ColumnText& column : columns)
    if (const Clause* key = column.find(Kind::primary_key)) return key;
  for (const Clause& clause : constraints)
    if (clause.kind == Kind::primary_key) return &clause;
  return nullptr;
}

bool TableText::autoincrement() const {
  const Clause* key = primary_key();
  return key != nullptr && key->autoincrement;
}

const ColumnText* TableText::rowid_column() const {
  const Clause* key = primary_key();
  if (key == nullptr || without_rowid || key->parts.size() != 1) return nullptr;
  const ColumnText* column = find_column(key->parts[0].column);
  if (column == nullptr || !equals_ignoring_case(column->type, "integer")) return nullptr;
  // `INTEGER PRIMARY KEY DESC` of a column is an index of its own, by an old mistake that SQLite
  // keeps; said for the table it is the rowid.
  bool said_by_column = column->find(Kind::primary_key) != nullptr;
  return said_by_column && key->parts[0].descending ? nullptr : column;
}

std::optional<TableText> parse_create_table(std::string sql) {
  TableText table{.sql = std::move(sql)};
  if (!Reader(table).read()) return std::nullopt;
  KeyMaker keys(table);
  for (ColumnText& column : table.columns)
    for (Clause& clause : column.clauses) keys.name(clause);
  for (Clause& clause : table.constraints) keys.name(clause);
  return table;
}

}  // namespace dbtool::lite
