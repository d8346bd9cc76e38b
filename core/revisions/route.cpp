#include "core/revisions/route.h"

#include "core/revisions/identifier.h"
#include "core/support/text.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

namespace dbtool {

namespace {

using Marks = std::vector<bool>;

std::vector<std::string> ids_of(const RevisionGraph& graph,
                                const std::vector<std::size_t>& indices) {
  std::vector<std::string> ids;
  ids.reserve(indices.size());
  for (const std::size_t index : indices) ids.push_back(graph.revisions()[index].id);
  return ids;
}

void add(Marks& marks, const Marks& more) {
  for (std::size_t i = 0; i < marks.size(); ++i) marks[i] = marks[i] || more[i];
}

[[noreturn]] void refuse(const char* code, std::string message, std::string hint = {}) {
  throw HistoryError(Problem{.code = code, .message = std::move(message), .hint = std::move(hint)});
}

std::string place_now(const RevisionGraph& graph, const Rows& rows) {
  const std::vector<std::size_t> tips = tips_of(graph, rows);
  if (tips.empty()) return "the base";
  std::vector<std::string> names;
  for (const std::string& id : ids_of(graph, tips)) names.push_back("\"" + id + "\"");
  return list_of(names);
}

/// The version rows while revisions are applied and reverted one after the other: exactly the
/// applied revisions that no applied one stands on.
class RowKeeper {
 public:
  RowKeeper(const RevisionGraph& graph, const Rows& rows) : graph_(graph), users_(graph.size()) {
    for (const std::string& row : rows) add_row(row, rows);
    const Marks applied = applied_marks(graph, rows);
    for (std::size_t i = 0; i < graph.size(); ++i) {
      if (applied[i]) count_user(i, +1);
    }
  }

  /// Rows that r stands on go; the last of them becomes r.
  Step apply(std::size_t index) {
    Step step = begin(index, Direction::upgrade);
    std::vector<std::string> covered;
    for (const std::string& id : below(index)) {
      if (rows_.contains(id)) covered.push_back(id);
    }
    const std::string& id = step.revision->id;
    for (std::size_t i = 0; i + 1 < covered.size(); ++i) remove(step, covered[i]);
    if (covered.empty()) {
      insert(step, id);
    } else {
      update(step, covered.back(), id);
    }
    count_user(index, +1);
    return finish(std::move(step));
  }

  /// What nothing applied stands on any more comes back as rows, r becoming the last of it.
  Step revert(std::size_t index) {
    Step step = begin(index, Direction::downgrade);
    count_user(index, -1);
    std::vector<std::string> uncovered;
    for (const std::string& id : below(index)) {
      if (users_[graph_.index_of(id)] == 0 && !rows_.contains(id)) uncovered.push_back(id);
    }
    const std::string& id = step.revision->id;
    for (std::size_t i = 0; i + 1 < uncovered.size(); ++i) insert(step, uncovered[i]);
    if (uncovered.empty()) {
      remove(step, id);
    } else {
      update(step, id, uncovered.back());
    }
    return finish(std::move(step));
  }

 private:
  /// A row that names what was squashed gets its new name with the first step.
  void add_row(const std::string& row, const Rows& rows) {
    const Revision* known = graph_.find(row);
    const std::string& id = known == nullptr ? row : known->id;
    rows_.insert(id);
    if (id == row) return;
    const bool is_there = std::ranges::count(rows, id) > 0;
    renamed_.push_back({.kind = is_there ? RowChange::Kind::remove : RowChange::Kind::update,
                        .from = row,
                        .to = is_there ? "" : id});
  }

  Step begin(std::size_t index, Direction direction) {
    return {.revision = &graph_.revisions()[index],
            .direction = direction,
            .row_changes = std::exchange(renamed_, {})};
  }

  std::vector<std::string> below(std::size_t index) const {
    std::vector<std::string> ids = ids_of(graph_, graph_.parents(index));
    std::ranges::move(ids_of(graph_, graph_.dependencies(index)), std::back_inserter(ids));
    return ids;
  }

  void count_user(std::size_t index, int change) {
    for (const std::size_t below : graph_.parents(index)) users_[below] += change;
    for (const std::size_t below : graph_.dependencies(index)) users_[below] += change;
  }

  void insert(Step& step, const std::string& id) {
    step.row_changes.push_back({.kind = RowChange::Kind::insert, .to = id});
    rows_.insert(id);
  }
  void remove(Step& step, const std::string& id) {
    step.row_changes.push_back({.kind = RowChange::Kind::remove, .from = id});
    rows_.erase(id);
  }
  void update(Step& step, const std::string& from, const std::string& to) {
    step.row_changes.push_back({.kind = RowChange::Kind::update, .from = from, .to = to});
    rows_.erase(from);
    rows_.insert(to);
  }
  /// No row is moved twice in a step: a new name that goes again was never there.
  static void join_moves(std::vector<RowChange>& changes) {
    for (std::size_t i = 0; i < changes.size(); ++i) {
      const RowChange renamed = changes[i];
      const auto next = std::find_if(
          changes.begin() + static_cast<std::ptrdiff_t>(i) + 1, changes.end(),
          [&](const RowChange& later) { return !later.from.empty() && later.from == renamed.to; });
      if (next == changes.end()) continue;
      next->from = renamed.from;
      changes.erase(changes.begin() + static_cast<std::ptrdiff_t>(i--));
    }
  }

