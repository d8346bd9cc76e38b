#include "core/schema/part_reader.h"

#include "core/support/text.h"

#include <algorithm>

namespace dbtool {
namespace {

// Things keyed by name: an override adds to them instead of taking their place.
constexpr std::array<std::string_view, 5> keyed_by_name = {"columns", "unique", "checks",
                                                           "foreign_keys", "indexes"};

yaml::Entry* find_entry(yaml::Node& map, std::string_view key) {
  auto found = std::ranges::find(map.entries, key, &yaml::Entry::key);
  return found == map.entries.end() ? nullptr : &*found;
}

void lay_over(yaml::Node& map, const yaml::Node& overrides) {
  for (const yaml::Entry& entry : overrides.entries) {
    yaml::Entry* old = find_entry(map, entry.key);
    bool adds = std::ranges::find(keyed_by_name, entry.key) != keyed_by_name.end();
    if (old == nullptr)
      map.entries.push_back(entry);
    else if (adds && old->value.is_map() && entry.value.is_map())
      lay_over(old->value, entry.value);
    else
      *old = entry;
  }
}

bool is_word_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

std::size_t find_whole_word(std::string_view text, std::string_view word) {
  for (std::size_t at = text.find(word); at != std::string_view::npos;
       at = text.find(word, at + 1)) {
    std::size_t end = at + word.size();
    bool starts = at == 0 || !is_word_byte(text[at - 1]);
    if (starts && (end == text.size() || !is_word_byte(text[end]))) return at;
  }
  return std::string_view::npos;
}

const yaml::Node* find_scalar(const yaml::Node& node, std::string_view word, bool whole) {
  if (node.is_scalar()) {
    bool fits = whole ? node.text == word : find_whole_word(node.text, word) != std::string::npos;
    return fits ? &node : nullptr;
  }
  for (const yaml::Node& item : node.items)
    if (const yaml::Node* found = find_scalar(item, word, whole)) return found;
  for (const yaml::Entry& entry : node.entries)
    if (const yaml::Node* found = find_scalar(entry.value, word, whole)) return found;
  return nullptr;
}

}  // namespace

PartReader::PartReader(const yaml::Node& node, const std::string& what, PartContext& context)
    : MapReader(with_overrides(node, what, context), what, context.problems), context_(context) {}

std::string PartReader::what_of(std::string_view key) const {
  return in_quotes(key) + " of " + what();
}

bool PartReader::read(std::string_view key, std::optional<std::int64_t>& into) {
  std::int64_t number = 0;
  bool found = read(key, number);
  if (found) into = number;
  return found;
}

bool PartReader::read(std::string_view key, Expression& into) {
  const yaml::Node* value = find(key);
  if (value == nullptr) return false;
  into = read_expression(*value, what_of(key), context_);
  return true;
}

bool PartReader::is_word(const yaml::Node& value, std::string_view word) {
  if (!value.is_scalar()) return false;
  std::string text = lower(trim(value.text));
  std::ranges::replace(text, ' ', '_');
  return text == word;
}

void PartReader::report_word(std::string_view key, const yaml::Node& value,
                             const std::vector<std::string>& known) {
  std::string message = what_of(key) + " must be a word";
  if (value.is_scalar()) message = what_of(key) + " cannot be " + in_quotes(value.text);
  problems().push_back({.code = "DBT144",
                        .message = std::move(message),
                        .where = value.where,
                        .hint = did_you_mean(value.text, known),
                        .notes = {{.label = "known", .text = join(known, ", ")}}});
}

void PartReader::read_option(std::string_view dialect, std::string_view key,
                             std::map<std::string, std::string>& options,
                             const std::vector<std::string>& words) {
  const yaml::Node* value = find(key);
  if (value == nullptr) return;
  std::string text = option_text(*value, what_of(key), context_);
  bool known = words.empty() || std::ranges::find(words, lower(text)) != words.end();
  if (!known) report_word(key, *value, words);
  if (is_for(dialect)) options[std::string(dialect) + "." + std::string(key)] = std::move(text);
}

void PartReader::read_flag(std::string_view dialect, std::string_view key,
                           std::map<std::string, std::string>& options) {
  bool flag = false;
  if (read(key, flag) && flag && is_for(dialect))
    options[std::string(dialect) + "." + std::string(key)] = "true";
}

void PartReader::refuse(std::initializer_list<std::string_view> keys, const std::string& hint) {
  for (std::string_view key : keys) {
    if (node().find(key) == nullptr) continue;
    allow(key);
    problems().push_back(
        {.code = "DBT140",
         .message = what_of(key) + " is not managed by this version of dbtool",
         .where = place_of_key(node(), key),
         .hint = hint.empty() ? "make it with sql: in a revision; dbtool leaves it alone" : hint});
  }
}

bool PartReader::is_for(std::string_view dialect) const {
  return context_.dialect.empty() || context_.dialect == dialect;
}

void PartReader::finish() {
  for (const std::string& dialect : dialect_words()) allow(dialect);
  MapReader::finish();
}

void PartReader::finish_part() {
  if (context_.in_model) allow("only");
  finish();
}

const std::vector<std::string>& dialect_words() {
  static const std::vector<std::string> words = {"postgresql", "sqlite"};
  return words;
}

const yaml::Node& with_overrides(const yaml::Node& node, const std::string& what,
                                 PartContext& context) {
  const yaml::Node* overrides = context.dialect.empty() ? nullptr : node.find(context.dialect);
  if (overrides == nullptr) return node;
  if (!overrides->is_map()) {
    context.problems.push_back(
        {.code = "DBT119",
         .message = in_quotes(context.dialect) + " of " + what + " must be a map",
         .where = overrides->where,
         .hint = "write { key: value }"});
    return node;
  }
  yaml::Node& merged = context.merged.emplace_back(node);
  lay_over(merged, *overrides);
  return merged;
}

bool is_wanted(const yaml::Node& node, PartContext& context) {
  const yaml::Node* only = node.find("only");
  if (only == nullptr) return true;
  std::vector<std::string> dialects = yaml::to_strings(*only, "\"only\"", context.problems);
  if (only->is_list() && dialects.empty())
    context.problems.push_back({.code = "DBT144",
                                .message = "\"only\" names no database",
                                .where = only->where,
                                .hint = "name one, or leave it out"});
  for (const std::string& dialect : dialects)
    if (std::ranges::find(dialect_words(), dialect) == dialect_words().end())
      context.problems.push_back({.code = "DBT144",
                                  .message = "unknown dialect " + in_quotes(dialect),
                                  .where = place_of_word(*only, dialect),
                                  .hint = did_you_mean(dialect, dialect_words()),
                                  .notes = {{"known", join(dialect_words(), ", ")}}});
  return context.dialect.empty() || std::ranges::find(dialects, context.dialect) != dialects.end();
}

bool is_by_dialect(const yaml::Node& node) {
  return node.is_map() && !node.entries.empty() &&
         std::ranges::all_of(node.entries, [](const yaml::Entry& entry) {
           return std::ranges::find(dialect_words(), entry.key) != dialect_words().end();
         });
}

bool is_text_by_dialect(const yaml::Node& node) {
  return is_by_dialect(node) && std::ranges::all_of(node.entries, [](const yaml::Entry& entry) {
           return entry.value.is_scalar();
         });
}

const yaml::Node* for_dialect(const yaml::Node& node, const PartContext& context) {
  if (!is_by_dialect(node)) return &node;
  return context.dialect.empty() ? &node.entries.front().value : node.find(context.dialect);
}

std::string in_quotes(std::string_view text) {
  return "\"" + std::string(text) + "\"";
}

std::string what_part(const std::string& kind, const std::string& name,
                      const PartContext& context) {
  if (!name.empty()) return kind + " " + name;
  return context.table.empty() ? kind : kind + " of table " + context.table;
}

Location place_of_key(const yaml::Node& map, std::string_view key) {
  auto found = std::ranges::find(map.entries, key, &yaml::Entry::key);
  return found == map.entries.end() ? map.where : found->where;
}

Location place_in(const yaml::Node& scalar, std::size_t offset, std::size_t length) {
  Location place = scalar.where;
  auto underlined = static_cast<std::size_t>(place.length);
  // Text of several lines, or with escapes in it, has no simple place inside.
  std::size_t quotes = scalar.quoted ? 1 : 0;
  if (underlined != scalar.text.size() + 2 * quotes) return place;
  place.column += static_cast<int>(offset + quotes);
  place.length = static_cast<int>(length);
  return place;
}

Location place_of_word(const yaml::Node& node, std::string_view word) {
  if (const yaml::Node* found = find_scalar(node, word, true)) return found->where;
  const yaml::Node* found = word.empty() ? nullptr : find_scalar(node, word, false);
  if (found == nullptr) return node.where;
  return place_in(*found, find_whole_word(found->text, word), word.size());
}

void read_kept_comment(PartReader& map, KeptComment& comment) {
  if (map.context().in_model)
    map.refuse({"comment"});
  else
    map.read("comment", comment.text);
}

void put_kept_comment(Value::Map& map, const KeptComment& comment) {
  if (!comment.text.empty()) put(map, "comment", comment.text);
}

std::string option_text(const yaml::Node& node, const std::string& what, PartContext& context) {
  std::string text = yaml::to_string(node, what, context.problems);
  std::string word = lower(text);
  return word == "true" || word == "false" ? word : text;
}

Value option_value(const std::string& text) {
  if (text == "true" || text == "false") return text == "true";
  auto number = parse_integer(text);
  if (number && std::to_string(*number) == text) return static_cast<std::int64_t>(*number);
  return text;
}

std::map<std::string, std::string> read_parameters(const yaml::Node& node, const std::string& what,
                                                   PartContext& context) {
  std::map<std::string, std::string> parameters;
  if (!node.is_map())
    context.problems.push_back({.code = "DBT119",
                                .message = what + " must be a map",
                                .where = node.where,
                                .hint = "write { name: value }"});
  for (const yaml::Entry& entry : node.entries)
    parameters[entry.key] = option_text(entry.value, in_quotes(entry.key) + " of " + what, context);
  return parameters;
}

}  // namespace dbtool
