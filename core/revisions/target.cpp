#include "core/revisions/target.h"

#include "core/revisions/identifier.h"
#include "core/support/text.h"

#include <algorithm>

namespace dbtool {

namespace {

constexpr std::size_t most_listed = 10;
constexpr std::size_t shortest_with_prefix = 4;  // shorter names are typed out

Problem problem(const char* code, std::string message, std::string hint = {}) {
  return {.code = code, .message = std::move(message), .hint = std::move(hint)};
}

std::string in_quotes(std::string_view text) {
  return "\"" + std::string(text) + "\"";
}

void list_candidates(Problem& into, const RevisionGraph& graph,
                     const std::vector<std::size_t>& indices) {
  for (std::size_t i = 0; i < indices.size() && i < most_listed; ++i) {
    const Revision& revision = graph.revisions()[indices[i]];
    into.notes.push_back({"known", revision.id + "  " + revision.message});
  }
  if (indices.size() > most_listed) {
    into.notes.push_back(
        {"known", "and " + std::to_string(indices.size() - most_listed) + " more"});
  }
}

std::string names_of(const RevisionGraph& graph, const std::vector<std::size_t>& indices) {
  std::vector<std::string> names;
  names.reserve(indices.size());
  for (const std::size_t index : indices) names.push_back(in_quotes(graph.revisions()[index].id));
  if (names.size() > most_listed) {
    const std::size_t more = names.size() - most_listed;
    names.resize(most_listed);
    names.push_back(std::to_string(more) + " more");
  }
  return list_of(names);
}

/// Resolves one identifier; the branch narrows every choice.
class Resolver {
 public:
  Resolver(const RevisionGraph& graph, std::string_view text, const Rows& rows)
      : graph_(graph), rows_(rows), identifier_(parse_identifier(text)) {}

  Target run() {
    if (!identifier_.branch.empty()) {
      target_.branch = find(identifier_.branch);
      lineage_ = lineage_of(graph_, *target_.branch);
    }
    target_.revisions = start();
    if (identifier_.steps) walk(*identifier_.steps);
    return std::move(target_);
  }

 private:
  std::vector<std::size_t> start() {
    const std::string& symbol = identifier_.symbol;
    if (symbol.empty() || symbol == "current") return current();
    if (symbol == "base") return {};
    if (symbol == "heads") return heads();
    if (symbol != "head") return {find(symbol)};
    std::vector<std::size_t> all = heads();
    if (all.size() > 1) refuse_heads(all);
    return all;
  }

  bool on_branch(std::size_t index) const { return lineage_.empty() || lineage_[index]; }

  std::vector<std::size_t> heads() const {
    if (!target_.branch) return maximal(graph_, std::vector<bool>(graph_.size(), true));
    return maximal(graph_, graph_.lineage_descendants({graph_.revisions()[*target_.branch].id}));
  }

  /// On a branch: the newest applied revisions of it, even when no row names them.
  std::vector<std::size_t> current() const {
    std::vector<std::size_t> tips = tips_of(graph_, rows_);
    if (lineage_.empty()) return tips;
    std::vector<bool> applied = graph_.ancestors(rows_);
    for (std::size_t i = 0; i < applied.size(); ++i) applied[i] = applied[i] && lineage_[i];
    return maximal(graph_, applied);
  }

  std::size_t find(const std::string& symbol) const {
    const Revision* exact = graph_.find(symbol);
    if (exact == nullptr) exact = graph_.find_label(symbol);
    if (exact != nullptr) {
      const std::size_t index = graph_.index_of(exact->id);
      if (on_branch(index)) return index;
      throw HistoryError(problem("DBT700", "revision " + in_quotes(exact->id) +
                                               " is not on the branch " +
                                               in_quotes(identifier_.branch)));
    }
    const std::vector<std::size_t> candidates = with_prefix(symbol);
    if (candidates.size() == 1) return candidates.front();
    if (candidates.empty()) refuse_unknown(symbol);
    Problem ambiguous = problem(
        "DBT701", in_quotes(symbol) + " begins " + std::to_string(candidates.size()) + " revisions",
        "type more of it");
    list_candidates(ambiguous, graph_, candidates);
    throw HistoryError(std::move(ambiguous));
  }

  std::vector<std::size_t> with_prefix(const std::string& prefix) const {
    const auto begins = [&](const std::string& name) {
      return name.size() >= shortest_with_prefix && name.starts_with(prefix);
    };
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < graph_.size(); ++i) {
      const Revision& revision = graph_.revisions()[i];
      if (!on_branch(i)) continue;
      if (begins(revision.id) || std::ranges::any_of(revision.labels, begins)) found.push_back(i);
    }
    return found;
  }

