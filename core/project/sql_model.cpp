#include "core/project/sql_model.h"

#include "core/dialect/raw_sql.h"
#include "core/support/text.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

namespace dbtool {
namespace {

/// Lines that are for psql become empty: dumps have them, and they change no schema.
std::string without_client_commands(const std::string& text) {
  std::string result = text;
  for (std::size_t at = 0; at < result.size();) {
    const std::size_t stop = std::min(result.find('\n', at), result.size());
    const std::string_view line = std::string_view(result).substr(at, stop - at);
    if (line.starts_with("\\restrict ") || line.starts_with("\\unrestrict ") ||
        line.starts_with("\\connect "))
      std::fill(result.begin() + static_cast<std::ptrdiff_t>(at),
                result.begin() + static_cast<std::ptrdiff_t>(stop), ' ');
    at = stop + 1;
  }
  return result;
}

/// Dumps empty the search path, after which the scratch database would be read as empty too.
bool empties_search_path(const Statement& statement, const sql::LexicalRules& rules) {
  return sql::fold(statement.sql, rules) ==
         sql::fold("SELECT pg_catalog.set_config('search_path', '', false)", rules);
}

std::vector<Statement> statements_of(const ModelSource& source, const Dialect& dialect) {
  const std::string& name = dialect.traits().name;
  const RunSql script = {.by_dialect = {{name, without_client_commands(source.text)}},
                         .places = {{name, {.file = source.file, .line = 1, .column = 1}}}};
  const sql::LexicalRules& rules = dialect.traits().lexical;
  std::vector<Statement> statements = sql_statements(script, name, rules);
  std::erase_if(statements, [&](const Statement& statement) {
    return sql::controls_transaction(statement.sql, rules) || empties_search_path(statement, rules);
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

/// Runs what can run until nothing more can; a table may be declared after what refers to it.
void run_in_any_order(Connection& connection, std::vector<Statement> statements) {
  std::vector<Problem> problems;
  for (std::size_t before = statements.size() + 1; statements.size() < before;) {
    before = statements.size();
    problems.clear();
    std::vector<Statement> failed;
    for (Statement& statement : statements) {
      if (auto problem = try_statement(connection, statement)) {
        problems.push_back(std::move(*problem));
        failed.push_back(std::move(statement));
      }
    }
    statements = std::move(failed);
  }
  if (!problems.empty()) throw UsageError(std::move(problems));
}

/// Schemas that the scripts make are part of the model.
std::vector<std::string> created_schemas(const std::vector<Statement>& statements,
                                         const sql::LexicalRules& rules) {
  std::vector<std::string> names;
  for (const Statement& statement : statements) {
    const auto tokens = sql::tokenize(statement.sql, rules);
    if (tokens.size() < 3 || !tokens[0].is("CREATE") || !tokens[1].is("SCHEMA")) continue;
    const std::size_t at = tokens[2].is("IF") ? 5 : 2;
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
  const Scope scope = {.schemas = created_schemas(statements, dialect.traits().lexical),
                       .definitions = true};
  scratch.reset();
  run_in_any_order(scratch.connection(), std::move(statements));
  model.schema = dialect.inspect(scratch.connection(), scope);
  scratch.reset();
  model.declares_unmanaged = true;
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
