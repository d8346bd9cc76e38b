#include "core/revisions/route.h"

#include "core/revisions/identifier.h"
#include "core/revisions/row_keeper.h"
#include "core/revisions/undone.h"
#include "core/support/text.h"

#include <algorithm>

namespace dbtool {

namespace {

using Marks = std::vector<bool>;

[[noreturn]] void refuse_target(std::string message, std::string hint) {
  throw HistoryError(
      Problem{.code = "DBT707", .message = std::move(message), .hint = std::move(hint)});
}

std::string place_now(const RevisionGraph& graph, const Rows& rows) {
  const std::vector<std::size_t> tips = tips_of(graph, rows);
  if (tips.empty()) return "the base";
  std::vector<std::string> names;
  for (const std::string& id : graph.ids_of(tips)) names.push_back("\"" + id + "\"");
  return list_of(names);
}

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
  refuse_target(
      "\"" + std::string(text) + "\" is behind, the database is at " + place_now(graph, rows),
      "to go back, type: dbtool downgrade " + std::string(text));
}

void check_applied(const RevisionGraph& graph, const Rows& rows, const Target& target,
                   std::string_view text) {
  const Marks applied = applied_marks(graph, rows);
  for (const std::size_t index : target.revisions) {
    if (applied[index]) continue;
    refuse_target("\"" + graph.revisions()[index].id + "\" is not applied, the database is at " +
                      place_now(graph, rows),
                  "to go forward, type: dbtool upgrade " + std::string(text));
  }
}

}  // namespace

std::vector<Step> upgrade_route(const RevisionGraph& graph, const Rows& rows,
                                std::string_view target) {
  tips_of(graph, rows);
  const Target goal = resolve_target(graph, target, rows);
  check_not_below(graph, rows, goal, target);
  const Marks applied = applied_marks(graph, rows);
  const Marks wanted = graph.ancestors(graph.ids_of(goal.revisions));
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
  const bool counts = identifier.steps.value_or(0) < 0 && identifier.symbol.empty();
  const bool goes_back = counts || identifier.symbol == "base";
  const Marks applied = applied_marks(graph, rows);
  Marks again(graph.size());
  if (goes_back) {
    for (const Step& step : downgrade_route(graph, rows, target))
      again[graph.index_of(step.revision->id)] = true;
  } else {
    const Target goal = resolve_target(graph, target, rows);
    check_applied(graph, rows, goal, target);
    again = undone_by(graph, applied, graph.descendants(graph.ids_of(goal.revisions)));
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
