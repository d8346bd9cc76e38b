#include "core/revisions/graph_checks.h"

#include "core/support/text.h"

#include <algorithm>
#include <optional>
#include <queue>
#include <unordered_map>

namespace dbtool {

namespace {

constexpr std::size_t longest_id = 255;       // version_num is VARCHAR(255)
constexpr std::size_t most_suggestions = 20;  // each one looks at every id

Location at_line(const Revision& revision, int line) {
  if (line == 0) return revision.where;
  return {.file = revision.file, .line = line};
}

/// Names that are refused may be anything: cut, and nothing that moves a terminal's cursor.
std::string shown(std::string_view name) {
  std::string text(name.substr(0, 60));
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < ' ' || c == 0x7f) c = '?';
  }
  return "\"" + text + (name.size() > text.size() ? "…\"" : "\"");
}

std::string place_of(const Revision& revision) {
  std::string place = revision.file;
  if (revision.where.line > 0) place += ":" + std::to_string(revision.where.line);
  return place;
}

/// Collects the problems of one set of revisions while it turns names into indices.
class Checker {
 public:
  explicit Checker(const std::vector<Revision>& revisions) : revisions_(revisions) {
    edges_.parents.resize(revisions.size());
    edges_.dependencies.resize(revisions.size());
  }

  GraphEdges run() {
    for (std::size_t i = 0; i < revisions_.size(); ++i) add_id(i);
    for (std::size_t i = 0; i < revisions_.size(); ++i) add_replaced(i);
    for (std::size_t i = 0; i < revisions_.size(); ++i) add_labels(i);
    for (std::size_t i = 0; i < revisions_.size(); ++i) add_edges(i);
    sort();
    if (!problems_.empty()) throw HistoryError(std::move(problems_));
    return std::move(edges_);
  }

 private:
  void add_id(std::size_t index) {
    const Revision& revision = revisions_[index];
    if (const std::string why = why_illegal_id(revision.id); !why.empty()) {
      report("DBT716", "revision id " + shown(revision.id) + " " + why, revision.where);
    }
    const auto [first, is_new] = by_id_.emplace(revision.id, index);
    if (is_new) return;
    Problem& problem = report("DBT712", "revision \"" + revision.id + "\" is there twice",
                              revision.where, "give one of them another id");
    problem.notes.push_back({"note", "also in " + place_of(revisions_[first->second])});
  }

  /// The last id that a revision replaces is where it ends: another name for it.
  void add_replaced(std::size_t index) {
    const Revision& revision = revisions_[index];
    const Location where = at_line(revision, revision.lines.replaces);
    for (const std::string& id : revision.replaces) {
      if (const auto same = by_id_.find(id); same != by_id_.end()) {
        Problem& problem = report(
            "DBT717",
            "revision \"" + revision.id + "\" replaces " + shown(id) + ", which is still there",
            where, "remove the file of one of them");
        problem.notes.push_back({"note", "it is in " + place_of(revisions_[same->second])});
      }
      const auto [first, is_new] = replaced_.emplace(id, index);
      if (is_new) continue;
      Problem& problem =
          report("DBT717", "revision " + shown(id) + " is replaced by two others", where);
      problem.notes.push_back({"note", "also by " + place_of(revisions_[first->second])});
    }
    if (!revision.replaces.empty()) ends_.emplace(revision.replaces.back(), index);
  }

  std::optional<std::size_t> find_id(const std::string& id) const {
    if (const auto found = by_id_.find(id); found != by_id_.end()) return found->second;
    if (const auto end = ends_.find(id); end != ends_.end()) return end->second;
    return std::nullopt;
  }

  void add_labels(std::size_t index) {
    for (const std::string& label : revisions_[index].labels) add_label(index, label);
  }

  void add_label(std::size_t index, const std::string& label) {
    const Revision& revision = revisions_[index];
    const Location where = at_line(revision, revision.lines.labels);
    if (const std::string why = why_illegal_id(label); !why.empty()) {
      report("DBT716", "branch label " + shown(label) + " " + why, where);
    }
    if (const auto same = by_id_.find(label); same != by_id_.end()) {
      Problem& problem =
          report("DBT714", "branch label \"" + label + "\" is also a revision's id", where);
      problem.notes.push_back({"note", "the revision is in " + place_of(revisions_[same->second])});
    }
    const auto [first, is_new] = by_label_.emplace(label, index);
    if (is_new || first->second == index) return;
    Problem& problem =
        report("DBT714", "branch label \"" + label + "\" is declared by two revisions", where);
    problem.notes.push_back({"note", "also in " + place_of(revisions_[first->second])});
  }

