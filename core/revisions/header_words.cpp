#include "core/revisions/header_words.h"

#include "core/support/text.h"

#include <algorithm>
#include <array>

namespace dbtool {

namespace {

constexpr std::string_view indicators = "&*!|>%@`{}[],?:-\"'#";

bool is_key_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-';
}

bool is_direction(std::string_view key) {
  return key == "upgrade" || key == "downgrade";
}

/// Takes one plain or quoted value off the front, up to one of the stop characters; nothing when it
/// needs a real reader.
std::optional<std::string> take_scalar(std::string_view& text, std::string_view stops) {
  if (text.empty()) return std::nullopt;
  if (text.front() == '"' || text.front() == '\'') {
    const std::size_t end = text.find(text.front(), 1);
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view value = text.substr(1, end - 1);
    const bool doubled = end + 1 < text.size() && text[end + 1] == text.front();
    if (doubled || value.find('\\') != std::string_view::npos) return std::nullopt;
    text.remove_prefix(end + 1);
    return std::string(value);
  }
  if (indicators.find(text.front()) != std::string_view::npos) return std::nullopt;
  const std::size_t end = std::min(text.find_first_of(stops), text.size());
  const std::string_view value = trim(text.substr(0, end));
  if (value.find(": ") != std::string_view::npos || value.ends_with(':')) return std::nullopt;
  text.remove_prefix(end);
  return std::string(value);
}

bool is_null_word(std::string_view text) {
  return text.empty() || text == "null" || text == "~" || text == "Null" || text == "NULL";
}

/// `[a, "b"]`, with the bracket taken.
bool take_list(std::string_view& text, std::vector<std::string>& values) {
  text = trim(text);
  while (!text.starts_with(']')) {
    std::optional<std::string> value = take_scalar(text, ",[]{}#");
    if (!value || value->empty()) return false;
    values.push_back(std::move(*value));
    text = trim(text);
    if (text.starts_with(',')) {
      text = trim(text.substr(1));
    } else if (!text.starts_with(']')) {
      return false;
    }
  }
  text.remove_prefix(1);
  return true;
}

/// The values of a line after its `key:`; false when the line is not plain.
bool read_value(std::string_view text, HeaderWord& word) {
  text = trim(text);
  const std::size_t comment = text.find(" #");
  if (text.starts_with('#')) text = {};
  if (text.starts_with('[')) {
    text.remove_prefix(1);
    if (!take_list(text, word.values)) return false;
  } else if (text.starts_with('"') || text.starts_with('\'')) {
    std::optional<std::string> value = take_scalar(text, {});
    if (!value) return false;
    word.values.push_back(std::move(*value));
  } else {
    text = trim(text.substr(0, comment));
    word.where.length = static_cast<int>(text.size());
    if (is_null_word(text)) return true;
    std::optional<std::string> value = take_scalar(text, {});
    if (!value) return false;
    word.values.push_back(std::move(*value));
    return true;
  }
  text = trim(text);
  return text.empty() || text.starts_with('#');
}

/// Reads one `key: value` line; false when it is none.
bool read_line(std::string_view line, const std::string& file, int number, HeaderWord& word) {
  std::size_t colon = 0;
  while (colon < line.size() && is_key_character(line[colon])) ++colon;
  if (colon == 0 || colon == line.size() || line[colon] != ':') return false;
  std::string_view rest = line.substr(colon + 1);
  if (!rest.empty() && rest.front() != ' ' && rest.front() != '\t') return false;
  word.key = line.substr(0, colon);
  word.key_where = {.file = file, .line = number, .column = 1, .length = static_cast<int>(colon)};
  const std::size_t blanks = std::min(rest.find_first_not_of(" \t"), rest.size());
  word.where = {.file = file, .line = number, .column = static_cast<int>(colon + 2 + blanks)};
  return read_value(rest, word);
}

struct KnownWord {
  std::string_view key;
  std::string_view meaning;
};
constexpr std::array<KnownWord, 13> known_words = {{{"revision", "revision"},
                                                    {"revises", "revises"},
                                                    {"message", "message"},
                                                    {"created", "created"},
                                                    {"branch_labels", "labels"},
                                                    {"labels", "labels"},
                                                    {"depends_on", "depends_on"},
                                                    {"depends", "depends_on"},
                                                    {"replaces", "replaces"},
                                                    {"lock_timeout", "lock_timeout"},
                                                    {"statement_timeout", "statement_timeout"},
                                                    {"retries", "retries"},
                                                    {"isolation", "isolation"}}};
/// What other tools call them.
constexpr std::array<KnownWord, 8> foreign_words = {{{"down_revision", "revises"},
                                                     {"parent", "revises"},
                                                     {"parents", "revises"},
                                                     {"id", "revision"},
                                                     {"rev", "revision"},
                                                     {"up", "upgrade"},
                                                     {"down", "downgrade"},
                                                     {"description", "message"}}};

std::string_view meaning_of(std::string_view key) {
  const auto found = std::ranges::find(known_words, key, &KnownWord::key);
  return found == known_words.end() ? std::string_view() : found->meaning;
}

/// Fills one revision word by word.
class Assignment {
 public:
  Assignment(Revision& revision, std::vector<Problem>& problems)
      : revision_(revision), problems_(problems) {}