  Step finish(Step step) const {
    join_moves(step.row_changes);
    step.rows_after.assign(rows_.begin(), rows_.end());
    return step;
  }

  const RevisionGraph& graph_;
  std::set<std::string> rows_;
  std::vector<RowChange> renamed_;
  std::vector<int> users_;  ///< applied revisions that stand directly on each
};

/// Refuses an upgrade to something that other applied revisions of its line already stand on.
void check_not_below(const RevisionGraph& graph, const Rows& rows, const Target& target,
                     std::string_view text) {
  const Marks applied = applied_marks(graph, rows);
  bool is_below = false;
  for (const std::size_t index : target.revisions) {
    if (!applied[index]) continue;
    const auto is_applied = [&](std::size_t child) { return applied[child]; };
    is_below = is_below || std::ranges::any_of(graph.children(index), is_applied);
  }
  if (target.revisions.empty()) {
    const Marks branch = target.branch ? lineage_of(graph, *target.branch) : applied;
    for (std::size_t i = 0; i < graph.size(); ++i) is_below = is_below || (applied[i] && branch[i]);
  }
  if (!is_below) return;
  refuse("DBT707",
         "\"" + std::string(text) + "\" is behind, the database is at " + place_now(graph, rows),
         "to go back, type: dbtool downgrade " + std::string(text));
}

void check_applied(const RevisionGraph& graph, const Rows& rows, const Target& target,
                   std::string_view text) {
  const Marks applied = applied_marks(graph, rows);
  for (const std::size_t index : target.revisions) {
    if (applied[index]) continue;
    refuse("DBT707",
           "\"" + graph.revisions()[index].id + "\" is not applied, the database is at " +
               place_now(graph, rows),
           "to go forward, type: dbtool upgrade " + std::string(text));
  }
}

/// Marks of what other branches stand on.
Marks needed_elsewhere(const RevisionGraph& graph, const Marks& standing, const Marks& lineage) {
  std::vector<std::string> others;
  for (std::size_t i = 0; i < graph.size(); ++i) {
    if (standing[i] && !lineage[i]) others.push_back(graph.revisions()[i].id);
  }
  return graph.lineage_ancestors(others);
}

/// Marks of the first revisions that going back to a target undoes; what stands on them follows.
/// `standing` is what is, or will be, applied.
Marks first_undone(const RevisionGraph& graph, const Marks& standing, const Target& target) {
  Marks undone(graph.size());
  if (target.revisions.empty() && !target.branch) return Marks(graph.size(), true);
  if (target.revisions.empty()) {
    undone = lineage_of(graph, *target.branch);
    const Marks needed = needed_elsewhere(graph, standing, undone);
    for (std::size_t i = 0; i < graph.size(); ++i) undone[i] = undone[i] && !needed[i];
    return undone;
  }
  Marks towards(graph.size(), true);
  if (target.branch) towards = graph.lineage_ancestors(ids_of(graph, {*target.branch}));
  for (const std::size_t index : target.revisions) {
    const bool below_branch = target.branch && index != *target.branch && towards[index];
    for (const std::size_t child : graph.children(index)) {
      if (!below_branch || towards[child]) undone[child] = true;
    }
  }
  return undone;
}

/// Marks of everything applied that going back to the target undoes.
Marks undone_by(const RevisionGraph& graph, const Marks& applied, const Marks& first) {
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < graph.size(); ++i) {
    if (first[i]) ids.push_back(graph.revisions()[i].id);
  }
  Marks undone = graph.descendants(ids);
  for (std::size_t i = 0; i < graph.size(); ++i) undone[i] = undone[i] && applied[i];
  return undone;
}

/// A branch is never taken down with another one because they share what is below.
void check_other_branches(const RevisionGraph& graph, const Marks& applied, const Marks& undone,
                          const Target& target, std::string_view text) {
  if (!target.branch) return;
  const Marks lineage = lineage_of(graph, *target.branch);
  const Marks needed = needed_elsewhere(graph, applied, lineage);
  for (std::size_t i = graph.size(); i-- > 0;) {
    if (!undone[i] || !lineage[i] || !needed[i]) continue;
    const std::string& id = graph.revisions()[i].id;
    const std::string& branch = graph.revisions()[*target.branch].id;
    std::string way_out = "to undo this branch alone, type: dbtool downgrade ";
    way_out.append(branch).append("@").append(id);
    refuse("DBT709",
           "\"" + std::string(text) + "\" would take down another branch, which stands on \"" + id +
               "\" too",
           way_out);
  }
}

Marks taken_down(const RevisionGraph& graph, const Marks& applied, const Target& target,
                 std::string_view text) {
  Marks undone = undone_by(graph, applied, first_undone(graph, applied, target));
  check_other_branches(graph, applied, undone, target, text);
  return undone;
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
    refuse("DBT708",
           "\"" + std::string(text) + "\" contradicts another target, which stands on \"" +
               graph.revisions()[i].id + "\"",
           "name only the newest revision of each branch");
  }
}

}  // namespace

