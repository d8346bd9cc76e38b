#include "cli/edited_scripts.h"

#include "cli/revision_list.h"
#include "cli/session.h"
#include "core/support/file.h"
#include "core/support/line_diff.h"
#include "core/support/text.h"

namespace dbtool::cli {
namespace {

constexpr std::size_t most_lines = 12;

std::vector<Problem> changed_scripts(Session& session, const Rows& rows) {
  std::vector<Problem> problems;
  for (const EditedScript& script : edited_scripts(session, rows))
    if (script.is_changed) problems.push_back(edited_problem(session, script, "DBT727"));
  return problems;
}

}  // namespace

std::vector<EditedScript> edited_scripts(Session& session, const Rows& rows) {
  return dbtool::edited_scripts(session.connection(), session.dialect(), session.tables(),
                                session.graph(), rows);
}

std::string difference_text(const EditedScript& script) {
  std::vector<std::string> lines = line_diff(script.kept, script.now);
  if (lines.size() > most_lines) {
    const std::size_t left = lines.size() - most_lines;
    lines.resize(most_lines);
    lines.push_back("... and " + count_of(left, "line") + " more");
  }
  return join(lines, "\n");
}

Problem edited_problem(Session& session, const EditedScript& script, const std::string& code) {
  const Revision& revision = session.graph().revisions()[script.index];
  Problem problem = {
      .code = code,
      .message = "revision " + revision.id + " means something else than when it was applied",
      .where = {.file = display_path(revision.file)}};
  problem.notes.push_back({"differs", script.kept.empty()
                                          ? "the log has no text of what was applied"
                                          : difference_text(script)});
  problem.notes.push_back(
      {"next", "put the file back as it was; what should change goes into a new revision"});
  problem.notes.push_back({"next", "or, when " + session.database() +
                                       " has it all the same: dbtool repair " + revision.id +
                                       " --reason TEXT"});
  return problem;
}

void refuse_edited(Session& session, const State& state) {
  std::vector<Problem> problems = changed_scripts(session, state.rows);
  if (problems.empty()) return;
  problems.back().notes.push_back(
      {"state", "nothing was done; " + session.database() + " is at " + rows_text(state.rows)});
  throw HistoryError(std::move(problems));
}

void warn_of_edited(Session& session, const Rows& rows) {
  for (Problem& problem : changed_scripts(session, rows)) {
    problem.severity = Severity::warning;
    session.output().warn(problem);
  }
}

}  // namespace dbtool::cli