  [[noreturn]] void refuse_unknown(const std::string& symbol) const {
    std::vector<std::string> known = {"head", "heads", "base", "current"};
    for (const Revision& revision : graph_.revisions()) {
      known.push_back(revision.id);
      known.insert(known.end(), revision.labels.begin(), revision.labels.end());
    }
    std::string where = identifier_.branch.empty() || symbol == identifier_.branch
                            ? std::string()
                            : " on the branch " + in_quotes(identifier_.branch);
    throw HistoryError(problem("DBT700", "no revision or label " + in_quotes(symbol) + where,
                               suggest_id(symbol, known)));
  }

  [[noreturn]] void refuse_heads(const std::vector<std::size_t>& all) const {
    std::string ids;
    for (std::size_t i = 0; i < all.size() && i < most_listed; ++i) {
      ids += " " + graph_.revisions()[all[i]].id;
    }
    const std::string every =
        identifier_.branch.empty() ? "heads" : in_quotes(identifier_.branch + "@heads");
    Problem several = problem("DBT702",
                              in_quotes(identifier_.text) + " is not clear, there are " +
                                  std::to_string(all.size()) + " heads: " + names_of(graph_, all),
                              "join them, put one after the other, or take them all");
    list_candidates(several, graph_, all);
    several.notes.push_back({"next", "dbtool merge" + ids});
    if (all.size() == 2) several.notes.push_back({"next", "dbtool rebase"});
    several.notes.push_back({"next", "dbtool upgrade " + every});
    throw HistoryError(std::move(several));
  }

  void walk(int steps) {
    if (target_.revisions.size() > 1) refuse_several_starts();
    std::optional<std::size_t> at;
    if (!target_.revisions.empty()) at = target_.revisions.front();
    const std::optional<std::size_t> first = at;
    for (int left = steps; left > 0; --left) at = step_up(at, left);
    for (int left = -steps; left > 0; --left) at = step_down(at, left);
    const bool from_rows = identifier_.symbol.empty() || identifier_.symbol == "current";
    if (steps < 0 && !target_.branch && (from_rows || !at)) target_.branch = first;
    target_.revisions.clear();
    if (at) target_.revisions.push_back(*at);
  }

  std::size_t step_up(std::optional<std::size_t> at, int left) const {
    std::vector<std::size_t> choices;
    for (std::size_t i = 0; !at && i < graph_.size(); ++i) {
      if (graph_.parents(i).empty() && on_branch(i)) choices.push_back(i);
    }
    for (const std::size_t child : at ? graph_.children(*at) : std::vector<std::size_t>{}) {
      if (on_branch(child)) choices.push_back(child);
    }
    if (choices.empty()) refuse_end(at ? "a head" : "the end", at, left);
    if (choices.size() > 1) refuse_walk(at, choices, "is followed by");
    return choices.front();
  }

  std::optional<std::size_t> step_down(std::optional<std::size_t> at, int left) const {
    if (!at) refuse_end("the base", at, left);
    std::vector<std::size_t> choices;
    for (const std::size_t parent : graph_.parents(*at)) {
      if (on_branch(parent)) choices.push_back(parent);
    }
    if (choices.empty()) return std::nullopt;
    if (choices.size() > 1) refuse_walk(at, choices, "joins");
    return choices.front();
  }

  [[noreturn]] void refuse_end(const char* what, std::optional<std::size_t> at, int left) const {
    const std::string end =
        at ? in_quotes(graph_.revisions()[*at].id) + " is " + what : std::string("that is ") + what;
    throw HistoryError(problem("DBT704", in_quotes(identifier_.text) + " goes " +
                                             count_of(static_cast<std::size_t>(left), "step") +
                                             " too far: " + end));
  }

  [[noreturn]] void refuse_walk(std::optional<std::size_t> at,
                                const std::vector<std::size_t>& choices, const char* verb) const {
    const std::string from = at ? in_quotes(graph_.revisions()[*at].id) : "the base";
    Problem several = problem("DBT705",
                              in_quotes(identifier_.text) + " is not clear: " + from + " " + verb +
                                  " " + names_of(graph_, choices),
                              "name one of them, or a branch as in \"label@" + relative() + "\"");
    list_candidates(several, graph_, choices);
    throw HistoryError(std::move(several));
  }

