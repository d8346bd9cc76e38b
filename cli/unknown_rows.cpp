#include "cli/unknown_rows.h"

#include "cli/session.h"
#include "core/revisions/route.h"
#include "core/run/log_table.h"
#include "core/run/recorded.h"
#include "core/support/text.h"

#include <algorithm>
#include <iterator>

namespace dbtool::cli {
namespace {

// Who, when, from which message.
std::string fact_of(const LogEntry& entry) {
  const std::string what = entry.message.empty() ? "it" : "it was \"" + entry.message + "\"";
  return what + (entry.message.empty() ? " was applied" : "") + " by " + entry.user + "@" +
         entry.host + " at " + entry.finished + " (from the log)";
}

std::vector<Problem> problems_of(Session& session, const Rows& unknown) {
  if (unknown.empty()) return {};
  const auto entries =
      applied_entries(read_log(session.connection(), session.dialect(), session.tables()));
  const std::size_t files = session.graph().size();
  std::vector<Problem> problems;
  for (const std::string& row : unknown) {
    if (session.graph().find_squashed(row) != nullptr) {
      problems.push_back(unknown_row(session.graph(), row));
      continue;
    }
    Problem problem{.code = "DBT703",
                    .message = session.database() + " is at " + row + ", which is not among the " +
                               count_of(files, "revision file"),
                    .notes = {{"cause", "usually another branch was applied here"}}};
    const auto entry = entries.find(row);
    if (entry != entries.end()) {
      problem.notes.front().text += "; " + fact_of(entry->second);
      problem.notes.push_back(
          {"next", "check out the branch that has the file and run: dbtool downgrade"});
      problem.notes.push_back(
          {"next", "or take it back by the log: dbtool downgrade --recorded " + row});
    } else {
      problem.notes.push_back(
          {"next", "check out the branch that has the file and run: dbtool downgrade"});
      problem.notes.push_back({"next", "or forget it: dbtool stamp --purge REVISION"});
    }
    problems.push_back(std::move(problem));
  }
  return problems;
}

std::vector<Problem> implied_problems(Session& session, const Rows& rows) {
  const Rows implied = implied_rows(session.graph(), rows);
  if (implied.empty()) return {};
  Rows tips;
  std::ranges::set_difference(rows, implied, std::back_inserter(tips));
  return {{.code = "DBT753",
           .message = to_text(session.tables().version) + " has both " + join(tips, ", ") +
                      " and what stands below: " + join(implied, ", "),
           .notes = {{"next", "when " + session.database() +
                                  " has all of it, leave the newest: dbtool stamp " +
                                  join(tips, " ")}}}};
}

// A version table that something else made may have no key.
void refuse_repeated_row(Session& session, const State& state) {
  const auto row = std::ranges::adjacent_find(state.rows);
  if (row == state.rows.end()) return;
  throw HistoryError(
      {.code = "DBT719",
       .message = session.database() + " records " + *row + " more than once",
       .notes = {
           {"cause", to_text(session.tables().version) + " has no primary key"},
           {"next", "give it one, and say where the database is: dbtool stamp --purge " + *row}}});
}

}  // namespace

void refuse_unsound_rows(Session& session, const State& state) {
  refuse_unknown_rows(session, state);
  if (auto problems = implied_problems(session, state.rows); !problems.empty())
    throw HistoryError(std::move(problems));
}

void refuse_unknown_rows(Session& session, const State& state) {
  refuse_repeated_row(session, state);
  const Rows unknown = unknown_rows(session.graph(), state.rows);
  if (!unknown.empty()) throw HistoryError(problems_of(session, unknown));
}

State state_with_unknown_rows(Session& session) {
  session.graph();  // its errors come before those of the connection
  State state = read_state(session.connection(), session.dialect(), session.tables());
  std::vector<Problem> problems = problems_of(session, unknown_rows(session.graph(), state.rows));
  std::ranges::move(implied_problems(session, state.rows), std::back_inserter(problems));
  for (Problem& problem : problems) {
    problem.severity = Severity::warning;
    session.output().warn(problem);
  }
  return state;
}

}  // namespace dbtool::cli
