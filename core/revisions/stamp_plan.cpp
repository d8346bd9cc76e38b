// Stamping: what the version rows become without a script being run.
#include "core/revisions/route.h"
#include "core/revisions/undone.h"

#include <algorithm>
#include <iterator>
#include <set>

namespace dbtool {

namespace {

using Marks = std::vector<bool>;

void add(Marks& marks, const Marks& more) {
  for (std::size_t i = 0; i < marks.size(); ++i) marks[i] = marks[i] || more[i];
}

std::vector<RowChange> changes_between(const std::set<std::string>& before,
                                       const std::set<std::string>& after) {
  std::vector<std::string> gone, added;
  std::ranges::set_difference(before, after, std::back_inserter(gone));
  std::ranges::set_difference(after, before, std::back_inserter(added));
  const std::size_t updates = std::min(gone.size(), added.size());
  std::vector<RowChange> changes;
  for (std::size_t i = 0; i < gone.size() - updates; ++i) {
    changes.push_back({.kind = RowChange::Kind::remove, .from = gone[i]});
  }
  for (std::size_t i = 0; i < added.size() - updates; ++i) {
    changes.push_back({.kind = RowChange::Kind::insert, .to = added[i]});
  }
  for (std::size_t i = 0; i < updates; ++i) {
    changes.push_back({.kind = RowChange::Kind::update,
                       .from = gone[gone.size() - updates + i],
                       .to = added[added.size() - updates + i]});
  }
  return changes;
}

/// Two targets contradict one another when going back to one undoes what the other stands on.
void check_stamp(const RevisionGraph& graph, const Marks& standing, const Marks& wanted,
                 const Target& target, std::string_view text) {
  const Marks first = first_undone(graph, standing, target);
  for (std::size_t i = 0; i < graph.size(); ++i) {
    if (!first[i] || !wanted[i]) continue;
    throw HistoryError(Problem{.code = "DBT708",
                               .message = "\"" + std::string(text) +
                                          "\" contradicts another target, which stands on \"" +
                                          graph.revisions()[i].id + "\"",
                               .hint = "name only the newest revision of each branch"});
  }
}

}  // namespace

StampPlan stamp_plan(const RevisionGraph& graph, const Rows& rows,
                     const std::vector<std::string>& targets, bool purge) {
  const Rows known = purge ? Rows() : rows;
  tips_of(graph, known);
  std::vector<Target> goals;
  Marks wanted(graph.size());
  for (const std::string& target : targets) {
    goals.push_back(resolve_target(graph, target, known));
    add(wanted, graph.ancestors(graph.ids_of(goals.back().revisions)));
  }
  const Marks applied = applied_marks(graph, known);
  Marks standing = wanted, after = applied;
  add(standing, applied);
  for (std::size_t i = 0; i < goals.size(); ++i) {
    check_stamp(graph, standing, wanted, goals[i], targets[i]);
    const Marks undone = taken_down(graph, applied, goals[i], targets[i]);
    for (std::size_t j = 0; j < graph.size(); ++j) after[j] = after[j] && !undone[j];
  }
  add(after, wanted);

  const std::vector<std::string> tips = graph.ids_of(maximal(graph, after));
  const std::set<std::string> rows_after(tips.begin(), tips.end());
  StampPlan plan{.rows_after = {rows_after.begin(), rows_after.end()}};
  if (purge) {
    std::set<std::string> seen;
    for (const std::string& row : rows) {
      if (!seen.insert(row).second) continue;
      const int times = static_cast<int>(std::ranges::count(rows, row));
      plan.row_changes.push_back({.kind = RowChange::Kind::remove, .from = row, .rows = times});
    }
  }
  std::ranges::move(changes_between({known.begin(), known.end()}, rows_after),
                    std::back_inserter(plan.row_changes));
  return plan;
}

}  // namespace dbtool