  void assign(const HeaderWord& word) {
    if (word.key.starts_with("x-")) return;
    const std::string_view meaning = meaning_of(word.key);
    if (meaning.empty()) {
      report("DBT604", "unknown header word \"" + word.key + "\"", word.key_where,
             suggest_word(word.key));
    } else if (std::ranges::count(seen_, meaning) > 0) {
      report("DBT606", "\"" + word.key + "\" is there twice", word.key_where);
    } else if (word.is_map) {
      report("DBT606", "\"" + word.key + "\" must be text or a list", word.where);
    } else {
      seen_.emplace_back(meaning);
      take(meaning, word);
    }
  }

 private:
  void take(std::string_view meaning, const HeaderWord& word) {
    if (meaning == "revision") take_id(word);
    if (meaning == "revises") {
      revision_.parents = word.values;
      revision_.lines.revises = word.where.line;
    }
    if (meaning == "message") revision_.message = join(word.values, " ");
    if (meaning == "created") take_created(word);
    if (meaning == "labels") {
      revision_.labels = word.values;
      revision_.lines.labels = word.where.line;
    }
    if (meaning == "depends_on") {
      revision_.depends_on = word.values;
      revision_.lines.depends_on = word.where.line;
    }
    if (meaning == "replaces") {
      revision_.replaces = word.values;
      revision_.lines.replaces = word.where.line;
    }
  }

  void take_id(const HeaderWord& word) {
    revision_.where = word.where;
    if (word.values.size() == 1) {
      revision_.id = word.values.front();
    } else if (word.values.size() > 1) {
      report("DBT603", "a file holds one revision, \"revision\" must be one id", word.where);
    }
  }

  void take_created(const HeaderWord& word) {
    if (word.values.empty()) return;
    revision_.created = parse_instant(join(word.values, " "));
    if (revision_.created) return;
    report("DBT606", "\"created\" is no time: \"" + join(word.values, " ") + "\"", word.where,
           "write it as 2026-11-21T06:01:00Z");
  }

  void report(const char* code, std::string message, const Location& where, std::string hint = {}) {
    problems_.push_back(
        {.code = code, .message = std::move(message), .where = where, .hint = std::move(hint)});
  }

  Revision& revision_;
  std::vector<Problem>& problems_;
  std::vector<std::string> seen_;
};

}  // namespace

std::string suggest_word(const std::string& key) {
  const auto foreign = std::ranges::find(foreign_words, key, &KnownWord::key);
  if (foreign != foreign_words.end())
    return "did you mean \"" + std::string(foreign->meaning) + "\"?";
  std::vector<std::string> known = {"upgrade", "downgrade"};
  for (const KnownWord& word : known_words) known.emplace_back(word.key);
  return did_you_mean(key, known);
}

std::optional<std::vector<HeaderWord>> plain_words(std::string_view text, const std::string& file) {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  std::vector<HeaderWord> words;
  words.reserve(known_words.size());
  for (int number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (!is_clean_line(line)) return std::nullopt;
    if (trim(line).empty() || line.front() == '#') continue;
    if (line == "---" && words.empty()) continue;
    if (line.starts_with("upgrade:") || line.starts_with("downgrade:")) return words;
    HeaderWord& word = words.emplace_back();
    if (!read_line(line, file, number, word)) return std::nullopt;
  }
  return words;
}

bool is_clean_line(std::string_view line) {
  return std::ranges::all_of(
             line, [](char c) { return static_cast<unsigned char>(c) >= ' ' || c == '\t'; }) &&
         is_valid_utf8(line);
}

std::vector<HeaderWord> words_of(const yaml::Node& root) {
  std::vector<HeaderWord> words;
  for (const yaml::Entry& entry : root.entries) {
    if (is_direction(entry.key)) continue;
    HeaderWord& word = words.emplace_back();
    word = {.key = entry.key, .key_where = entry.where, .where = entry.value.where};
    word.is_map = entry.value.is_map();
    if (entry.value.is_scalar()) word.values.push_back(entry.value.text);
    for (const yaml::Node& item : entry.value.items) {
      word.is_map = word.is_map || !item.is_scalar();
      word.values.push_back(item.text);
    }
  }
  return words;
}

Revision revision_of(const std::vector<HeaderWord>& words, const std::string& file,
                     std::vector<Problem>& problems) {
  Revision revision{.file = file, .where = {.file = file}};
  Assignment assignment(revision, problems);
  for (const HeaderWord& word : words) assignment.assign(word);
  return revision;
}

}  // namespace dbtool
