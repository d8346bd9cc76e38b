#include "core/revisions/row_keeper.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace dbtool {

namespace {

/// No row is moved twice in a step: a new name that goes again was never there.
void join_moves(std::vector<RowChange>& changes) {
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

}  // namespace

RowKeeper::RowKeeper(const RevisionGraph& graph, const Rows& rows)
    : graph_(graph), users_(graph.size()) {
  for (const std::string& row : rows) add_row(row, rows);
  const std::vector<bool> applied = applied_marks(graph, rows);
  for (std::size_t i = 0; i < graph.size(); ++i) {
    if (applied[i]) count_user(i, +1);
  }
}

Step RowKeeper::apply(std::size_t index) {
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

Step RowKeeper::revert(std::size_t index) {
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

/// A row that names what was squashed gets its new name with the first step.
void RowKeeper::add_row(const std::string& row, const Rows& rows) {
  const Revision* known = graph_.find(row);
  const std::string& id = known == nullptr ? row : known->id;
  rows_.insert(id);
  if (id == row) return;
  const bool is_there = std::ranges::count(rows, id) > 0;
  renamed_.push_back({.kind = is_there ? RowChange::Kind::remove : RowChange::Kind::update,
                      .from = row,
                      .to = is_there ? "" : id});
}

Step RowKeeper::begin(std::size_t index, Direction direction) {
  return {.revision = &graph_.revisions()[index],
          .direction = direction,
          .row_changes = std::exchange(renamed_, {})};
}

std::vector<std::string> RowKeeper::below(std::size_t index) const {
  std::vector<std::string> ids = graph_.ids_of(graph_.parents(index));
  std::ranges::move(graph_.ids_of(graph_.dependencies(index)), std::back_inserter(ids));
  return ids;
}

void RowKeeper::count_user(std::size_t index, int change) {
  for (const std::size_t below : graph_.parents(index)) users_[below] += change;
  for (const std::size_t below : graph_.dependencies(index)) users_[below] += change;
}

void RowKeeper::insert(Step& step, const std::string& id) {
  step.row_changes.push_back({.kind = RowChange::Kind::insert, .to = id});
  rows_.insert(id);
}

void RowKeeper::remove(Step& step, const std::string& id) {
  step.row_changes.push_back({.kind = RowChange::Kind::remove, .from = id});
  rows_.erase(id);
}

void RowKeeper::update(Step& step, const std::string& from, const std::string& to) {
  step.row_changes.push_back({.kind = RowChange::Kind::update, .from = from, .to = to});
  rows_.erase(from);
  rows_.insert(to);
}

Step RowKeeper::finish(Step step) const {
  join_moves(step.row_changes);
  step.rows_after.assign(rows_.begin(), rows_.end());
  return step;
}

}  // namespace dbtool
