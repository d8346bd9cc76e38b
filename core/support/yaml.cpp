#include "core/support/yaml.h"

#include "core/support/text.h"

#include <algorithm>
#include <array>

namespace dbtool::yaml {

namespace {

std::string in_quotes(std::string_view text) {
  return "\"" + std::string(text) + "\"";
}

void report_kind(const Node& node, const std::string& what, const std::string& expected,
                 std::vector<Problem>& problems, const std::string& hint) {
  problems.push_back({.code = "DBT119",
                      .message = what + " must be " + expected,
                      .where = node.where,
                      .hint = hint});
}

struct Flag {
  std::string_view text;
  bool value;
};

constexpr std::array<Flag, 6> flags = {{{"true", true},
                                        {"True", true},
                                        {"TRUE", true},
                                        {"false", false},
                                        {"False", false},
                                        {"FALSE", false}}};

// Words that are booleans elsewhere, and what to write for them.
std::string flag_hint(const std::string& text) {
  constexpr std::array<std::string_view, 5> yes = {"yes", "y", "on", "1", "t"};
  constexpr std::array<std::string_view, 5> no = {"no", "n", "off", "0", "f"};
  std::string word = lower(text);
  if (std::ranges::find(yes, word) != yes.end()) return "write true";
  if (std::ranges::find(no, word) != no.end()) return "write false";
  return did_you_mean(word, std::array<std::string, 2>{"true", "false"});
}

}  // namespace

const Node* Node::find(std::string_view key) const {
  for (const Entry& entry : entries)
    if (entry.key == key) return &entry.value;
  return nullptr;
}

MapReader::MapReader(const Node& node, std::string what, std::vector<Problem>& problems)
    : node_(node), what_(std::move(what)), problems_(problems) {
  known_.reserve(16);  // as many as most things have; there is a reader per column
  if (!node.is_map()) report_kind(node, what_, "a map", problems_, "write { key: value }");
}

const Node* MapReader::find(std::string_view key) {
  allow(key);
  return node_.find(key);
}

const Node* MapReader::require(std::string_view key) {
  const Node* value = find(key);
  if (!value && node_.is_map())
    problems_.push_back({.code = "DBT118",
                         .message = what_ + " needs " + in_quotes(key),
                         .where = node_.where,
                         .hint = "add " + std::string(key) + ":"});
  return value;
}

std::string MapReader::what_of(std::string_view key) const {
  return in_quotes(key) + " of " + what_;
}

bool MapReader::read(std::string_view key, std::string& into) {
  const Node* value = find(key);
  if (!value || value->is_null()) return false;
  into = to_string(*value, what_of(key), problems_);
  return true;
}

bool MapReader::read(std::string_view key, bool& into) {
  const Node* value = find(key);
  if (value) into = to_bool(*value, what_of(key), problems_);
  return value;
}

bool MapReader::read(std::string_view key, std::int64_t& into) {
  const Node* value = find(key);
  if (value) into = to_integer(*value, what_of(key), problems_);
  return value;
}

bool MapReader::read(std::string_view key, std::vector<std::string>& into) {
  const Node* value = find(key);
  if (!value || value->is_null()) return false;
  into = to_strings(*value, what_of(key), problems_);
  return true;
}

void MapReader::finish() {
  for (const Entry& entry : node_.entries) {
    if (entry.key.starts_with("x-") || std::ranges::find(known_, entry.key) != known_.end())
      continue;
    problems_.push_back({.code = "DBT103",
                         .message = "unknown attribute " + in_quotes(entry.key) + " in " + what_,
                         .where = entry.where,
                         .hint = did_you_mean(entry.key, known_),
                         .notes = {{.label = "known", .text = join(known_, ", ")}}});
  }
}

std::string to_string(const Node& node, const std::string& what, std::vector<Problem>& problems) {
  if (!node.is_scalar())
    report_kind(node, what, "text", problems, "write one value, in quotes where needed");
  return node.text;
}

bool to_bool(const Node& node, const std::string& what, std::vector<Problem>& problems) {
  auto flag = std::ranges::find(flags, std::string_view(node.text), &Flag::text);
  if (node.is_scalar() && flag != flags.end()) return flag->value;
  report_kind(node, what, "true or false", problems, flag_hint(node.text));
  return false;
}

std::int64_t to_integer(const Node& node, const std::string& what, std::vector<Problem>& problems) {
  std::optional<long long> number = parse_integer(node.text);
  if (node.is_scalar() && number) return *number;
  report_kind(node, what, "a whole number", problems, "write digits, as in 10");
  return 0;
}

std::vector<std::string> to_strings(const Node& node, const std::string& what,
                                    std::vector<Problem>& problems) {
  if (node.is_scalar()) return {node.text};
  if (node.is_map()) report_kind(node, what, "a list", problems, "write [a, b]");
  std::vector<std::string> texts;
  for (const Node& item : node.items)
    texts.push_back(to_string(item, "each item of " + what, problems));
  return texts;
}

}  // namespace dbtool::yaml
