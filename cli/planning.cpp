#include "cli/planning.h"

#include "cli/edited_scripts.h"
#include "cli/late.h"
#include "cli/offline.h"
#include "cli/revision_list.h"
#include "cli/session.h"
#include "cli/version.h"
#include "core/run/replay.h"
#include "core/run/script.h"
#include "core/support/text.h"

#include <algorithm>
#include <iterator>
#include <set>

namespace dbtool::cli {
namespace {

// What hangs on a table in the database, as far as the plan leaves it until then. A trigger may
// mention whatever the plan has changed.
TableSource as_left(TableSource source, const Schema& live, const Schema& planned) {
  std::erase_if(source.views, [&](const std::string& view) {
    return live.views.contains({.name = view}) && !planned.views.contains({.name = view});
  });
  if (live != planned) source.probes.clear();
  source.planned = true;
  return source;
}

// SQLite keeps the values of an enum in the tables that have it.
bool has_same_enums(const Table& table, const Schema& live, const Schema& planned) {
  return std::ranges::all_of(table.columns, [&](const Column& column) {
    const Named* type = std::get_if<Named>(&column.type.kind);
    if (type == nullptr) return true;
    const Enum* before = live.enums.find(type->name);
    const Enum* now = planned.enums.find(type->name);
    return before == nullptr || now == nullptr ? before == now : *before == *now;
  });
}

bool is_same_table(const Name& name, const Schema& live, const Schema& planned) {
  const Table* before = live.tables.find(name);
  const Table* now = planned.tables.find(name);
  return before != nullptr && now != nullptr && *before == *now &&
         has_same_enums(*before, live, planned);
}

bool is_same_view(const Name& name, const Schema& live, const Schema& planned) {
  const View* before = live.views.find(name);
  const View* now = planned.views.find(name);
  return before != nullptr && now != nullptr && *before == *now;
}

// The database's own text of a table counts until a step of the plan has changed the table, and
// that of the triggers of a view.
TableBefore tables_before(const Schema& live, const Schema& planned, const TableBefore& database) {
  TableBefore replayed = tables_of(planned);
  TableBefore before = replayed;
  before.table = [&live, &planned, database, replayed](const Name& name) {
    bool unchanged = is_same_table(name, live, planned) || is_same_view(name, live, planned);
    auto source = unchanged ? database(name) : replayed(name);
    return source ? std::optional(as_left(std::move(*source), live, planned)) : source;
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
    RevisionBody body = session.body(*step.revision);
    run.revisions.push_back(plan(step, body, session.dialect(), before(schema)));
    replay(sections_of(step, body), session.dialect(), schema, run.opaque);
  }
}

bool is_reachable(Session& session) {
  if (session.is_offline()) return false;
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

std::string done_text(RunKind kind) {
  return kind == RunKind::upgrade ? "applied" : kind == RunKind::downgrade ? "reverted" : "redone";
}

std::vector<Step> steps_of(const PlannedRun& run) {
  std::vector<Step> steps;
  for (const PlannedRevision& revision : run.revisions) steps.push_back(revision.step);
  return steps;
}

void print_operations(Output& output, const PlannedRevision& revision, const Traits& traits) {
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

std::string script_of(Session& session, const PlannedRun& run) {
  if (run.revisions.empty()) return {};
  std::string text = script_prologue(session.dialect(), session.tables(), run.before);
  for (const PlannedRevision& revision : run.revisions)
    text += "\n" + to_script(revision, session.dialect(), session.tables(), std::string(version()));
  return text;
}

}  // namespace

Schema schema_at(Session& session, const Rows& rows, std::vector<Problem>& opaque) {
  Schema schema;
  const RevisionGraph& graph = session.graph();
  auto marks = applied_marks(graph, rows);
  for (std::size_t i = 0; i < marks.size(); ++i)
    if (marks[i])
      replay(session.body(graph.revisions()[i]).upgrade, session.dialect(), schema, opaque);
  return schema;
}

Schema schema_of_scripts(Session& session) {
  std::vector<Problem> opaque;
  Schema schema = schema_at(session, session.graph().real_heads(), opaque);
  if (!opaque.empty()) throw UsageError(std::move(opaque));
  return schema;
}

std::optional<Enum> enum_in_history(Session& session, const Name& name, const Rows& rows) {
  // The history need not have made all tables, and only its enums are looked for.
  std::vector<Problem> opaque = {{.message = "everything but the enum"}};
  const Schema history = schema_at(session, rows, opaque);
  const Enum* known = history.enums.find(name);
  return known == nullptr ? std::nullopt : std::optional(*known);
}

std::vector<Step> route_of(const RevisionGraph& graph, Direction direction, const Rows& rows,
                           const std::string& target) {
  return direction == Direction::upgrade ? upgrade_route(graph, rows, target)
                                         : downgrade_route(graph, rows, target);
}

PlannedRun plan_offline(Session& session, const State& before, const Route& route) {
  PlannedRun run{.before = before};
  auto steps = route(before.rows);
  Schema schema = schema_at(session, before.rows, run.opaque);
  plan_steps(
      session, steps, schema, [](const Schema& s) { return tables_of(s); }, run);
  return run;
}

PlannedRun plan_from_database(Session& session, const Route& route) {
  if (session.is_offline())
    throw UsageError({.code = "DBT003",
                      .message = "without a database nobody knows where a way back starts",
                      .hint = "say it with --from REV, or as a range FROM:TO"});
  State state = session.state();
  PlannedRun run{.before = state};
  auto steps = route(state.rows);
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

PlannedRun plan_target(Session& session, Direction direction, const std::string& target,
                       const std::vector<std::string>& from) {
  const bool up = direction == Direction::upgrade;
  const auto colon = target.find(':');
  const bool is_range = colon != std::string::npos;
  std::string to = is_range ? target.substr(colon + 1) : target;
  if (to.empty()) to = up ? "head" : "base";
  const Route route = [&](const Rows& rows) {
    return route_of(session.graph(), direction, rows, to);
  };
  if (is_range && !from.empty()) refuse_two_starts(target);
  if (is_range) return plan_offline(session, state_at(session, {target.substr(0, colon)}), route);
  if (!from.empty()) return plan_offline(session, state_at(session, from), route);
  if (up && !is_reachable(session)) return plan_offline(session, {}, route);
  return plan_from_database(session, route);
}

State state_at(Session& session, const std::vector<std::string>& identifiers) {
  std::vector<std::string> ids;
  for (const std::string& each : identifiers)
    if (!each.empty())
      std::ranges::copy(resolve(session.graph(), each, session.rows_for(each)),
                        std::back_inserter(ids));
  State state;
  state.rows = stamp_plan(session.graph(), {}, ids, false).rows_after;
  state.version_table = !state.rows.empty();
  return state;
}

void print_script(Session& session, const PlannedRun& run, const std::string& tag) {
  Output& output = session.output();
  output.note("-- from " + rows_text(run.before.rows) + ", " +
              count_of(run.revisions.size(), "revision"));
  for (Problem problem : run.opaque) {
    problem.severity = Severity::warning;
    output.warn(problem);
  }
  output.answer("sql", tag_comment(tag) + script_of(session, run));
}

void print_steps(Session& session, const PlannedRun& run, RunKind kind) {
  warn_of_edited(session, run.before.rows);
  if (kind == RunKind::upgrade) warn_of_late(session, run.before.rows, steps_of(run));
  const RevisionGraph& graph = session.graph();
  Applied applied = applied_of(graph, run.before.rows);
  Output& output = session.output();
  Value::List revisions;
  for (const PlannedRevision& revision : run.revisions) {
    output.line("  " + revision.step.revision->id + "  " +
                first_line(revision.step.revision->message));
    const Traits& traits = session.dialect().traits();
    print_operations(output, revision, traits);
    Value value = revision_value(graph, graph.index_of(revision.step.revision->id), applied);
    put(std::get<Value::Map>(value.data), "statements", statements_value(revision, traits));
    revisions.push_back(std::move(value));
  }
  output.report("revisions", std::move(revisions));
}

std::string would_be(const PlannedRun& run, RunKind kind) {
  std::set<std::string> ids;
  for (const PlannedRevision& revision : run.revisions) ids.insert(revision.step.revision->id);
  return count_of(ids.size(), "revision") + " would be " + done_text(kind);
}

}  // namespace dbtool::cli
