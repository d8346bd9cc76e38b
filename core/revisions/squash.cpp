#include "core/revisions/squash.h"

#include "core/revisions/revision_body.h"
#include "core/revisions/revision_header.h"
#include "core/revisions/sql_markers.h"
#include "core/support/file.h"
#include "core/support/text.h"

#include <algorithm>
#include <iterator>

namespace dbtool {

namespace {

void add_once(std::vector<std::string>& list, const std::string& word) {
  if (std::ranges::count(list, word) == 0) list.push_back(word);
}

/// Collects what the whole has of its parts.
class Planner {
 public:
  Planner(const RevisionGraph& graph, std::optional<std::size_t> from, std::size_t to)
      : graph_(graph), to_(to), inside_(graph.lineage_ancestors({id(to)})) {
    if (!from) return;
    const std::vector<bool> above = graph.lineage_descendants({id(*from)});
    if (!above[to])
      throw HistoryError(
          {.code = "DBT743", .message = id(to) + " does not come after " + id(*from)});
    for (std::size_t i = 0; i < graph.size(); ++i) inside_[i] = inside_[i] && above[i];
  }

  SquashPlan run() {
    for (std::size_t i = 0; i < graph_.size(); ++i)
      if (inside_[i]) add(i);
    if (plan_.range.size() < 2)
      throw HistoryError(
          {.code = "DBT743",
           .message = "there is nothing to squash: " + id(to_) + " is one revision"});
    const Revision& end = graph_.revisions()[to_];
    plan_.revision.created = end.created;
    plan_.revision.message =
        "squash " + std::to_string(plan_.range.size()) + " revisions up to " +
        (end.message.empty() ? end.id : end.message.substr(0, end.message.find('\n')));
    return std::move(plan_);
  }

 private:
  const std::string& id(std::size_t index) const { return graph_.revisions()[index].id; }

  void add(std::size_t index) {
    const Revision& revision = graph_.revisions()[index];
    plan_.range.push_back(index);
    add_parents(index);
    for (const std::string& name : revision.depends_on) add_dependency(name);
    for (const std::string& label : revision.labels) plan_.revision.labels.push_back(label);
    for (const std::string& replaced : revision.replaces)
      plan_.revision.replaces.push_back(replaced);
    plan_.revision.replaces.push_back(revision.id);
    if (index == to_) return;
    for (const auto* above : {&graph_.children(index), &graph_.dependents(index)})
      for (const std::size_t other : *above)
        if (!inside_[other]) refuse(other, "comes after", index);
  }

  void add_parents(std::size_t index) {
    const auto& parents = graph_.parents(index);
    const bool is_first = std::ranges::none_of(parents, [&](std::size_t i) { return inside_[i]; });
    for (const std::size_t parent : parents) {
      if (inside_[parent]) continue;
      if (!is_first) refuse(parent, "is joined by", index);
      add_once(plan_.revision.parents, id(parent));
    }
  }

  void add_dependency(const std::string& name) {
    const Revision* other = graph_.find(name);
    if (other == nullptr) other = graph_.find_label(name);
    if (!inside_[graph_.index_of(other->id)]) add_once(plan_.revision.depends_on, name);
  }

  [[noreturn]] void refuse(std::size_t other, const std::string& verb, std::size_t index) const {
    throw HistoryError({.code = "DBT744",
                        .message = "revision " + id(other) + " " + verb + " " + id(index) +
                                   ", in the middle of what would be squashed",
                        .where = graph_.revisions()[other].where,
                        .hint = "choose --from and --to so that nothing leaves the range between"});
  }

  const RevisionGraph& graph_;
  std::size_t to_;
  std::vector<bool> inside_;
  SquashPlan plan_;
};

/// The sections of a direction in a SQL file, with their markers.
std::string sections_text(const Revision& revision, const std::string& direction) {
  const std::string text = read_file(revision.file);
  std::vector<Problem> problems;
  const std::vector<SqlMarker> markers = find_markers(text, revision.file, problems);
  std::string sections;
  for (auto marker = markers.begin(); marker != markers.end(); ++marker) {
    if (marker->word != direction) continue;
    const auto next = std::next(marker);
    const std::size_t end = next == markers.end() ? text.size() : next->begin;
    sections += std::string(trim(text.substr(marker->begin, end - marker->begin))) + "\n\n";
  }
  return sections;
}

/// Neighbours that run the same way are one section.
void append(std::vector<Section>& sections, const std::vector<Section>& more) {
  for (const Section& section : more) {
    if (sections.empty() || sections.back().settings != section.settings) {
      sections.push_back(section);
      continue;
    }
    auto& operations = sections.back().operations;
    operations.insert(operations.end(), section.operations.begin(), section.operations.end());
  }
}

}  // namespace

SquashPlan squash_plan(const RevisionGraph& graph, std::optional<std::size_t> from,
                       std::size_t to) {
  return Planner(graph, from, to).run();
}

void fill_squashed(NewRevision& revision, const std::vector<Revision>& range) {
  std::vector<RevisionBody> bodies;
  for (const Revision& part : range) bodies.push_back(read_body(part, ""));
  RevisionBody& whole = revision.body;
  for (const RevisionBody& body : bodies) append(whole.upgrade, body.upgrade);
  for (auto body = bodies.rbegin(); body != bodies.rend(); ++body) {
    append(whole.downgrade, body->downgrade);
    if (body->irreversible && !whole.irreversible) whole.irreversible = body->irreversible;
  }
  if (whole.irreversible) whole.downgrade.clear();
  const auto is_sql = [](const Revision& part) { return is_sql_file(part.file); };
  revision.format = std::ranges::all_of(range, is_sql) ? "sql" : "yaml";
  if (revision.format != "sql") return;
  for (const Revision& part : range) revision.upgrade_sql += sections_text(part, "upgrade");
  for (auto part = range.rbegin(); part != range.rend() && !whole.irreversible; ++part)
    revision.downgrade_sql += sections_text(*part, "downgrade");
}

}  // namespace dbtool
