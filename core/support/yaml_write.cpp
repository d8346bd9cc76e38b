// The writer. People review what it writes: short things in flow style on one line, everything
// else in block style, and text as it is.
#include "core/support/match.h"
#include "core/support/text.h"
#include "core/support/yaml.h"
#include "core/support/yaml_scalar.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace dbtool::yaml {

namespace {

using List = Value::List;
using Map = Value::Map;

const List* as_list(const Value& value) {
  return std::get_if<List>(&value.data);
}
const Map* as_map(const Value& value) {
  return std::get_if<Map>(&value.data);
}
bool is_scalar(const Value& value) {
  return !as_list(value) && !as_map(value);
}
bool is_list_of_scalars(const Value& value) {
  return as_list(value) && std::ranges::all_of(*as_list(value), is_scalar);
}
bool is_empty(const Value& value) {
  return (as_list(value) && as_list(value)->empty()) || (as_map(value) && as_map(value)->empty());
}
// What a line is made of, as against what has parts of its own.
bool is_leaf(const Value& value) {
  return is_scalar(value) || is_list_of_scalars(value) || is_empty(value);
}
bool is_leaf_entry(const Map::value_type& entry) {
  return is_leaf(entry.second);
}
bool is_map_of_leaves(const Value& value) {
  return as_map(value) && std::ranges::all_of(*as_map(value), is_leaf_entry);
}

// `[author_id, { column: created_at, order: desc }]` reads well on a line; a list of records, or of
// operations, does not.
bool reads_well_in_flow(const List& list) {
  bool records = std::ranges::all_of(list, [](const Value& item) { return as_map(item); });
  if (records && list.size() > 1) return false;
  return std::ranges::none_of(
      list, [](const Value& item) { return as_map(item) && !is_map_of_leaves(item); });
}

// `{ table: posts, column: { … } }` reads well on a line; things keyed by name, each with parts of
// its own, do not.
bool reads_well_in_flow(const Map& map) {
  if (map.empty() || std::ranges::any_of(map, is_leaf_entry)) return true;
  return map.size() == 1 && is_map_of_leaves(map[0].second);
}

// The sections of a document stand out: only the plainest of them share a line with their key.
bool section_may_flow(const Value& value) {
  if (is_leaf(value)) return true;
  return as_map(value) && std::ranges::all_of(*as_map(value), [](const Map::value_type& entry) {
           return is_scalar(entry.second);
         });
}

std::string number_text(double number) {
  if (std::isnan(number)) return ".nan";
  if (std::isinf(number)) return number > 0 ? ".inf" : "-.inf";
  std::array<char, 32> buffer = {};
  auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number);
  std::string text(buffer.data(), end);
  if (text.find('.') == std::string::npos)  // YAML 1.1 takes 1e+20 for text
    text.insert(std::min(text.find('e'), text.size()), ".0");
  return text;
}

std::string text_of(const Value& scalar, Context context) {
  return match(
      scalar.data, [](std::nullptr_t) { return std::string("null"); },
      [](bool flag) { return std::string(flag ? "true" : "false"); },
      [](std::int64_t number) { return std::to_string(number); },
      [](double number) { return number_text(number); },
      [&](const std::string& text) { return scalar_text(text, context); },
      [](const List&) { return std::string("[]"); }, [](const Map&) { return std::string("{}"); });
}

// YAML allows 1024 characters, escapes counted; a longer key has to be announced with `?`.
constexpr std::size_t longest_key = 500;

// One value in flow style, given up as soon as it is longer than the room there is.
class FlowWriter {
 public:
  explicit FlowWriter(std::size_t room) : room_(room) {}

  bool write(const Value& value) {
    if (const List* list = as_list(value)) return write_list(*list);
    if (const Map* map = as_map(value)) return write_map(*map);
    const auto* text = std::get_if<std::string>(&value.data);
    if (text && (text->size() > room_ || text->find('\n') != std::string::npos)) return false;
    return add(text_of(value, Context::flow));
  }
  std::string take() { return std::move(text_); }

 private:
  bool add(std::string_view text) {
    text_ += text;
    return text_.size() <= room_;
  }

  bool write_list(const List& list) {
    if (!reads_well_in_flow(list)) return false;
    add("[");
    for (const Value& item : list) {
      if (&item != list.data()) add(", ");
      if (!write(item)) return false;
    }
    return add("]");
  }

