// Graphs and rows in one line: `a b<a c1<b#left m<c1,c2+dep@60`: parents after `<`, dependencies
// after
// `+`, a label after `#`, the time of creation in seconds after `@`.
#pragma once

#include "core/revisions/revision_graph.h"
#include "core/revisions/route.h"
#include "core/support/text.h"

#include <algorithm>
#include <string>
#include <vector>

namespace dbtool::test {

inline std::vector<std::string> words_of(std::string_view text, char separator = ' ') {
  std::vector<std::string> words;
  for (const std::string& word : split(text, separator)) {
    if (!trim(word).empty()) words.emplace_back(trim(word));
  }
  return words;
}

/// The id and what follows each of the signs, in any order.
inline Revision mini_revision(const std::string& word) {
  Revision revision;
  std::size_t at = word.find_first_of("<+#@");
  revision.id = word.substr(0, at);
  revision.message = "message of " + revision.id;
  revision.file = revision.id + ".yaml";
  revision.where = {.file = revision.file, .line = 1, .column = 11};
  while (at != std::string::npos) {
    const std::size_t next = word.find_first_of("<+#@", at + 1);
    const std::string value = word.substr(at + 1, next - at - 1);
    if (word[at] == '<') revision.parents = words_of(value, ',');
    if (word[at] == '+') revision.depends_on = words_of(value, ',');
    if (word[at] == '#') revision.labels = words_of(value, ',');
    if (word[at] == '@') revision.created = Instant(std::chrono::seconds(std::stoi(value)));
    at = next;
  }
  return revision;
}

inline std::vector<Revision> mini_revisions(std::string_view text) {
  std::vector<Revision> revisions;
  for (const std::string& word : words_of(text)) revisions.push_back(mini_revision(word));
  return revisions;
}

inline RevisionGraph mini_graph(std::string_view text) {
  return RevisionGraph(mini_revisions(text));
}

inline std::string text_of(const std::vector<std::string>& words) {
  return join(words, " ");
}

/// `+a` inserts, `a>b` updates, `-b` removes.
inline std::string text_of(const std::vector<RowChange>& changes) {
  std::vector<std::string> words;
  for (const RowChange& change : changes) {
    if (change.kind == RowChange::Kind::insert) words.push_back("+" + change.to);
    if (change.kind == RowChange::Kind::update) words.push_back(change.from + ">" + change.to);
    if (change.kind == RowChange::Kind::remove) words.push_back("-" + change.from);
  }
  return join(words, " ");
}

/// Code, message, hint and notes of an error's problems, one line each.
inline std::string text_of(const Error& error) {
  std::string text;
  for (const Problem& problem : error.problems()) {
    text += problem.code + " " + problem.message;
    if (!problem.hint.empty()) text += " [" + problem.hint + "]";
    for (const Note& note : problem.notes) text += " {" + note.label + " " + note.text + "}";
    text += "\n";
  }
  return text;
}

}  // namespace dbtool::test
