#include "cli/stale.h"

#include "cli/output.h"
#include "core/run/state.h"
#include "core/support/text.h"

#include <algorithm>

namespace dbtool::cli {
namespace {

constexpr int most_replans = 3;

std::string found_in(const Error& error) {
  for (const Note& note : error.problems().front().notes)
    if (note.label == "found") return ": " + note.text;
  return {};
}

}  // namespace

void declare_on_stale(Arguments& arguments, std::string& on_stale) {
  arguments.option("--on-stale", on_stale, "stop|replan",
                   "When another program moved the state meanwhile");
}

void with_replans(Output& output, const std::string& on_stale,
                  const std::function<void(bool again)>& work) {
  const int limit = on_stale == "replan" ? most_replans : 0;
  for (int replans = 0;; ++replans) {
    try {
      return work(replans > 0);
    } catch (HistoryError& error) {
      if (!is_stale(error)) throw;
      if (replans == limit) {
        error.add_note({"next", limit == 0
                                    ? "look with: dbtool current, then run it again, or let "
                                      "it look again by itself: --on-stale=replan"
                                    : "look with: dbtool current, and who else writes there"});
        throw;
      }
      output.note("  another program moved the recorded state" + found_in(error) +
                  "; planning again");
    }
  }
}

void FirstEnd::require(Rows end, bool again) {
  std::ranges::sort(end);
  if (!again) end_ = end;
  if (end_ == end) return;
  const auto text = [](const Rows& rows) { return rows.empty() ? "base" : join(rows, ", "); };
  throw_stale("to end at " + text(end_), "a route that ends at " + text(end));
}

}  // namespace dbtool::cli