  [[noreturn]] void refuse_several_starts() const {
    const bool rows = identifier_.symbol.empty() || identifier_.symbol == "current";
    const std::string subject = rows ? "the database is at " : "it begins at ";
    Problem several =
        problem("DBT705",
                in_quotes(identifier_.text) + " is not clear: " + subject +
                    names_of(graph_, target_.revisions),
                "say which, as in " +
                    in_quotes(graph_.revisions()[target_.revisions.front()].id + "@" + relative()));
    list_candidates(several, graph_, target_.revisions);
    throw HistoryError(std::move(several));
  }

  std::string relative() const {
    const int steps = identifier_.steps.value_or(0);
    return (steps < 0 ? "" : "+") + std::to_string(steps);
  }

  const RevisionGraph& graph_;
  const Rows& rows_;
  Identifier identifier_;
  Target target_;
  std::vector<bool> lineage_;  ///< of the branch; empty: all revisions
};

}  // namespace

Target resolve_target(const RevisionGraph& graph, std::string_view text, const Rows& rows) {
  return Resolver(graph, text, rows).run();
}

std::vector<std::string> resolve(const RevisionGraph& graph, std::string_view text,
                                 const Rows& rows) {
  std::vector<std::string> ids;
  for (const std::size_t index : resolve_target(graph, text, rows).revisions) {
    ids.push_back(graph.revisions()[index].id);
  }
  return ids;
}

const Revision& resolve_one(const RevisionGraph& graph, std::string_view text, const Rows& rows) {
  const std::vector<std::size_t> found = resolve_target(graph, text, rows).revisions;
  if (found.size() == 1) return graph.revisions()[found.front()];
  if (found.empty()) {
    throw HistoryError(problem("DBT700", in_quotes(trim(text)) + " is no revision here",
                               graph.empty() ? "there are no revisions yet" : "name a revision"));
  }
  Problem several = problem("DBT705",
                            in_quotes(trim(text)) + " is " + std::to_string(found.size()) +
                                " revisions: " + names_of(graph, found),
                            "name one of them");
  list_candidates(several, graph, found);
  throw HistoryError(std::move(several));
}

std::string branch_of(std::string_view text) {
  return parse_identifier(text).branch;
}

Problem unknown_row(const RevisionGraph& graph, const std::string& row) {
  const Revision* whole = graph.find_squashed(row);
  if (whole == nullptr) {
    Problem unknown = problem(
        "DBT703", "the database is at revision " + in_quotes(row) + ", which no revision file has");
    unknown.notes.push_back({"next",
                             "bring its file back, or forget what is recorded: "
                             "dbtool stamp --purge REVISION"});
    return unknown;
  }
  Problem middle = problem("DBT718", "the database is at revision " + in_quotes(row) +
                                         ", in the middle of what was squashed into " + whole->id);
  const std::string& end = whole->replaces.back();
  middle.notes.push_back({"next", "with the files from before the squash: dbtool upgrade " + end});
  middle.notes.push_back(
      {"next", "or take it back by the log and begin again: dbtool downgrade --recorded"});
  return middle;
}

Rows current_names(const RevisionGraph& graph, const Rows& rows) {
  Rows names;
  for (const std::string& row : rows) {
    const Revision* known = graph.find(row);
    names.push_back(known == nullptr ? row : known->id);
  }
  return names;
}

std::vector<std::size_t> tips_of(const RevisionGraph& graph, const Rows& rows) {
  std::vector<Problem> unknown;
  for (const std::string& row : rows) {
    if (graph.find(row) != nullptr) continue;
    unknown.push_back(unknown_row(graph, row));
  }
  if (!unknown.empty()) throw HistoryError(std::move(unknown));
  return maximal(graph, graph.ancestors(rows));
}

std::vector<std::size_t> maximal(const RevisionGraph& graph, const std::vector<bool>& marks) {
  std::vector<bool> stood_on(graph.size());
  std::vector<std::size_t> tips;
  for (std::size_t i = graph.size(); i-- > 0;) {
    if (marks[i] && !stood_on[i]) tips.push_back(i);
    if (!marks[i] && !stood_on[i]) continue;
    for (const std::size_t below : graph.parents(i)) stood_on[below] = true;
    for (const std::size_t below : graph.dependencies(i)) stood_on[below] = true;
  }
  std::ranges::reverse(tips);
  return tips;
}

std::vector<bool> lineage_of(const RevisionGraph& graph, std::size_t index) {
  const std::vector<std::string> ids = {graph.revisions()[index].id};
  std::vector<bool> marks = graph.lineage_ancestors(ids);
  const std::vector<bool> above = graph.lineage_descendants(ids);
  for (std::size_t i = 0; i < marks.size(); ++i) marks[i] = marks[i] || above[i];
  return marks;
}

}  // namespace dbtool
