#include "core/support/yaml_builder.h"

#include <algorithm>
#include <numeric>
#include <unordered_set>

namespace dbtool::yaml {

namespace {

constexpr std::string_view core_tag = "tag:yaml.org,2002:";

bool is_core_tag(std::string_view tag) {
  if (tag.empty() || tag == "?" || tag == "!") return true;
  if (!tag.starts_with(core_tag)) return false;
  tag.remove_prefix(core_tag.size());
  return tag == "str" || tag == "int" || tag == "float" || tag == "bool" || tag == "null" ||
         tag == "map" || tag == "seq";
}

std::string place_text(const Location& where) {
  return where.file + ":" + std::to_string(where.line) + ":" + std::to_string(where.column);
}

// Anchors and tags before a value: the mark of the value is at the first of them.
std::size_t skip_properties(std::string_view text, std::size_t place) {
  while (place < text.size() && (text[place] == '!' || text[place] == '&')) {
    place = text.find_first_of(" \n", place);
    place = std::min(text.find_first_not_of(" \n", place), text.size());
  }
  return place;
}

// The place after the closing quote; npos when there is none.
std::size_t end_of_quoted(std::string_view text, std::size_t open) {
  char quote = text[open];
  for (std::size_t i = open + 1; i < text.size(); ++i) {
    bool doubled = quote == '\'' && text.substr(i).starts_with("''");
    bool escaped = quote == '"' && text[i] == '\\';
    if (doubled || escaped)
      ++i;
    else if (text[i] == quote)
      return i + 1;
  }
  return std::string_view::npos;
}

// How far the first line with something on it is indented.
std::size_t indentation(std::string_view text) {
  std::size_t first = std::min(text.find_first_not_of(" \n"), text.size());
  std::size_t line = text.rfind('\n', first);
  return line == std::string_view::npos ? first : first - line - 1;
}

}  // namespace

Location Builder::place(const Mark& mark, std::size_t length) const {
  return {.file = file_,
          .line = mark.line + 1,
          .column = mark.column + 1,
          .length = static_cast<int>(length)};
}

void Builder::report(const std::string& code, const std::string& message, const Location& where,
                     const std::string& hint) {
  problems_.push_back({.code = code, .message = message, .where = where, .hint = hint});
}

Node Builder::take_root() {
  while (!open_.empty()) {
    Frame frame = take_frame();
    attach(std::move(frame.node), frame.height);
  }
  return std::move(root_);
}

Location Builder::innermost() const {
  return open_.empty() ? Location{.file = file_, .line = 1, .column = 1} : open_.back().node.where;
}

void Builder::begin_document(const Mark& mark) {
  if (++documents_ == 1) return;
  if (text_.substr(mark.offset).starts_with("---"))
    report("DBT106", "a second document begins", place(mark, 3), "one file holds one document");
  else
    report("DBT100", "this does not belong to what is above", place(mark),
           "is the indentation right?");
  throw Stop();
}

void Builder::add_null(const Mark& mark, std::size_t anchor) {
  Node node = {.where = place(mark)};
  keep(anchor, node, 1, 0);
  add(std::move(node), 0);
}

void Builder::add_scalar(const Mark& mark, const std::string& tag, std::size_t anchor,
                         const std::string& value) {
  Node node = {.kind = Node::Kind::scalar, .text = value};
  node.quoted = tag == "!" || (tag.starts_with(core_tag) && tag.ends_with(":str"));
  node.where = place(mark, scalar_length(mark, value, node.quoted));
  node.text_where = text_place(mark, value, node.quoted);
  if (tag.starts_with(core_tag) && tag.ends_with(":null")) node = {.where = node.where};
  if (value.find('\0') != std::string::npos)
    report("DBT102", "text with a NUL character", node.where, "leave it out");
  check_tag(tag, node.where);
  keep(anchor, node, 1, 0);
  add(std::move(node), 0);
}

void Builder::add_alias(const Mark& mark, std::size_t anchor) {
  Location where = place(mark);
  if (anchor >= anchors_.size() || !anchors_[anchor]) {
    report("DBT101", "this alias stands for something it is part of", where, "write the value out");
    throw Stop();
  }
  const Anchored& anchored = *anchors_[anchor];
  count_aliased(anchored.nodes, where);
  nodes_ += anchored.nodes - 1;
  if (static_cast<int>(open_.size()) + anchored.height > limits_.depth) {
    report_depth(where);
    throw Stop();
  }
  Node node = anchored.node;
  node.where = where;
  add(std::move(node), anchored.height);
}

void Builder::report_depth(const Location& where) {
  report("DBT101", "nested deeper than " + std::to_string(limits_.depth) + " levels", where,
         "nest less");
}

void Builder::open(Node::Kind kind, const Mark& mark, const std::string& tag, std::size_t anchor) {
  Location where = place(mark);
  check_tag(tag, where);
  if (static_cast<int>(open_.size()) >= limits_.depth) {
    report_depth(where);
    throw Stop();
  }
  open_.push_back(
      {.node = {.kind = kind, .where = where}, .anchor = anchor, .nodes_before = nodes_});
}

Builder::Frame Builder::take_frame() {
  Frame frame = std::move(open_.back());
  open_.pop_back();
  if (frame.node.is_map()) finish_map(frame);
  return frame;
}

void Builder::close() {
  Frame frame = take_frame();
  keep(frame.anchor, frame.node, 1 + nodes_ - frame.nodes_before, frame.height);
  add(std::move(frame.node), frame.height);
}

void Builder::add(Node node, int height) {
  count_written(node.where);
  attach(std::move(node), height);
}

void Builder::attach(Node node, int height) {
  if (open_.empty()) {
    root_ = std::move(node);
    return;
  }
  Frame& frame = open_.back();
  frame.height = std::max(frame.height, height + 1);
  if (frame.node.is_map())
    add_to_map(frame, std::move(node));
  else if (!is_taken(node))
    frame.node.items.push_back(std::move(node));
}

// The list that is open stands under the key that the outermost map waits to give a value.
bool Builder::is_taken(const Node& node) const {
  return take_ && open_.size() == 2 && open_[0].key && take_(open_[0].key->text, node);
}

void Builder::add_to_map(Frame& map, Node node) {
  if (!map.key) {
    map.key = std::move(node);
    return;
  }
  Node key = std::move(*map.key);
  map.key.reset();
  if (key.is_null()) {
    report("DBT116", "null cannot be a key", key.where, "put it in quotes to mean the word");
  } else if (!key.is_scalar()) {
    report("DBT116", "a key must be a single word or text", key.where,
           "put text with brackets in it in quotes");
  } else if (key.text == "<<" && !key.quoted) {
    if (map.merge)
      report("DBT105", "a second \"<<\" in the same map", key.where,
             "one \"<<\" may have a list: [*a, *b]");
    else
      map.merge = {.place = map.node.entries.size(), .where = key.where, .value = std::move(node)};
  } else {
    map.node.entries.push_back(
        {.key = std::move(key.text), .where = std::move(key.where), .value = std::move(node)});
  }
}

void Builder::finish_map(Frame& map) {
  // Without its value only where reading was broken off.
  map.key.reset();
  report_duplicates(map.node);
  if (map.merge) apply_merge(map);
}

// The first of two stays.
void Builder::report_duplicates(Node& map) {
  std::vector<Entry>& entries = map.entries;
  std::vector<std::size_t> order(entries.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {},
                           [&](std::size_t i) -> std::string_view { return entries[i].key; });
  std::vector<std::size_t> doubles;
  for (std::size_t i = 1, first = 0; i < order.size(); ++i) {
    const Entry& entry = entries[order[i]];
    if (entry.key != entries[order[first]].key) {
      first = i;
      continue;
    }
    report("DBT105", "duplicate key \"" + entry.key + "\"", entry.where, "keep one of them");
    problems_.back().notes.push_back(
        {.label = "note", .text = "it is first at " + place_text(entries[order[first]].where)});
    doubles.push_back(order[i]);
  }
  std::ranges::sort(doubles, std::greater());
  for (std::size_t index : doubles)
    entries.erase(entries.begin() + static_cast<std::ptrdiff_t>(index));
}

void Builder::apply_merge(Frame& map) {
  Merge& merge = *map.merge;
  std::vector<Node> sources;
  if (merge.value.is_list())
    sources = std::move(merge.value.items);
  else
    sources.push_back(std::move(merge.value));
  std::unordered_set<std::string_view> written;
  for (const Entry& entry : map.node.entries) written.insert(entry.key);
  std::vector<Entry*> merged;
  for (Node& source : sources) {
    if (!source.is_map())
      report("DBT116", "\"<<\" needs a map or a list of maps", merge.where,
             "name an anchor of a map: <<: *anchor");
    for (Entry& entry : source.entries)
      if (written.insert(entry.key).second) merged.push_back(&entry);
  }
  std::vector<Entry> moved;
  moved.reserve(merged.size());
  for (Entry* entry : merged) moved.push_back(std::move(*entry));
  auto place = map.node.entries.begin() +
               static_cast<std::ptrdiff_t>(std::min(merge.place, map.node.entries.size()));
  map.node.entries.insert(place, std::move_iterator(moved.begin()),
                          std::move_iterator(moved.end()));
}

void Builder::count_written(const Location& where) {
  ++nodes_;
  if (++written_ <= limits_.nodes) return;
  report("DBT101", "more than " + std::to_string(limits_.nodes) + " values", where,
         "split the file");
  throw Stop();
}

// Counts before anything is copied, so that a bomb of aliases never unfolds.
void Builder::count_aliased(std::size_t nodes, const Location& where) {
  aliased_ += nodes;
  if (aliased_ <= limits_.aliased) return;
  report("DBT101", "aliases stand for more than " + std::to_string(limits_.aliased) + " values",
         where, "split the file");
  throw Stop();
}

void Builder::keep(std::size_t anchor, const Node& node, std::size_t nodes, int height) {
  if (anchor == 0) return;
  count_aliased(nodes, node.where);
  if (anchors_.size() <= anchor) anchors_.resize(anchor + 1);
  anchors_[anchor] = {.node = node, .nodes = nodes, .height = height};
}

void Builder::check_tag(const std::string& tag, const Location& where) {
  if (is_core_tag(tag)) return;
  report("DBT108", "unknown tag \"" + tag + "\"", where, "dbtool knows no tags of its own");
}

// yaml-cpp takes the end of the file for a closing quote: looked for here, on the way to what to
// underline.
std::size_t Builder::scalar_length(const Mark& mark, const std::string& value, bool quoted) {
  std::size_t start = mark.offset;
  if (!quoted) return text_.substr(start).starts_with(value) ? value.size() : 0;
  std::size_t open = skip_properties(text_, start);
  if (open >= text_.size() || (text_[open] != '"' && text_[open] != '\'')) return 0;
  std::size_t end = end_of_quoted(text_, open);
  if (end == std::string_view::npos) {
    report("DBT100", "a quote that is not closed", place(mark, 1), "close it on the same line");
    throw Stop();
  }
  std::size_t line_end = text_.find('\n', start);
  return end <= line_end ? end - start : 0;
}

// A block's text begins on the line below `|`; blanks it is indented by are not part of it.
Location Builder::text_place(const Mark& mark, const std::string& value, bool quoted) const {
  Location where = place(mark);
  std::size_t open = quoted ? skip_properties(text_, mark.offset) : text_.size();
  if (open >= text_.size()) return where;
  where.column += static_cast<int>(open - mark.offset);
  if (text_[open] == '"' || text_[open] == '\'') ++where.column;
  if (text_[open] != '|' && text_[open] != '>') return where;
  std::size_t below = std::min(text_.find('\n', open), text_.size());
  std::size_t indented = indentation(text_.substr(std::min(below + 1, text_.size())));
  ++where.line;
  where.column = static_cast<int>(indented - std::min(indented, indentation(value))) + 1;
  return where;
}

}  // namespace dbtool::yaml