  void add_edges(std::size_t index) {
    const Revision& revision = revisions_[index];
    for (const std::string& parent : revision.parents) {
      const std::optional<std::size_t> found = find_id(parent);
      const Location where = at_line(revision, revision.lines.revises);
      if (!found) {
        report_missing("DBT710", "revises", revision, parent, where);
      } else if (*found == by_id_.at(revision.id)) {
        report("DBT715", "revision \"" + revision.id + "\" revises itself", where);
      } else {
        add_once(edges_.parents[index], *found);
      }
    }
    for (const std::string& dependency : revision.depends_on) add_dependency(index, dependency);
  }

  void add_dependency(std::size_t index, const std::string& name) {
    const Revision& revision = revisions_[index];
    const Location where = at_line(revision, revision.lines.depends_on);
    const std::optional<std::size_t> found = find_name(name);
    if (!found) {
      report_missing("DBT711", "depends on", revision, name, where);
    } else if (*found == by_id_.at(revision.id)) {
      report("DBT715", "revision \"" + revision.id + "\" depends on itself", where);
    } else if (std::ranges::count(edges_.parents[index], *found) == 0) {
      add_once(edges_.dependencies[index], *found);
    }
  }

  std::optional<std::size_t> find_name(const std::string& name) const {
    if (const auto id = find_id(name)) return id;
    if (const auto label = by_label_.find(name); label != by_label_.end()) return label->second;
    return std::nullopt;
  }

  static void add_once(std::vector<std::size_t>& list, std::size_t index) {
    if (std::ranges::count(list, index) == 0) list.push_back(index);
  }

  void report_missing(const char* code, const char* verb, const Revision& revision,
                      const std::string& name, const Location& where) {
    const auto squashed = replaced_.find(name);
    if (squashed != replaced_.end()) {
      const Revision& whole = revisions_[squashed->second];
      report(code,
             "revision \"" + revision.id + "\" " + verb + " " + shown(name) +
                 ", from the middle of what was squashed into " + whole.id,
             where, "it can come after " + whole.id);
      return;
    }
    std::string hint;
    if (++suggestions_ <= most_suggestions) hint = suggest_id(name, names(code));
    report(code,
           "revision \"" + revision.id + "\" " + verb + " " + shown(name) + ", which no file has",
           where, hint);
  }

  std::vector<std::string> names(std::string_view code) const {
    std::vector<std::string> names;
    for (const Revision& revision : revisions_) names.push_back(revision.id);
    if (code == "DBT710") return names;
    for (const auto& [label, index] : by_label_) names.push_back(label);
    std::ranges::sort(names);
    return names;
  }

  Problem& report(const char* code, std::string message, const Location& where,
                  std::string hint = {}) {
    problems_.push_back(
        {.code = code, .message = std::move(message), .where = where, .hint = std::move(hint)});
    return problems_.back();
  }

  /// Kahn's algorithm; the heap makes the order independent of file names. When nothing is free
  /// while some are left there is a cycle: it is reported and treated as placed, so that what
  /// merely stands on it is not blamed and further cycles are found.
  void sort() {
    count_blockers();
    std::size_t next_left = 0;
    while (true) {
      place_free();
      while (next_left < revisions_.size() && placed_[next_left]) ++next_left;
      if (next_left == revisions_.size()) return;
      const std::vector<std::size_t> cycle = report_cycle(next_left);
      for (const std::size_t index : cycle) placed_[index] = true;
      for (const std::size_t index : cycle) place(index);
    }
  }

  void count_blockers() {
    users_.resize(revisions_.size());
    blockers_.resize(revisions_.size());
    placed_.resize(revisions_.size());
    for (std::size_t i = 0; i < revisions_.size(); ++i) {
      for (const auto* list : {&edges_.parents[i], &edges_.dependencies[i]}) {
        for (const std::size_t below : *list) users_[below].push_back(i);
        blockers_[i] += list->size();
      }
      if (blockers_[i] == 0) free_.push(i);
    }
  }

