#include "core/run/prove.h"

#include "core/compare/compare.h"
#include "core/run/failure.h"
#include "core/run/plan.h"
#include "core/run/transaction.h"

#include <algorithm>

namespace dbtool {
namespace {

void run_statements(Connection& connection, const std::vector<Statement>& statements) {
  for (const Statement& statement : statements) {
    if (statement.check_message.empty())
      connection.execute(statement.sql);
    else
      run_check(connection, statement);
  }
}

/// In a transaction of its own when the statements allow it: the frame of a rebuild needs one.
void run_part(const Dialect& dialect, Connection& connection, PlannedPart& part) {
  render_part(part, dialect, tables_in(dialect, connection));
  const bool alone = std::any_of(part.statements.begin(), part.statements.end(),
                                 [](const Statement& s) { return !s.in_transaction; });
  if (alone) return run_statements(connection, part.statements);
  Transaction transaction(connection, dialect.transaction(connection, part.statements));
  run_statements(connection, part.statements);
  transaction.commit();
}

std::string line_of(const Change& change) {
  std::string line = change.action + " " + change.object + " ";
  if (!change.table.empty()) line += change.table + ".";
  line += change.name;
  return change.detail.empty() ? line : line + " (" + change.detail + ")";
}

void add_lines(const std::string& prefix, const Comparison& comparison,
               std::vector<std::string>& lines) {
  for (const Change& change : changes_of(compare(comparison), comparison.declared))
    lines.push_back(prefix + line_of(change));
}

/// Runs one direction; false, with a line, when the database refuses it.
bool runs(const Dialect& dialect, Connection& connection, const std::vector<Section>& sections,
          const std::string& name, std::vector<std::string>& lines) {
  try {
    for (PlannedPart& part : parts_of(sections, dialect)) run_part(dialect, connection, part);
    return true;
  } catch (const Error& error) {
    lines.push_back(name + " fails: " + error.what());
    return false;
  }
}

/// What the live schema needs may be more than dbtool knows of: functions, extensions, roles.
void build_like(const Dialect& dialect, Connection& connection, const Schema& live) {
  try {
    build(dialect, connection, live);
  } catch (const DatabaseError& error) {
    throw UsageError({.code = "DBT305",
                      .message = "the script cannot be tried: the schema of the database cannot be "
                                 "made in a scratch database",
                      .notes = {{"cause", error.what()},
                                {"next", "read the script with care: dbtool migrate --no-prove"}}});
  }
}

}  // namespace

void build(const Dialect& dialect, Connection& connection, const Schema& schema) {
  const Model model = {.schema = schema};
  PlannedPart part = {.operations = compare({.live = {}, .wanted = schema, .declared = model})};
  run_part(dialect, connection, part);
}

std::vector<std::string> prove(const Dialect& dialect, Scratch& scratch, const Schema& live,
                               const Model& wanted, const RevisionBody& body) {
  Scope scope;
  for (const Namespace& space : live.namespaces) scope.schemas.push_back(space.name);
  for (const Namespace& space : wanted.schema.namespaces) scope.schemas.push_back(space.name);
  scratch.reset();
  scratch.furnish();
  Connection& connection = scratch.connection();
  build_like(dialect, connection, live);
  const Schema before = dialect.inspect(connection, scope);

  std::vector<std::string> lines;
  if (!runs(dialect, connection, body.upgrade, "upgrade", lines)) return lines;
  Schema after = dialect.inspect(connection, scope);
  if (!body.irreversible && runs(dialect, connection, body.downgrade, "downgrade", lines)) {
    const Schema back = dialect.inspect(connection, scope);
    add_lines("after the downgrade, still to do: ",
              {.live = back, .wanted = before, .declared = {.schema = before}}, lines);
  }
  scratch.reset();
  Model declared = wanted;
  Schema canonical = dialect.canonical(declared, after, [&]() -> Scratch& { return scratch; });
  adopt_live_names(after, canonical, declared);
  add_lines("after the upgrade, still to do: ",
            {.live = after, .wanted = canonical, .declared = declared}, lines);
  return lines;
}

}  // namespace dbtool
