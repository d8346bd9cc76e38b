#include "core/revisions/revision_graph.h"

#include <algorithm>

namespace dbtool {

namespace {

using Edges = std::vector<std::vector<std::size_t>>;

void append(std::vector<std::size_t>& list, const std::vector<std::size_t>& more) {
  for (const std::size_t index : more) {
    if (std::ranges::count(list, index) == 0) list.push_back(index);
  }
}

}  // namespace

RevisionGraph::RevisionGraph(std::vector<Revision> revisions) {
  const GraphEdges edges = checked_edges(revisions);
  revisions_.reserve(revisions.size());
  for (const std::size_t index : edges.order) revisions_.push_back(std::move(revisions[index]));
  for (std::size_t i = 0; i < revisions_.size(); ++i) {
    by_id_.emplace(revisions_[i].id, i);
    for (const std::string& label : revisions_[i].labels) by_label_.emplace(label, i);
    for (const std::string& id : revisions_[i].replaces) by_replaced_.emplace(id, i);
    if (!revisions_[i].replaces.empty()) by_id_.emplace(revisions_[i].replaces.back(), i);
  }
  link(edges);
  spread_labels();
}

void RevisionGraph::link(const GraphEdges& edges) {
  std::vector<std::size_t> new_index(edges.order.size());
  for (std::size_t i = 0; i < edges.order.size(); ++i) new_index[edges.order[i]] = i;
  for (Edges* list : {&parents_, &children_, &dependencies_, &dependents_}) {
    list->resize(edges.order.size());
  }
  for (std::size_t i = 0; i < edges.order.size(); ++i) {
    for (const std::size_t below : edges.parents[edges.order[i]]) {
      parents_[i].push_back(new_index[below]);
      children_[new_index[below]].push_back(i);
    }
    for (const std::size_t below : edges.dependencies[edges.order[i]]) {
      dependencies_[i].push_back(new_index[below]);
      dependents_[new_index[below]].push_back(i);
    }
  }
}

void RevisionGraph::spread_labels() {
  label_lists_.push_back({});
  labels_below_.resize(size());
  labels_above_.resize(size());
  const auto keep = [this](std::vector<std::size_t> list) {
    label_lists_.push_back(std::move(list));
    return label_lists_.size() - 1;
  };
  const auto with = [&](std::size_t index, std::size_t list) {
    if (revisions_[index].labels.empty()) return list;
    std::vector<std::size_t> more = {index};
    append(more, label_lists_[list]);
    return keep(std::move(more));
  };
  std::vector<std::size_t> passed_on(size());
  for (std::size_t i = 0; i < size(); ++i) {
    for (const std::size_t parent : parents_[i]) {
      if (labels_below_[i] == passed_on[parent]) continue;
      if (labels_below_[i] == 0) {
        labels_below_[i] = passed_on[parent];
      } else if (passed_on[parent] != 0) {
        std::vector<std::size_t> both = label_lists_[labels_below_[i]];
        append(both, label_lists_[passed_on[parent]]);
        labels_below_[i] = keep(std::move(both));
      }
    }
    passed_on[i] = with(i, labels_below_[i]);
  }
  for (std::size_t i = size(); i-- > 0;) {
    if (children_[i].size() != 1 || parents_[children_[i][0]].size() != 1) continue;
    labels_above_[i] = with(children_[i][0], labels_above_[children_[i][0]]);
  }
}

const Revision* RevisionGraph::find(std::string_view id) const {
  const auto found = by_id_.find(std::string(id));
  return found == by_id_.end() ? nullptr : &revisions_[found->second];
}

const Revision* RevisionGraph::find_squashed(std::string_view id) const {
  const auto found = by_replaced_.find(std::string(id));
  return found == by_replaced_.end() ? nullptr : &revisions_[found->second];
}

const Revision* RevisionGraph::find_label(std::string_view label) const {
  const auto found = by_label_.find(std::string(label));
  return found == by_label_.end() ? nullptr : &revisions_[found->second];
}

std::size_t RevisionGraph::index_of(std::string_view id) const {
  const auto found = by_id_.find(std::string(id));
  if (found != by_id_.end()) return found->second;
  throw HistoryError(Problem{.code = "DBT700",
                             .message = "no revision file has the id \"" + std::string(id) + "\""});
}

std::vector<std::string> RevisionGraph::ids_of(const std::vector<std::size_t>& indices) const {
  std::vector<std::string> ids;
  ids.reserve(indices.size());
  for (const std::size_t index : indices) ids.push_back(revisions_[index].id);
  return ids;
}

std::vector<std::string> RevisionGraph::heads() const {
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < size(); ++i) {
    if (children_[i].empty()) ids.push_back(revisions_[i].id);
  }
  return ids;
}

std::vector<std::string> RevisionGraph::real_heads() const {
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < size(); ++i) {
    if (children_[i].empty() && dependents_[i].empty()) ids.push_back(revisions_[i].id);
  }
  return ids;
}

std::vector<std::string> RevisionGraph::bases() const {
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < size(); ++i) {
    if (parents_[i].empty()) ids.push_back(revisions_[i].id);
  }
  return ids;
}

std::vector<bool> RevisionGraph::marks_of(const std::vector<std::string>& ids) const {
  std::vector<bool> marks(size());
  for (const std::string& id : ids) marks[index_of(id)] = true;
  return marks;
}

// The order of revisions makes every closure one pass: down for ancestors, up for descendants.
std::vector<bool> RevisionGraph::ancestors(const std::vector<std::string>& ids) const {
  std::vector<bool> marks = marks_of(ids);
  for (std::size_t i = size(); i-- > 0;) {
    if (!marks[i]) continue;
    for (const std::size_t below : parents_[i]) marks[below] = true;
    for (const std::size_t below : dependencies_[i]) marks[below] = true;
  }
  return marks;
}

std::vector<bool> RevisionGraph::lineage_ancestors(const std::vector<std::string>& ids) const {
  std::vector<bool> marks = marks_of(ids);
  for (std::size_t i = size(); i-- > 0;) {
    if (!marks[i]) continue;
    for (const std::size_t below : parents_[i]) marks[below] = true;
  }
  return marks;
}

std::vector<bool> RevisionGraph::descendants(const std::vector<std::string>& ids) const {
  std::vector<bool> marks = marks_of(ids);
  for (std::size_t i = 0; i < size(); ++i) {
    if (!marks[i]) continue;
    for (const std::size_t above : children_[i]) marks[above] = true;
    for (const std::size_t above : dependents_[i]) marks[above] = true;
  }
  return marks;
}

std::vector<bool> RevisionGraph::lineage_descendants(const std::vector<std::string>& ids) const {
  std::vector<bool> marks = marks_of(ids);
  for (std::size_t i = 0; i < size(); ++i) {
    if (!marks[i]) continue;
    for (const std::size_t above : children_[i]) marks[above] = true;
  }
  return marks;
}

std::vector<std::string> RevisionGraph::labels_of(std::size_t index) const {
  std::vector<std::size_t> declaring = {index};
  append(declaring, label_lists_[labels_below_[index]]);
  append(declaring, label_lists_[labels_above_[index]]);
  std::vector<std::string> labels;
  for (const std::size_t i : declaring) {
    labels.insert(labels.end(), revisions_[i].labels.begin(), revisions_[i].labels.end());
  }
  return labels;
}

}  // namespace dbtool