  void place_free() {
    while (!free_.empty()) {
      const std::size_t index = free_.top();
      free_.pop();
      place(index);
    }
  }

  void place(std::size_t index) {
    placed_[index] = true;
    edges_.order.push_back(index);
    for (const std::size_t user : users_[index]) {
      if (--blockers_[user] == 0 && !placed_[user]) free_.push(user);
    }
  }

  std::vector<std::size_t> report_cycle(std::size_t start) {
    std::vector<std::size_t> cycle = find_cycle(start);
    const Revision& first = revisions_[cycle.front()];
    std::string path;
    for (const std::size_t index : cycle) path += revisions_[index].id + " -> ";
    Problem& problem = report("DBT713", "revisions stand on each other: " + path + first.id,
                              at_line(first, first.lines.revises));
    for (const std::size_t index : cycle) {
      if (index == cycle.front()) continue;
      problem.notes.push_back(
          {"note", revisions_[index].id + " is in " + place_of(revisions_[index])});
    }
    return cycle;
  }

  /// Everything unplaced has something unplaced below it: going down must come round.
  std::vector<std::size_t> find_cycle(std::size_t start) const {
    std::vector<std::size_t> path;
    std::unordered_map<std::size_t, std::size_t> position;
    for (std::size_t at = start; position.emplace(at, path.size()).second;
         at = unplaced_below(at)) {
      path.push_back(at);
    }
    const std::size_t first = position.at(unplaced_below(path.back()));
    std::vector<std::size_t> cycle(path.begin() + static_cast<std::ptrdiff_t>(first), path.end());
    std::rotate(cycle.begin(), std::ranges::min_element(cycle), cycle.end());
    return cycle;
  }

  std::size_t unplaced_below(std::size_t index) const {
    for (const auto* list : {&edges_.parents[index], &edges_.dependencies[index]}) {
      for (const std::size_t below : *list) {
        if (!placed_[below]) return below;
      }
    }
    return index;
  }

  struct LaterThan {
    const std::vector<Revision>* revisions;
    bool operator()(std::size_t a, std::size_t b) const {
      const Revision& left = (*revisions)[a];
      const Revision& right = (*revisions)[b];
      if (left.created != right.created) return left.created > right.created;
      return left.id > right.id;
    }
  };

  const std::vector<Revision>& revisions_;
  GraphEdges edges_;
  std::vector<Problem> problems_;
  std::size_t suggestions_ = 0;
  std::unordered_map<std::string, std::size_t> by_id_, by_label_;
  std::unordered_map<std::string, std::size_t> replaced_, ends_;  ///< by squashed id
  std::vector<std::vector<std::size_t>> users_;
  std::vector<std::size_t> blockers_;
  std::vector<bool> placed_;
  std::priority_queue<std::size_t, std::vector<std::size_t>, LaterThan> free_{
      LaterThan{&revisions_}};
};

}  // namespace

GraphEdges checked_edges(const std::vector<Revision>& revisions) {
  return Checker(revisions).run();
}

std::string why_illegal_id(std::string_view id) {
  if (id.empty()) return "is empty";
  if (id.size() > longest_id) return "is longer than 255 bytes";
  if (!is_valid_utf8(id)) return "is not valid UTF-8";
  for (const std::string_view word : {"head", "heads", "base", "current"}) {
    if (id == word) return "is a word of the identifier grammar";
  }
  for (const char c : id) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte <= ' ' || byte == 0x7f) return "has a blank or control character";
    if (std::string_view("@-+:,/\\").find(c) != std::string_view::npos) {
      return std::string("has the character \"") + c + "\"";
    }
  }
  return {};
}

std::string suggest_id(std::string_view word, const std::vector<std::string>& known) {
  std::vector<std::string> longer;
  for (const std::string& id : known) {
    if (!word.empty() && id.starts_with(word)) longer.push_back(id);
  }
  if (longer.size() == 1) return "did you mean \"" + longer.front() + "\"?";
  return did_you_mean(word, known);
}

}  // namespace dbtool