  bool write_map(const Map& map) {
    if (map.empty()) return add("{}");
    if (!reads_well_in_flow(map)) return false;
    add("{ ");
    for (const auto& [key, value] : map) {
      if (&key != &map.front().first) add(", ");
      if (key.size() > std::min(room_, longest_key) || !add(scalar_text(key, Context::flow) + ": "))
        return false;
      if (!write(value)) return false;
    }
    return add(" }");
  }

  std::size_t room_;
  std::string text_ = {};
};

class BlockWriter {
 public:
  explicit BlockWriter(int width) : width_(static_cast<std::size_t>(std::max(width, 20))) {}

  std::string write_document(const Value& root) {
    if (is_scalar(root) || is_empty(root))
      text_ = text_of(root, Context::block);
    else
      write_parts(root, 0, 0);
    text_ += '\n';
    return std::move(text_);
  }

 private:
  // The parts of a list or map. The first goes where the text now ends, the others each on a line
  // with the indentation.
  void write_parts(const Value& value, std::size_t indent, int level) {
    bool first = true;
    auto start_line = [&] {
      if (!first) start(indent);
      first = false;
    };
    if (const List* list = as_list(value))
      for (const Value& item : *list) {
        start_line();
        text_ += '-';
        write_item(item, indent, level + 1);
      }
    if (const Map* map = as_map(value))
      for (const auto& [key, item] : *map) {
        start_line();
        write_key(key, indent);
        write_entry(item, indent, level + 1);
      }
  }

  void start(std::size_t indent) {
    text_ += '\n';
    text_.append(indent, ' ');
  }

  std::size_t column() const {
    std::size_t line = text_.rfind('\n');
    return line == std::string::npos ? text_.size() : text_.size() - line - 1;
  }

  void write_key(const std::string& key, std::size_t indent) {
    std::string text = scalar_text(key, Context::block);
    if (text.size() > longest_key) {
      text_ += "? " + text;
      start(indent);
    } else {
      text_ += text;
    }
    text_ += ':';
  }

  // After "-". A single pair reads as `- add_column: { … }`.
  void write_item(const Value& value, std::size_t indent, int level) {
    bool pair = as_map(value) && as_map(value)->size() == 1;
    if (is_scalar(value)) return write_scalar(value, indent);
    if (is_empty(value) || !pair)
      if (write_flow(value)) return;
    text_ += ' ';
    write_parts(value, indent + step, level);
  }

  // After "key:".
  void write_entry(const Value& value, std::size_t indent, int level) {
    if (is_scalar(value)) return write_scalar(value, indent);
    if (level > 1 || section_may_flow(value))
      if (write_flow(value)) return;
    start(indent + step);
    write_parts(value, indent + step, level);
  }

  bool write_flow(const Value& value) {
    std::size_t used = column() + 1;
    FlowWriter flow(used < width_ ? width_ - used : 0);
    if (!is_empty(value) && !flow.write(value)) return false;
    text_ += ' ';
    text_ += is_empty(value) ? text_of(value, Context::flow) : flow.take();
    return true;
  }

  void write_scalar(const Value& value, std::size_t indent) {
    const auto* text = std::get_if<std::string>(&value.data);
    bool many_lines = text && text->find('\n') != std::string::npos;
    if (many_lines && fits_literal(*text)) return write_literal(*text, indent + step);
    std::string written = text_of(value, Context::block);
    bool long_line = text && column() + 1 + written.size() > width_;
    if (long_line && written != *text && fits_literal(*text))
      return write_literal(*text, indent + step);
    text_ += ' ';
    text_ += written;
  }

  void write_literal(std::string_view text, std::size_t indent) {
    text_ += " |";
    if (text[0] == ' ') text_ += std::to_string(step);
    if (!text.ends_with('\n'))
      text_ += '-';
    else if (text.ends_with("\n\n"))
      text_ += '+';
    if (text.ends_with('\n')) text.remove_suffix(1);
    for (const std::string& line : split(text, '\n')) {
      start(line.empty() ? 0 : indent);
      text_ += line;
    }
  }

  static constexpr std::size_t step = 2;

  std::size_t width_;
  std::string text_ = {};
};

}  // namespace

std::string write(const Value& value, int width) {
  return BlockWriter(width).write_document(value);
}

}  // namespace dbtool::yaml
