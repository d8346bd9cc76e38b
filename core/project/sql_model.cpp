#include "core/project/sql_model.h"

#include "core/dialect/raw_sql.h"
#include "core/support/text.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <optional>
#include <string>
#include <utility>

namespace dbtool {
namespace {

/// What psql does with a line of its own that changes no schema. Others stay, and are told.
bool is_client_command(std::string_view line) {
  if (!line.starts_with('\\')) return false;
  const std::string_view word = line.substr(1, line.find_first_of(" \t\r") - 1);
  constexpr auto words =
      std::to_array<std::string_view>({"restrict", "unrestrict", "connect", "c", "set", "unset",
                                       "echo", "qecho", "pset", "timing", "encoding", "x"});
  return std::ranges::find(words, word) != words.end();
}

bool starts_data(std::string_view line) {
  const std::string folded = lower(trim(line));
  return folded.starts_with("copy ") && folded.ends_with("from stdin;");
}

/// Lines that are for psql become empty, and so do rows: dumps have them, and they change no
/// schema.
std::string without_client_lines(const std::string& text) {
  std::string result = text;
  bool in_data = false;
  for (std::size_t at = 0; at < result.size();) {
    const std::size_t stop = std::min(result.find('\n', at), result.size());
    const std::string_view line = std::string_view(result).substr(at, stop - at);
    const bool is_data = in_data || starts_data(line);
    in_data = is_data && trim(line) != "\\.";
    if (is_data || is_client_command(line))
      std::fill(result.begin() + static_cast<std::ptrdiff_t>(at),
                result.begin() + static_cast<std::ptrdiff_t>(stop), ' ');
    at = stop + 1;
  }
  return result;
}

/// Whether a statement is about the server rather than the database: it would outlive the scratch
/// database, and changes no schema.
bool is_about_the_server(const Statement& statement, const sql::LexicalRules& rules) {
  const auto tokens = sql::tokenize(statement.sql, rules);
  auto is_one_of = [&](std::size_t at, std::initializer_list<std::string_view> words) {
    return at < tokens.size() &&
           std::ranges::any_of(words, [&](std::string_view word) { return tokens[at].is(word); });
  };
  auto is_shared = [&](std::size_t at) {
    return is_one_of(
               at, {"database", "role", "user", "group", "tablespace", "subscription", "system"}) &&
           !is_one_of(at + 1, {"mapping"});
  };
  if (is_one_of(0, {"create", "alter", "drop"})) return is_shared(1) || is_one_of(1, {"owned"});
  if (is_one_of(0, {"comment"})) return is_shared(2);
  if (!is_one_of(0, {"grant", "revoke"})) return is_one_of(0, {"reassign"});
  const auto on = std::ranges::find_if(tokens, [](const auto& token) { return token.is("on"); });
  return on == tokens.end() || is_shared(static_cast<std::size_t>(on - tokens.begin()) + 1);
}

bool sets_session(const Statement& statement, const sql::LexicalRules& rules) {
  const auto tokens = sql::tokenize(statement.sql, rules);
  if (tokens.empty()) return false;
  const bool calls = tokens[0].is("select") && std::ranges::any_of(tokens, [](const auto& token) {
                       return token.is("set_config");
                     });
  return calls || tokens[0].is("set") || tokens[0].is("reset");
}

/// Dumps empty the search path, after which the scratch database would be read as empty too.
bool empties_search_path(const Statement& statement, const sql::LexicalRules& rules) {
  return sql::fold(statement.sql, rules) ==
         sql::fold("SELECT pg_catalog.set_config('search_path', '', false)", rules);
}

std::vector<Statement> statements_of(const ModelSource& source, const Dialect& dialect) {
  const std::string& name = dialect.traits().name;
  const RunSql script = {.by_dialect = {{name, without_client_lines(source.text)}},
                         .places = {{name, {.file = source.file, .line = 1, .column = 1}}}};
  const sql::LexicalRules& rules = dialect.traits().lexical;
  std::vector<Statement> statements = sql_statements(script, name, rules);
  std::erase_if(statements, [&](const Statement& statement) {
    return sql::controls_transaction(statement.sql, rules) ||
           empties_search_path(statement, rules) || is_about_the_server(statement, rules);
  });
  return statements;
}

std::optional<Problem> try_statement(Connection& connection, const Statement& statement) {
  try {
    connection.execute(statement.sql);
    return std::nullopt;
  } catch (const DatabaseError& error) {
    if (error.details().connection_lost) throw;
    Problem problem = error.problems().front();
    problem.code = "DBT115";
    problem.where = statement.where;
    if (error.details().offset >= 0) {
      auto [line, column] =
          sql::line_and_column(statement.sql, static_cast<std::size_t>(error.details().offset));
      problem.where.column = line == 1 ? statement.where.column + column - 1 : column;
      problem.where.line += line - 1;
    }
    return problem;
  }
}

/// Runs what can run until nothing more can; a table may be declared after what refers to it. What
/// is set for the session is set again each time, so that names mean what they meant.
void run_in_any_order(Scratch& scratch, std::vector<Statement> statements,
                      const sql::LexicalRules& rules) {
  std::vector<Problem> problems;
  for (std::size_t before = statements.size() + 1;; before = problems.size()) {
    problems.clear();
    std::vector<Statement> left;
    for (Statement& statement : statements) {
      const bool is_setting = sets_session(statement, rules);
      auto problem = try_statement(scratch.connection(), statement);
      const bool failed = problem && !is_setting;
      if (failed) problems.push_back(std::move(*problem));
      if (failed || is_setting) left.push_back(std::move(statement));
    }
    scratch.restore_session();
    if (problems.empty()) return;
    if (problems.size() >= before) throw UsageError(std::move(problems));
    statements = std::move(left);
  }
}

/// Schemas that the scripts make are part of the model.
std::vector<std::string> created_schemas(const std::vector<Statement>& statements,
                                         const sql::LexicalRules& rules) {
  std::vector<std::string> names;
  for (const Statement& statement : statements) {
    const auto tokens = sql::tokenize(statement.sql, rules);
    if (tokens.size() < 3 || !tokens[0].is("CREATE") || !tokens[1].is("SCHEMA")) continue;
    std::size_t at = tokens[2].is("IF") ? 5 : 2;
    if (at < tokens.size() && tokens[at].is("AUTHORIZATION")) ++at;
    if (at < tokens.size()) names.push_back(sql::name_of(tokens[at]));
  }
  return names;
}

}  // namespace

Model load_sql_model(const std::vector<ModelSource>& sources, const Dialect& dialect,
                     Scratch& scratch) {
  std::vector<Statement> statements;
  Model model;
  for (const ModelSource& source : sources) {
    const std::vector<Statement> own = statements_of(source, dialect);
    statements.insert(statements.end(), own.begin(), own.end());
    model.files.push_back(source.file);
  }
  const sql::LexicalRules& rules = dialect.traits().lexical;
  const Scope scope = {.schemas = created_schemas(statements, rules), .definitions = true};
  scratch.reset();
  run_in_any_order(scratch, std::move(statements), rules);
  model.schema = dialect.inspect(scratch.connection(), scope);
  scratch.reset();
  model.is_sql = true;
  model.names_ignore_case = dialect.traits().names_ignore_case;
  if (model.schema.tables.empty())
    throw UsageError({.code = "DBT150",
                      .message = "the models define no tables",
                      .where = {.file = model.files.empty() ? "" : model.files.front()},
                      .hint = "declare one with CREATE TABLE",
                      .notes = {{"read", join(model.files, ", ")}}});
  return model;
}

}  // namespace dbtool
