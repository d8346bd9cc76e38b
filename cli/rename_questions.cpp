#include "cli/rename_questions.h"

#include "cli/session.h"
#include "core/support/text.h"

#include <algorithm>
#include <set>

namespace dbtool::cli {
namespace {

// Columns of one type at one place reach it, columns of one type elsewhere when their names are
// alike, tables that share most of their columns. Nobody is there to ask: a refusal costs a word
// on the command line, a wrong guess costs data.
constexpr int likely = 70;

std::string question(const RenameCandidate& candidate) {
  const Rename& rename = candidate.rename;
  bool is_column = rename.kind == Rename::Kind::column;
  std::string table = is_column ? to_text(rename.table) + "." : "table ";
  return table + rename.from + " is gone and " + (is_column ? table : "") + rename.to + " is new";
}

ProjectComparison ask(Session& session, ProjectComparison comparison) {
  std::set<std::string> refused;
  while (true) {
    auto open = std::find_if(
        comparison.candidates.begin(), comparison.candidates.end(),
        [&](const RenameCandidate& c) { return refused.count(rename_text(c.rename)) == 0; });
    if (open == comparison.candidates.end()) return comparison;
    Rename rename = open->rename;
    char answer = session.ask("? " + question(*open) +
                                  ". Was it renamed?\n  [y] rename, keep the data   [n] drop and "
                                  "add   [a] abort   ",
                              "yna");
    if (answer == 'a')
      throw RefusedError({.code = "DBT800", .message = "stopped; nothing was written"});
    if (answer == 'n')
      refused.insert(rename_text(rename));
    else
      comparison = compare_again(session, std::move(comparison), rename);
  }
}

}  // namespace

ProjectComparison settle_renames(Session& session, ProjectComparison comparison) {
  if (comparison.candidates.empty()) return comparison;
  if (session.can_ask() && !session.options().yes) return ask(session, std::move(comparison));
  Problem refusal{.code = "DBT806",
                  .message = "what is dropped and what is added may be the same, renamed"};
  for (const RenameCandidate& candidate : comparison.candidates) {
    Note note{"rename?",
              question(candidate) + ": dbtool migrate --rename " + rename_text(candidate.rename)};
    if (candidate.score >= likely)
      refusal.notes.push_back(std::move(note));
    else
      session.output().warn(
          {.code = "DBT806",
           .message = question(candidate) + "; its data will be dropped",
           .notes = {{"next", "if it was renamed: --rename " + rename_text(candidate.rename)}},
           .severity = Severity::warning});
  }
  if (refusal.notes.empty()) return comparison;
  refusal.notes.push_back({"state", "nothing was written"});
  refusal.notes.push_back(
      {"next",
       "say which were renamed, as above or by renamed_from in the models; when none was: dbtool "
       "migrate --no-renames"});
  throw RefusedError(std::move(refusal));
}

}  // namespace dbtool::cli
