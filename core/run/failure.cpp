#include "core/run/failure.h"

#include "core/dialect/raw_sql.h"
#include "core/support/file.h"
#include "core/support/text.h"

#include <algorithm>
#include <filesystem>

namespace dbtool {
namespace {

/// The column at which a line of a statement begins in its file: indentation is not in the text.
int column_in_file(const Location& where, int line, std::string_view wanted) {
  if (!std::filesystem::exists(where.file.text())) return 1;
  const std::vector<std::string> lines = split(read_file(where.file.text()), '\n');
  const auto index = static_cast<std::size_t>(where.line + line - 2);
  const std::size_t at = index < lines.size() ? lines[index].find(wanted) : std::string::npos;
  return at == std::string::npos ? 1 : static_cast<int>(at) + 1;
}

/// Where the server points to, when the statement is the user's text; else where it begins.
Location place_of(const Statement& statement, int offset) {
  if (offset < 0 || statement.purpose != raw_sql_purpose || statement.where.line == 0)
    return statement.where;
  auto [line, column] = sql::line_and_column(statement.sql, static_cast<std::size_t>(offset));
  int start = statement.where.column;
  if (line > 1)
    start = column_in_file(statement.where, line,
                           split(statement.sql, '\n')[static_cast<std::size_t>(line) - 1]);
  return {.file = statement.where.file,
          .line = statement.where.line + line - 1,
          .column = start + column - 1};
}

constexpr const char* trial_state = "nothing was changed: this was a dry run";

std::string position_of(const RunSettings& settings, const RunReport& report) {
  return settings.database + (report.rows_after.empty()
                                  ? " has no revision"
                                  : " is at " + join(report.rows_after, ", "));
}

std::string counts_of(const RunReport& report, Direction direction) {
  const bool up = direction == Direction::upgrade;
  const std::size_t done = report.done.size();
  return std::to_string(done) + (up ? " applied, " : " taken back, ") +
         std::to_string(report.planned.size() - done) + (up ? " pending" : " to go");
}

/// When no revision was at work.
std::string state_outside(const RunSettings& settings, const RunReport& report) {
  if (settings.trial != Trial::none) return trial_state;
  if (!report.is_known) return "nothing was done; " + settings.database + " is unchanged";
  if (report.planned.empty()) return "nothing was done; " + position_of(settings, report);
  return position_of(settings, report) + ", " + counts_of(report, report.planned.back().direction);
}

/// Those that the run had done, and that were being made safe.
std::string settling_of(const Scene& scene) {
  if (scene.unknown > 0)
    return "the server has " + count_of(scene.unknown, "revision") + " unless it crashed";
  return scene.lost == 0 ? "nothing was lost"
                         : count_of(scene.lost, "revision") +
                               (scene.lost == 1 ? " was rolled back" : " were rolled back");
}

std::string state_of(const Scene& scene, bool connection_lost) {
  if (scene.settings.trial != Trial::none) return trial_state;
  const std::string where = "; " + position_of(scene.settings, scene.report) + ", " +
                            counts_of(scene.report, scene.step.direction);
  if (scene.is_settling) return settling_of(scene) + where;
  if (scene.in_doubt)
    return "the connection was lost while this revision was committed: it is applied or it is not" +
           (scene.in_doubt->id.empty() ? ""
                                       : " (SELECT txid_status(" + scene.in_doubt->id + ") tells)");
  if (scene.steps_recorded > 0)
    return (scene.steps_recorded == 1 ? "step 1"
                                      : "steps 1 to " + std::to_string(scene.steps_recorded)) +
           " of " + std::to_string(scene.steps) + (scene.steps_recorded == 1 ? " is" : " are") +
           " committed and recorded" + where;
  if (!scene.in_transaction) return "no step of this revision is recorded" + where;
  if (scene.settings.single_transaction) return "everything was rolled back" + where;
  if (scene.lost > 0)
    return "this revision and " + count_of(scene.lost, "revision") + " before it were rolled back" +
           where;
  if (scene.unknown > 0)
    return "the server rolls this revision back, and has " + count_of(scene.unknown, "revision") +
           " before it unless it crashed" + where;
  if (connection_lost) return "the server rolls this revision back" + where;
  return "this revision was rolled back" + where;
}

std::string command_of(const RunSettings& settings, Direction direction) {
  if (!settings.command.empty()) return settings.command;
  return direction == Direction::upgrade ? "dbtool upgrade" : "dbtool downgrade";
}

/// `known` is what to do first, when the dialect has said it.
std::string next_of(const Scene& scene, const std::string& known, bool is_temporary) {
  const std::string command = command_of(scene.settings, scene.step.direction);
  if (scene.in_doubt) return "look with: dbtool current, then run: " + command;
  std::string first = known.empty() ? "fix the cause, then run: " : known + ", then run: ";
  if (known.empty() && is_temporary) first = "run again: ";
  if (scene.is_settling) return first + command;
  const bool goes_on = scene.steps_recorded > 0 || !scene.in_transaction;
  if (goes_on && scene.settings.trial == Trial::none)
    return first + command + " (it goes on at step " + std::to_string(scene.steps_recorded + 1) +
           ")";
  return first + command;
}

/// Codes that say more than that a revision failed stay: a lock, a lost connection, a check.
std::string code_of(const DatabaseError& error, const Scene& scene) {
  const std::string& code = error.problems().front().code;
  if (is_lock_timeout(error)) return "DBT403";
  if (code != "DBT400") return code;
  return scene.in_transaction && scene.steps_recorded == 0 ? "DBT401" : "DBT402";
}

ExitCode exit_code_of(const DatabaseError& error, const Scene& scene) {
  if (scene.is_interrupted || error.exit_code() == ExitCode::interrupted)
    return ExitCode::interrupted;
  const bool is_trial = scene.settings.trial != Trial::none;
  if (!is_trial && (scene.in_doubt || scene.steps_recorded > 0 || !scene.in_transaction))
    return ExitCode::partial;
  return is_lock_timeout(error) ? ExitCode::busy : error.exit_code();
}

/// What a dialect already knows to do comes before running the command again.
std::string take_next(Problem& problem) {
  std::string text;
  for (const Note& note : problem.notes)
    if (note.label == "next") text = note.text;
  std::erase_if(problem.notes, [](const Note& note) { return note.label == "next"; });
  return text;
}

/// Objects that are there already, or not there, are never passed over: somebody must look.
Note drift_cause() {
  return {"cause",
          "the script is mistaken, or the database is not as the revisions before it leave it"};
}
constexpr const char* drift_next =
    "see what differs with: dbtool diff, and mend the script or the database";

/// An operation that finds another table than it is for, before there is a statement.
bool is_drift(const Error& error) {
  return error.problems().front().code == "DBT620";
}

/// A signal, a lock, a conflict, a connection: nothing has to be mended.
bool passes(const Error& error) {
  if (error.exit_code() == ExitCode::interrupted || error.exit_code() == ExitCode::busy)
    return true;
  const auto* database = dynamic_cast<const DatabaseError*>(&error);
  return database != nullptr && (is_lock_timeout(*database) || is_conflict(*database) ||
                                 database->details().connection_lost);
}

bool says(const Problem& problem, std::string_view label) {
  return std::ranges::any_of(problem.notes, [&](const Note& note) { return note.label == label; });
}

/// {1}, {2} replaced by the values of a row.
std::string fill_in(std::string message, const std::vector<std::string>& values) {
  for (std::size_t i = 0; i < values.size(); ++i)
    message = replace_all(message, "{" + std::to_string(i + 1) + "}", values[i]);
  return message;
}

/// Whether a query that cannot be prepared is what the check is about: a trigger or view that does
/// not work any more. Others speak of the rows they find.
bool is_answer(const DatabaseError& error, const Statement& statement) {
  constexpr int sqlite_error = 1;
  return error.details().sqlite_code == sqlite_error && statement.purpose != assertion_purpose &&
         statement.check_message.find('{') == std::string::npos;
}

}  // namespace

bool is_lock_timeout(const DatabaseError& error) {
  constexpr int sqlite_busy = 5;
  constexpr int sqlite_locked = 6;
  const int primary = error.details().sqlite_code & 0xff;
  return error.details().sqlstate == "55P03" || primary == sqlite_busy || primary == sqlite_locked;
}

bool is_conflict(const DatabaseError& error) {
  return error.details().sqlstate == "40001" || error.details().sqlstate == "40P01";
}

void throw_failure(const DatabaseError& error, const Scene& scene) {
  Problem problem = error.problems().front();
  problem.code = code_of(error, scene);
  if (scene.statement) {
    problem.where = place_of(*scene.statement, error.details().offset);
    if (scene.statement->purpose != raw_sql_purpose)
      problem.notes.insert(problem.notes.begin(), {"statement", scene.statement->sql});
  }
  if (problem.where.file.empty() && scene.offence) problem.where = scene.offence->where;
  if (problem.where.file.empty()) problem.where = scene.step.revision->where;
  if (scene.offence) problem.notes.push_back({"rows", scene.offence->rows});
  const ExitCode exit_code = exit_code_of(error, scene);
  const bool is_temporary = exit_code == ExitCode::interrupted || passes(error);
  std::string known = take_next(problem);
  if (known.empty() && scene.statement && error.details().is_drift) {
    problem.notes.push_back(drift_cause());
    known = drift_next;
  }
  problem.notes.push_back({"state", state_of(scene, error.details().connection_lost)});
  problem.notes.push_back({"next", next_of(scene, known, is_temporary)});
  throw DatabaseError(problem, error.details(), exit_code);
}

void explain(Error& error, const Scene& scene) {
  if (is_drift(error)) error.add_note(drift_cause());
  error.add_note({"state", state_of(scene, false)});
  if (is_drift(error)) error.add_note({"next", next_of(scene, drift_next, false)});
}

void complete(Error& error, const RunSettings& settings, const RunReport& report) {
  const Problem& problem = error.problems().front();
  if (!says(problem, "state")) error.add_note({"state", state_outside(settings, report)});
  // Whoever lets a run plan again says what comes next when the state moved.
  if (says(problem, "next") || problem.code == "DBT720") return;
  const bool is_planned = !report.planned.empty();
  const std::string command =
      command_of(settings, is_planned ? report.planned.back().direction : Direction::upgrade);
  if (passes(error))
    error.add_note({"next", "run again: " + command});
  else if (is_planned)
    error.add_note({"next", "fix the cause, then run: " + command});
  else if (problem.hint.empty())
    error.add_note({"next", "see what there is with: dbtool status"});
}

void run_check(Connection& connection, const Statement& statement) {
  bool has_row = false;
  std::vector<std::string> values;
  const auto take = [&](Row row) {
    if (!has_row)
      for (const auto& value : row) values.emplace_back(value.value_or("NULL"));
    has_row = true;
  };
  try {
    connection.query(statement.sql, statement.values, take);
  } catch (const DatabaseError& error) {
    if (!is_answer(error, statement)) throw;
    throw DatabaseError({.code = "DBT410",
                         .message = statement.check_message,
                         .notes = {{"cause", error.problems().front().message}}},
                        error.details());
  }
  if (has_row != statement.expects_rows)
    throw DatabaseError({.code = "DBT410", .message = fill_in(statement.check_message, values)},
                        {.statement = statement.sql});
}

}  // namespace dbtool
