#include "cli/planning.h"

#include "cli/edited_scripts.h"
#include "cli/late.h"
#include "cli/revision_list.h"
#include "cli/session.h"
#include "core/revisions/revision_body.h"
#include "core/run/replay.h"
#include "core/run/script.h"
#include "core/support/text.h"

namespace dbtool::cli {
namespace {

// The database's own text of a table counts until a step of the plan has changed the table.
TableBefore tables_before(const Schema& live, const Schema& planned, const TableBefore& database) {
  TableBefore replayed = tables_of(planned);
  TableBefore before = replayed;
  before.table = [&live, &planned, database, replayed](const Name& name) {
    const Table* as_is = live.tables.find(name);
    const Table* as_planned = planned.tables.find(name);
    bool unchanged = as_is != nullptr && as_planned != nullptr && *as_is == *as_planned;
    return unchanged ? database(name) : replayed(name);
  };
  before.enum_type = [database, replayed](const Name& name) {
    auto source = replayed.enum_type(name);
    return source ? source : database.enum_type(name);
  };
  return before;
}

// Fills the plans of steps that start at `schema`; `before` gives the tables as each step finds
// them.
template <class Before>
void plan_steps(Session& session, const std::vector<Step>& steps, Schema& schema, Before before,
                PlannedRun& run) {
  for (const Step& step : steps) {
    RevisionBody body = read_body(*step.revision, session.dialect().traits().name);
    run.revisions.push_back(plan(step, body, session.dialect(), before(schema)));
    replay(sections_of(step, body), schema, run.opaque);
  }
}

PlannedRun plan_offline(Session& session, Direction direction, const Rows& rows,
                        const std::string& target) {
  PlannedRun run{.rows_before = rows, .makes_version_table = rows.empty()};
  auto steps = route_of(session.graph(), direction, rows, target);
  Schema schema = schema_at(session, rows, run.opaque);
  plan_steps(
      session, steps, schema, [](const Schema& s) { return tables_of(s); }, run);
  return run;
}

bool is_reachable(Session& session) {
  try {
    session.connection();
    return true;
  } catch (const ConnectError& error) {
    session.output().note(std::string("Starting from base, since the database is not there: ") +
                          error.what());
    return false;
  }
}

Value statements_value(const PlannedRevision& revision, const Traits& traits) {
  Value::List statements;
  for (const PlannedPart& part : revision.parts)
    for (const Statement& statement : part.statements)
      statements.emplace_back(with_values(statement, traits.rows, traits.lexical));
  return statements;
}

std::vector<Step> steps_of(const PlannedRun& run) {
  std::vector<Step> steps;
  for (const PlannedRevision& revision : run.revisions) steps.push_back(revision.step);
  return steps;
}

void print_steps(Output& output, const PlannedRevision& revision, const Traits& traits) {
  for (const PlannedPart& part : revision.parts) {
    for (const Operation& operation : part.operations) output.line("      " + describe(operation));
    if (!output.verbose(1)) continue;
    for (const Statement& statement : part.statements)
      output.line(
          "        " +
          replace_all(with_values(statement, traits.rows, traits.lexical), "\n", "\n        ") +
          ";");
  }
}

}  // namespace

Schema schema_at(Session& session, const Rows& rows, std::vector<std::string>& opaque) {
  Schema schema;
  const RevisionGraph& graph = session.graph();
  auto marks = applied_marks(graph, rows);
  for (std::size_t i = 0; i < marks.size(); ++i)
    if (marks[i])
      replay(read_body(graph.revisions()[i], session.dialect().traits().name).upgrade, schema,
             opaque);
  return schema;
}

std::optional<Enum> enum_in_history(Session& session, const Name& name, const Rows& rows) {
  std::vector<std::string> opaque;
  const Schema history = schema_at(session, rows, opaque);
  const Enum* known = history.enums.find(name);
  return known == nullptr ? std::nullopt : std::optional(*known);
}

std::vector<Step> route_of(const RevisionGraph& graph, Direction direction, const Rows& rows,
                           const std::string& target) {
  return direction == Direction::upgrade ? upgrade_route(graph, rows, target)
                                         : downgrade_route(graph, rows, target);
}

PlannedRun plan_from_database(Session& session, Direction direction, const std::string& target) {
  State state = session.state();
  PlannedRun run{.rows_before = state.rows, .makes_version_table = !state.version_table};
  auto steps = route_of(session.graph(), direction, state.rows, target);
  if (steps.empty()) return run;
  Scope scope{.ignored_tables = {session.tables().version}};
  if (auto log = session.tables().log) scope.ignored_tables.insert(*log);
  Schema live = session.dialect().inspect(session.connection(), scope);
  TableBefore database = tables_in(session.dialect(), session.connection());
  database.enum_type = [&](const Name& name) {
    auto known = enum_in_history(session, name, state.rows);
    return known ? std::optional(EnumSource{.definition = *known}) : std::nullopt;
  };
  Schema schema = live;
  plan_steps(
      session, steps, schema, [&](const Schema& s) { return tables_before(live, s, database); },
      run);
  return run;
}

PlannedRun plan_range(Session& session, Direction direction, const std::string& range) {
  auto colon = range.find(':');
  std::string from = range.substr(0, colon);
  std::string to = range.substr(colon + 1);
  Rows rows = from.empty() ? Rows{} : resolve(session.graph(), from, session.rows_for(from));
  if (to.empty()) to = direction == Direction::upgrade ? "head" : "base";
  return plan_offline(session, direction, rows, to);
}

std::string script_of(Session& session, const PlannedRun& run) {
  if (run.revisions.empty()) return {};
  std::string text = script_prologue(session.dialect(), session.tables(), run.makes_version_table);
  for (const PlannedRevision& revision : run.revisions)
    text += "\n" + to_script(revision, session.dialect(), session.tables());
  return text;
}

void print_script(Session& session, Direction direction, const std::string& target,
                  const std::string& tag) {
  PlannedRun run;
  if (target.find(':') != std::string::npos)
    run = plan_range(session, direction, target);
  else if (direction == Direction::upgrade && !is_reachable(session))
    run = plan_offline(session, direction, {}, target);
  else
    run = plan_from_database(session, direction, target);
  Output& output = session.output();
  output.note("-- from " + rows_text(run.rows_before) + ", " +
              count_of(run.revisions.size(), "revision"));
  for (const std::string& what : run.opaque) output.note("-- SQL is not followed offline: " + what);
  output.answer("sql", tag_comment(tag) + script_of(session, run));
}

void print_dry_run(Session& session, Direction direction, const std::string& target) {
  PlannedRun run = plan_from_database(session, direction, target);
  warn_of_edited(session, run.rows_before);
  if (direction == Direction::upgrade) warn_of_late(session, run.rows_before, steps_of(run));
  const RevisionGraph& graph = session.graph();
  Applied applied = applied_of(graph, run.rows_before);
  Output& output = session.output();
  Value::List revisions;
  for (const PlannedRevision& revision : run.revisions) {
    output.line("  " + revision.step.revision->id + "  " +
                first_line(revision.step.revision->message));
    const Traits& traits = session.dialect().traits();
    print_steps(output, revision, traits);
    Value value = revision_value(graph, graph.index_of(revision.step.revision->id), applied);
    put(std::get<Value::Map>(value.data), "statements", statements_value(revision, traits));
    revisions.push_back(std::move(value));
  }
  output.report("revisions", std::move(revisions));
  bool up = direction == Direction::upgrade;
  output.line(run.revisions.empty()
                  ? "Nothing to do: " + session.database() + " is at " + rows_text(run.rows_before)
                  : count_of(run.revisions.size(), "revision") + " would be " +
                        (up ? "applied" : "reverted") + ". Nothing was done.");
}

}  // namespace dbtool::cli
