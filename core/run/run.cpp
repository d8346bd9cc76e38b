#include "core/run/run.h"

#include "core/support/text.h"

namespace dbtool {
namespace {

using std::chrono::steady_clock;

/// Long enough to make the waits for the disk few, short enough to let other writers in and to
/// report what was done while it is still news.
constexpr auto longest_wait = std::chrono::milliseconds(250);

/// Whether the database has it after all, whatever COMMIT said.
bool is_committed(Run& run) {
  try {
    const State found = read_state(run.connection, run.dialect, run.settings.tables);
    return found.seq == run.state.seq && found.rows == run.state.rows;
  } catch (const Error&) {
    return false;
  }
}

void commit_shared(Run& run) {
  try {
    run.shared.commit();
  } catch (const Error&) {
    run.shared.roll_back();
    if (!is_committed(run)) throw;
  }
}

void flush(Run& run) {
  const std::string& statement = run.dialect.traits().commits.flush;
  if (!run.is_flushed && !statement.empty()) {
    const CommitWatch watch(run.settings.slow_commit);
    run.connection.execute(statement);
  }
  run.is_flushed = true;
}

}  // namespace

std::map<std::string, PartWay> read_part_way(Connection& connection, const State& state,
                                             const StateTables& tables) {
  std::map<std::string, PartWay> found;
  if (!state.log_table) return found;
  const std::string log = quoted(*tables.log);
  connection.query("SELECT revision, direction, step, checksum, status, detail FROM " + log +
                       " AS entry WHERE status IN ('started', 'running') AND seq > "
                       "coalesce((SELECT max(seq) FROM " +
                       log + " WHERE direction = 'stamp'), 0) AND seq = (SELECT max(seq) FROM " +
                       log + " AS newest WHERE newest.revision = entry.revision)",
                   [&](Row row) {
                     auto text = [&](std::size_t i) { return std::string(row[i].value_or("")); };
                     found[text(0)] = {
                         .direction = text(1),
                         .parts = static_cast<std::size_t>(parse_integer(text(2)).value_or(0)),
                         .checksum = text(3),
                         .is_running = text(4) == "running",
                         .detail = text(5)};
                   });
  return found;
}

void throw_part_way(const std::string& revision, const PartWay& part_way) {
  throw HistoryError(
      {.code = "DBT722",
       .message = "the " + part_way.direction + " of revision " + revision + " was left part-way",
       .notes = {{"next", "finish it with: dbtool " + part_way.direction +
                              ", or put the database right by hand and say where it is with: "
                              "dbtool stamp"}}});
}

void tell_started(const Run& run, std::size_t index) {
  if (run.events.started)
    run.events.started(run.report.planned[index], index + 1, run.report.planned.size());
}

std::vector<RevisionBody> read_bodies(std::span<const Step> steps, const BodySource& body) {
  std::vector<RevisionBody> bodies;
  for (const Step& step : steps) {
    bodies.push_back(body(*step.revision));
    sections_of(step, bodies.back());
    const bool up = step.direction == Direction::upgrade;
    (up ? bodies.back().downgrade : bodies.back().upgrade).clear();
  }
  return bodies;
}

void make_state_tables(Run& run) {
  const StateTables& tables = run.settings.tables;
  if (run.state.version_table && (run.state.log_table || !tables.log)) return;
  try {
    if (run.connection.in_transaction())
      create_missing_tables(run.connection, run.dialect, tables);
    else
      create_state_tables(run.connection, run.dialect, tables, run.settings.slow_commit);
  } catch (Error& error) {
    error.add_note({"known", "the table " + to_text(tables.version) +
                                 (tables.log ? " or " + to_text(*tables.log) : "") +
                                 " could not be made"});
    throw;
  }
  run.state.version_table = true;
  run.state.log_table = tables.log.has_value();
}

void report_done(Run& run) {
  for (const Outcome& outcome : run.unsettled) {
    run.report.done.push_back(outcome.step);
    run.report.rows_after = outcome.step.rows_after;
    if (run.events.finished)
      run.events.finished(outcome.step, outcome.statements,
                          std::chrono::duration_cast<std::chrono::milliseconds>(outcome.elapsed));
  }
  run.unsettled.clear();
}

void settle(Run& run) {
  const bool is_shared = run.shared.is_open();
  try {
    if (is_shared) commit_shared(run);
    flush(run);
  } catch (const Error&) {
    if (is_shared) abandon(run);
    throw;
  }
  run.settled = run.state;
  run.settled_at = steady_clock::now();
  report_done(run);
}

void back_up_before(Run& run, std::span<const Statement> statements) {
  if (run.is_backed_up || !run.dialect.endangers_rows(run.connection, statements)) return;
  const std::string path = run.dialect.back_up(run.connection);
  if (!path.empty() && run.events.backed_up) run.events.backed_up(path);
  run.is_backed_up = true;
}

bool is_due(const Run& run) {
  if (!run.shared.is_open() && run.is_flushed) return true;
  const auto waits = run.shared.is_open() ? run.shared.age() : steady_clock::now() - run.settled_at;
  return waits >= longest_wait;
}

void abandon(Run& run) {
  run.shared.roll_back();
  run.unsettled.clear();
  run.state = run.settled;
}

}  // namespace dbtool