std::vector<Step> upgrade_route(const RevisionGraph& graph, const Rows& rows,
                                std::string_view target) {
  tips_of(graph, rows);
  const Target goal = resolve_target(graph, target, rows);
  check_not_below(graph, rows, goal, target);
  const Marks applied = applied_marks(graph, rows);
  const Marks wanted = graph.ancestors(ids_of(graph, goal.revisions));
  RowKeeper keeper(graph, rows);
  std::vector<Step> steps;
  for (std::size_t i = 0; i < graph.size(); ++i) {
    if (wanted[i] && !applied[i]) steps.push_back(keeper.apply(i));
  }
  return steps;
}

std::vector<Step> downgrade_route(const RevisionGraph& graph, const Rows& rows,
                                  std::string_view target) {
  tips_of(graph, rows);
  const Target goal = resolve_target(graph, target, rows);
  check_applied(graph, rows, goal, target);
  const Marks undone = taken_down(graph, applied_marks(graph, rows), goal, target);
  RowKeeper keeper(graph, rows);
  std::vector<Step> steps;
  for (std::size_t i = graph.size(); i-- > 0;) {
    if (undone[i]) steps.push_back(keeper.revert(i));
  }
  return steps;
}

std::vector<Step> redo_route(const RevisionGraph& graph, const Rows& rows,
                             std::string_view target) {
  tips_of(graph, rows);
  const Identifier identifier = parse_identifier(target);
  const bool goes_back = identifier.steps.value_or(0) < 0 && identifier.symbol.empty();
  const Marks applied = applied_marks(graph, rows);
  Marks again(graph.size());
  if (goes_back) {
    for (const Step& step : downgrade_route(graph, rows, target))
      again[graph.index_of(step.revision->id)] = true;
  } else {
    const Target goal = resolve_target(graph, target, rows);
    check_applied(graph, rows, goal, target);
    again = undone_by(graph, applied, graph.descendants(ids_of(graph, goal.revisions)));
  }
  RowKeeper keeper(graph, rows);
  std::vector<Step> steps;
  for (std::size_t i = graph.size(); i-- > 0;)
    if (again[i]) steps.push_back(keeper.revert(i));
  for (std::size_t i = 0; i < graph.size(); ++i)
    if (again[i]) steps.push_back(keeper.apply(i));
  return steps;
}

std::vector<Step> revert_route(const RevisionGraph& graph, const Rows& rows,
                               const std::vector<std::string>& ids) {
  const Marks undone = undone_by(graph, applied_marks(graph, rows), graph.descendants(ids));
  RowKeeper keeper(graph, rows);
  std::vector<Step> steps;
  for (std::size_t i = graph.size(); i-- > 0;)
    if (undone[i]) steps.push_back(keeper.revert(i));
  return steps;
}

StampPlan stamp_plan(const RevisionGraph& graph, const Rows& rows,
                     const std::vector<std::string>& targets, bool purge) {
  const Rows known = purge ? Rows() : rows;
  tips_of(graph, known);
  std::vector<Target> goals;
  Marks wanted(graph.size());
  for (const std::string& target : targets) {
    goals.push_back(resolve_target(graph, target, known));
    add(wanted, graph.ancestors(ids_of(graph, goals.back().revisions)));
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

  const std::vector<std::string> tips = ids_of(graph, maximal(graph, after));
  const std::set<std::string> rows_after(tips.begin(), tips.end());
  StampPlan plan{.rows_after = {rows_after.begin(), rows_after.end()}};
  if (purge) {
    for (const std::string& row : rows) {
      plan.row_changes.push_back({.kind = RowChange::Kind::remove, .from = row});
    }
  }
  std::ranges::move(changes_between({known.begin(), known.end()}, rows_after),
                    std::back_inserter(plan.row_changes));
  return plan;
}

Rows unknown_rows(const RevisionGraph& graph, const Rows& rows) {
  Rows unknown;
  for (const std::string& row : rows) {
    if (graph.find(row) == nullptr) unknown.push_back(row);
  }
  return unknown;
}

Rows implied_rows(const RevisionGraph& graph, const Rows& rows) {
  Rows implied;
  for (const std::string& row : rows) {
    const Revision* revision = graph.find(row);
    if (revision == nullptr || rows.size() < 2) continue;
    const std::vector<bool> above = graph.lineage_descendants({revision->id});
    const bool is_implied = std::ranges::any_of(rows, [&](const std::string& other) {
      const Revision* later = graph.find(other);
      return later != nullptr && later != revision && above[graph.index_of(later->id)];
    });
    if (is_implied) implied.push_back(row);
  }
  return implied;
}

std::vector<bool> applied_marks(const RevisionGraph& graph, const Rows& rows) {
  Rows known;
  for (const std::string& row : rows) {
    if (graph.find(row) != nullptr) known.push_back(row);
  }
  return graph.ancestors(known);
}

}  // namespace dbtool
