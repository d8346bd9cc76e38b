// YAML: a guarded reader that knows the place of everything, and a writer.
//
//   std::vector<Problem> problems;
//   yaml::Node root = yaml::parse(text, "models/blog.yaml", problems);
//   yaml::MapReader map(root, "table users", problems);
//   if (const yaml::Node* comment = map.find("comment")) ...
//   map.finish();   // reports every key that nobody asked for
#pragma once

#include "core/support/error.h"
#include "core/support/value.h"

#include <algorithm>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace dbtool::yaml {

/// A key of a map, with its value. A template only because a node holds entries that hold nodes.
template <class Held>
struct EntryOf {
  std::string key = {};
  Location where = {};  ///< of the key
  Held value = {};
};

/// A YAML value with its place. Aliases are resolved, `<<` is applied (merged keys enter at the
/// place of `<<`, keys written out win), keys are unique.
struct Node {
  enum class Kind { null, scalar, list, map };

  Kind kind = Kind::null;
  std::string text = {};  ///< of a scalar, as written
  bool quoted = false;    ///< 'no' or "no" rather than no; block scalars count as quoted
  Location where = {};
  Location text_where = {};      ///< of a scalar's first character: behind the quote, below the `|`
  std::vector<Node> items = {};  ///< of a list
  std::vector<EntryOf<Node>> entries = {};  ///< of a map, in the order of writing

  bool is_null() const { return kind == Kind::null; }
  bool is_scalar() const { return kind == Kind::scalar; }
  bool is_list() const { return kind == Kind::list; }
  bool is_map() const { return kind == Kind::map; }
  /// The value of a key, or nothing. Only for maps.
  const Node* find(std::string_view key) const;
};

using Entry = EntryOf<Node>;

/// What a hostile file may not exceed. A large honest one holds a value per ten bytes and hardly
/// an alias; a bomb is small and all aliases.
struct Limits {
  std::size_t bytes = 64U << 20U;
  std::size_t nodes = 5'000'000;    ///< written out
  std::size_t aliased = 1'000'000;  ///< made by aliases, and kept for them
  int depth = 64;
};

/// Reads one document. Problems (syntax, duplicate keys, invalid UTF-8, a second document, depth,
/// alias bombs, foreign tags) are appended, each with its place; the node holds what could be read.
Node parse(std::string_view text, const std::string& file, std::vector<Problem>& problems,
           const Limits& limits = {});

/// Is given each item of the lists under the keys of the outermost map, while the file is read.
/// True: it has been dealt with and is left out of the document.
using TakeItem = std::function<bool(const std::string& key, const Node& item)>;
/// The same for a document with long lists, whose items need not all be held at once. What is
/// taken may stand before a problem.
Node parse_items(std::string_view text, const std::string& file, std::vector<Problem>& problems,
                 const TakeItem& take, const Limits& limits = {});

/// Reads the keys of one map, remembers which were asked for, and reports the others.
class MapReader {
 public:
  /// `what` names the thing in messages: "table users". A node that is no map is reported at once.
  MapReader(const Node& node, std::string what, std::vector<Problem>& problems);

  /// The value under the key, or nullptr. Marks the key as known. A null value is found.
  const Node* find(std::string_view key);
  /// As find, but a missing key is a problem.
  const Node* require(std::string_view key);
  /// Typed forms: `into` stays as it is, and false comes back, when the key is absent (or null, for
  /// text and lists); a value of the wrong kind is a problem.
  bool read(std::string_view key, std::string& into);
  bool read(std::string_view key, bool& into);
  bool read(std::string_view key, std::int64_t& into);
  bool read(std::string_view key, std::vector<std::string>& into);  ///< a scalar is a list of one
  /// Marks a key as known without reading it.
  void allow(std::string_view key) {
    if (std::find(known_.begin(), known_.end(), key) == known_.end()) known_.emplace_back(key);
  }
  /// Reports keys nobody asked for (`x-` keys are free), with a suggestion among the known ones.
  void finish();

  const Node& node() const { return node_; }
  const std::string& what() const { return what_; }
  std::vector<Problem>& problems() { return problems_; }

 private:
  std::string what_of(std::string_view key) const;

  const Node& node_;
  std::string what_;
  std::vector<Problem>& problems_;
  std::vector<std::string> known_;
};

/// Scalar readers; a wrong kind is a problem "what must be …" and gives the fallback.
std::string to_string(const Node& node, const std::string& what, std::vector<Problem>& problems);
bool to_bool(const Node& node, const std::string& what, std::vector<Problem>& problems);
std::int64_t to_integer(const Node& node, const std::string& what, std::vector<Problem>& problems);
std::vector<std::string> to_strings(const Node& node, const std::string& what,
                                    std::vector<Problem>& problems);

/// Writes a document: short maps and lists in flow style within `width`, everything else in block
/// style, long or multi-line text as a literal block. The result read by parse() gives the same
/// values, also for other YAML 1.1 and 1.2 readers.
std::string write(const Value& value, int width = 100);

}  // namespace dbtool::yaml
