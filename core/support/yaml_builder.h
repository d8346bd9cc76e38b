// Builder: makes nodes of a parser's events, within limits, and tells what is wrong with them.
#pragma once

#include "core/support/yaml.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dbtool::yaml {

/// Thrown through the parser to end it; the problem has been reported.
struct Stop {};

/// Where an event is in the text; counted from 0, as the parser does.
struct Mark {
  std::size_t offset = 0;
  int line = 0;
  int column = 0;
};

class Builder {
 public:
  /// The text is what the parser reads; marks point into it.
  Builder(std::string_view text, const std::string& file, std::vector<Problem>& problems,
          const Limits& limits, TakeItem take = {})
      : text_(text), file_(file), problems_(problems), limits_(limits), take_(std::move(take)) {}

  /// What has been read; what is still open is closed.
  Node take_root();
  void report(const std::string& code, const std::string& message, const Location& where,
              const std::string& hint = {});
  Location place(const Mark& mark, std::size_t length = 0) const;
  /// Where the list or map begins that is being read.
  Location innermost() const;

  // The events. An anchor of 0 is none.
  void begin_document(const Mark& mark);
  void add_null(const Mark& mark, std::size_t anchor);
  void add_alias(const Mark& mark, std::size_t anchor);
  void add_scalar(const Mark& mark, const std::string& tag, std::size_t anchor,
                  const std::string& value);
  void open(Node::Kind kind, const Mark& mark, const std::string& tag, std::size_t anchor);
  void close();

 private:
  /// The value of `<<` and where it stands among the entries.
  struct Merge {
    std::size_t place = 0;
    Location where = {};
    Node value = {};
  };
  /// A list or map that has begun.
  struct Frame {
    Node node = {};
    std::size_t anchor = 0;
    std::size_t nodes_before = 0;
    int height = 1;
    std::optional<Node> key = {};
    std::optional<Merge> merge = {};
  };
  /// What aliases stand for; `height` 0 is a scalar.
  struct Anchored {
    Node node = {};
    std::size_t nodes = 0;
    int height = 0;
  };

  void report_depth(const Location& where);
  Frame take_frame();
  void add(Node node, int height);
  void attach(Node node, int height);
  void add_to_map(Frame& map, Node node);
  void finish_map(Frame& map);
  void report_duplicates(Node& map);
  void apply_merge(Frame& map);
  bool is_taken(const Node& node) const;
  void count_written(const Location& where);
  void count_aliased(std::size_t nodes, const Location& where);
  void keep(std::size_t anchor, const Node& node, std::size_t nodes, int height);
  void check_tag(const std::string& tag, const Location& where);
  std::size_t scalar_length(const Mark& mark, const std::string& value, bool quoted);
  Location text_place(const Mark& mark, const std::string& value, bool quoted) const;

  std::string_view text_;
  FileName file_;
  std::vector<Problem>& problems_;
  const Limits& limits_;
  TakeItem take_;
  Node root_ = {};
  std::vector<Frame> open_ = {};
  std::vector<std::optional<Anchored>> anchors_ = {};
  std::size_t nodes_ = 0;  ///< all of them
  std::size_t written_ = 0;
  std::size_t aliased_ = 0;
  int documents_ = 0;
};

}  // namespace dbtool::yaml
