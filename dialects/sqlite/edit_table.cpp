#include "dialects/sqlite/edit_table.h"

#include "core/support/error.h"
#include "core/support/sql_tokens.h"
#include "core/support/text.h"

#include <algorithm>

namespace dbtool::lite {
namespace {

bool is_blank(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

/// Where the blanks that end at `place` begin.
std::size_t blanks_before(std::string_view sql, std::size_t place) {
  while (place > 0 && is_blank(sql[place - 1])) --place;
  return place;
}

std::size_t blanks_after(std::string_view sql, std::size_t place) {
  while (place < sql.size() && is_blank(sql[place])) ++place;
  return place;
}

/// What stands before `place` in its line, when that is only blanks.
std::optional<std::string> indent_of(std::string_view sql, std::size_t place) {
  std::size_t line = sql.rfind('\n', place);
  if (place == 0 || line == std::string_view::npos) return std::nullopt;
  std::string_view before = sql.substr(line + 1, place - line - 1);
  if (!trim(before).empty()) return std::nullopt;
  return std::string(before);
}

/// The end of a comment that begins in the line of `place` with only blanks between; else `place`.
std::size_t comment_after(std::string_view sql, std::size_t place) {
  std::size_t begin = blanks_after(sql, place);
  if (sql.substr(place, begin - place).find('\n') != std::string_view::npos) return place;
  auto tokens = sql::tokenize(sql.substr(begin), sql::sqlite_rules(), true);
  if (tokens.empty() || tokens[0].kind != sql::TokenKind::comment) return place;
  return begin + tokens[0].text.size();
}

/// Where the comma behind `place` is, blanks and comments passed over.
std::optional<std::size_t> comma_after(std::string_view sql, std::size_t place) {
  auto tokens = sql::tokenize(sql.substr(place), sql::sqlite_rules());
  if (tokens.empty() || !tokens[0].is_symbol(",")) return std::nullopt;
  return place + tokens[0].offset;
}

std::optional<std::size_t> comma_before(std::string_view sql, std::size_t place) {
  auto tokens = sql::tokenize(sql.substr(0, place), sql::sqlite_rules());
  if (tokens.empty() || !tokens.back().is_symbol(",")) return std::nullopt;
  return tokens.back().offset;
}

/// Whether another definition follows without a comma, as SQLite lets constraints do.
bool is_followed(std::string_view sql, std::size_t place) {
  auto tokens = sql::tokenize(sql.substr(place), sql::sqlite_rules());
  return !tokens.empty() && !tokens[0].is_symbol(")");
}

bool ends_in_line_comment(std::string_view sql, std::size_t from, std::size_t end) {
  return trim(sql.substr(from, end - from)).starts_with("--");
}

}  // namespace

void TableEditor::read_anew(std::string sql) {
  auto table = parse_create_table(std::move(sql));
  if (!table)
    throw Error(ExitCode::bug,
                {{.code = "DBT900", .message = "an edited CREATE TABLE cannot be read"}});
  table_ = std::move(*table);
}

const ColumnText& TableEditor::column(const std::string& name) const {
  if (const ColumnText* found = table_.find_column(name)) return *found;
  throw UsageError({.code = "DBT620", .message = "there is no column \"" + name + "\""});
}

void TableEditor::replace(Span span, const std::string& text) {
  std::string sql = table_.sql;
  read_anew(sql.replace(span.begin, span.end - span.begin, text));
}

void TableEditor::insert_element(Span previous, const std::string& definition) {
  std::string sql = table_.sql;
  auto indent = indent_of(sql, previous.begin);
  auto comma = comma_after(sql, previous.end);
  std::size_t behind = comma ? *comma + 1 : previous.end;
  std::size_t place = comment_after(sql, behind);
  bool new_line = indent || ends_in_line_comment(sql, behind, place);
  std::string text = (new_line ? "\n" + indent.value_or("") : " ") + definition;
  sql.insert(place, comma ? text + "," : text);
  if (!comma) sql.insert(previous.end, ",");
  read_anew(std::move(sql));
}

void TableEditor::add_column(const std::string& definition) {
  insert_element(table_.columns.back().span, definition);
}

void TableEditor::add_constraint(const std::string& definition) {
  bool has_constraint = !table_.constraints.empty();
  insert_element(has_constraint ? table_.constraints.back().span : table_.columns.back().span,
                 definition);
}

void TableEditor::remove_element(Span element) {
  std::string sql = table_.sql;
  bool own_line = indent_of(sql, element.begin).has_value();
  if (auto comma = comma_after(sql, element.end)) {
    std::size_t end = own_line ? comment_after(sql, *comma + 1) : *comma + 1;
    end = blanks_after(sql, end);
    sql.erase(element.begin, end - element.begin);
  } else if (is_followed(sql, element.end)) {
    sql.erase(element.begin, blanks_after(sql, element.end) - element.begin);
  } else {
    auto previous_comma = comma_before(sql, element.begin);
    std::size_t end = own_line ? comment_after(sql, element.end) : element.end;
    // A line that goes on keeps its beginning, which may end a comment.
    bool line_ends = indent_of(sql, blanks_after(sql, end)).has_value();
    std::size_t begin = own_line && !line_ends ? element.begin : blanks_before(sql, element.begin);
    sql.erase(begin, end - begin);
    if (previous_comma) sql.erase(*previous_comma, 1);
  }
  read_anew(std::move(sql));
}

void TableEditor::set_table_name(const std::string& name) {
  replace(table_.name_span, name);
}

void TableEditor::set_type(const std::string& name, const std::string& type) {
  const ColumnText& found = column(name);
  if (found.type_span.empty())
    replace({found.name_span.end, found.name_span.end}, " " + type);
  else if (type.empty())
    remove_clause(found.type_span);
  else
    replace(found.type_span, type);
}

void TableEditor::set_clause(const std::string& name, Clause::Kind kind, const std::string& text) {
  const ColumnText& found = column(name);
  if (const Clause* clause = found.find(kind)) return replace(clause->body, text);
  const Clause* not_null = found.find(Clause::Kind::not_null);
  std::size_t place = not_null != nullptr ? not_null->span.end : found.type_span.end;
  replace({place, place}, " " + text);
}

void TableEditor::remove_clause(const std::string& name, Clause::Kind kind) {
  while (const Clause* clause = column(name).find(kind)) remove_clause(clause->span);
}

void TableEditor::remove_clause(Span clause) {
  // The end of the line stays: it may end a comment.
  std::size_t begin = blanks_before(table_.sql, clause.begin);
  bool ends_line = table_.sql.substr(begin, clause.begin - begin).find('\n') != std::string::npos;
  replace({ends_line ? clause.begin : begin, clause.end}, "");
}

void TableEditor::set_options(bool strict, bool without_rowid) {
  if (strict == table_.strict && without_rowid == table_.without_rowid) return;
  std::string text = without_rowid ? " WITHOUT ROWID" : "";
  if (strict) text += without_rowid ? ", STRICT" : " STRICT";
  replace(table_.options_span, text);
}

}  // namespace dbtool::lite
