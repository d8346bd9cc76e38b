#include "core/dialect/raw_sql.h"

#include <algorithm>
#include <array>

namespace dbtool {
namespace {

Location start_of(const RunSql& sql, const std::string& dialect) {
  auto place = sql.places.find(sql.by_dialect.contains(dialect) ? dialect : "any");
  return place == sql.places.end() ? Location{} : place->second;
}

/// Splits, giving what the lexer complains about its place in the file.
std::vector<sql::ScriptStatement> split_at(const std::string& text, const sql::LexicalRules& rules,
                                           const Location& start) {
  try {
    return sql::split_script(text, rules);
  } catch (const UsageError& error) {
    std::vector<Problem> problems = error.problems();
    for (Problem& problem : problems)
      problem.where = place_within(start, problem.where.line, problem.where.column);
    throw UsageError(std::move(problems));
  }
}

}  // namespace

Location place_within(const Location& start, int line, int column) {
  if (start.line == 0 || line == 0) return start;
  return {.file = start.file,
          .line = start.line + line - 1,
          .column = start.column == 0 ? 0 : start.column + column - 1};
}

std::vector<Statement> sql_statements(const RunSql& sql, const std::string& dialect,
                                      const sql::LexicalRules& rules) {
  const std::string* text = text_for(sql.by_dialect, dialect);
  if (text == nullptr) return {};
  Location start = start_of(sql, dialect);
  std::vector<Statement> statements;
  for (const sql::ScriptStatement& part : split_at(*text, rules, start))
    statements.push_back({.sql = std::string(part.text),
                          .purpose = std::string(raw_sql_purpose),
                          .where = place_within(start, part.line, part.column)});
  return statements;
}

std::vector<Statement> batch_statements(const RunBatches& batches, const std::string& dialect,
                                        const sql::LexicalRules& rules) {
  const std::string* text = text_for(batches.by_dialect, dialect);
  if (text == nullptr) return {};
  const Name& table = batches.table;
  const std::string from = " FROM " +
                           (table.schema.empty() ? "" : sql::quote_name(table.schema) + ".") +
                           sql::quote_name(table.name) + ")";
  const std::string key = sql::quote_name(batches.key);
  const RunSql whole{
      .by_dialect = {{"any", with_bounds(*text, "(SELECT min(" + key + ") - 1" + from,
                                         "(SELECT max(" + key + ")" + from)}}};
  return sql_statements(whole, dialect, rules);
}

bool keeps_schema(const RunSql& sql, const std::string& dialect, const sql::LexicalRules& rules) {
  constexpr std::array<std::string_view, 5> plain = {"SELECT", "INSERT", "UPDATE", "DELETE",
                                                     "WITH"};
  const std::vector<Statement> statements = sql_statements(sql, dialect, rules);
  return std::all_of(statements.begin(), statements.end(), [&](const Statement& statement) {
    auto tokens = sql::tokenize(statement.sql, rules);
    return !tokens.empty() && std::any_of(plain.begin(), plain.end(), [&](std::string_view word) {
      return tokens[0].is(word);
    });
  });
}

std::optional<Statement> assertion(const Assert& assertion, const std::string& dialect,
                                   const sql::LexicalRules& rules, const Location& where) {
  const std::string* text = text_for(assertion.query, dialect);
  if (text == nullptr) return std::nullopt;
  std::vector<sql::ScriptStatement> parts = split_at(*text, rules, where);
  if (parts.size() != 1)
    throw UsageError({.code = "DBT631",
                      .message = "the query of an assertion must be exactly one statement",
                      .where = where});
  std::string message = assertion.message;
  if (message.empty())
    message = assertion.expects_rows ? "the assertion found no row" : "the assertion found a row";
  return Statement{.sql = std::string(parts[0].text),
                   .purpose = std::string(assertion_purpose),
                   .check_message = message,
                   .expects_rows = assertion.expects_rows,
                   .where = where};
}

}  // namespace dbtool
