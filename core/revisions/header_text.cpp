#include "core/revisions/header_text.h"

#include "core/revisions/revision_header.h"
#include "core/revisions/sql_markers.h"
#include "core/support/error.h"
#include "core/support/text.h"
#include "core/support/yaml.h"

#include <algorithm>

namespace dbtool {

namespace {

/// A part of a text, to be replaced.
struct Region {
  std::size_t begin = 0;
  std::size_t end = 0;
};

[[noreturn]] void refuse_change(const std::string& file, const std::string& word,
                                const std::string& value) {
  throw UsageError({.code = "DBT615",
                    .message = "\"" + word + "\" is not written in a way that can be changed",
                    .where = {.file = file},
                    .hint = "write it yourself: " + word + " " + value});
}

/// The end of a line without its line end.
std::size_t line_end(std::string_view text, std::size_t at) {
  std::size_t end = std::min(text.find('\n', at), text.size());
  if (end > at && text[end - 1] == '\r') --end;
  return end;
}

std::size_t next_line(std::string_view text, std::size_t at) {
  return std::min(text.find('\n', at), text.size() - 1) + 1;
}

std::size_t find_line(std::string_view text, std::string_view start) {
  for (std::size_t at = text.starts_with("\xef\xbb\xbf") ? 3 : 0; at < text.size();
       at = next_line(text, at))
    if (text.substr(at).starts_with(start)) return at;
  return std::string_view::npos;
}

/// `- a` lines below a key without a value.
std::size_t end_of_items(std::string_view text, std::size_t key_line) {
  std::size_t end = line_end(text, key_line);
  for (std::size_t at = next_line(text, key_line); at < text.size(); at = next_line(text, at)) {
    const std::string_view line = trim(text.substr(at, line_end(text, at) - at));
    if (!line.starts_with("- ")) break;
    end = line_end(text, at);
  }
  return end;
}

/// Where the value after `key:` is; empty where there is none.
Region yaml_value(std::string_view text, std::size_t key_line, std::size_t colon) {
  const std::size_t end = line_end(text, key_line);
  const std::size_t begin = std::min(text.find_first_not_of(" \t", colon + 1), end);
  if (begin == end || text[begin] == '#') return {colon + 1, end_of_items(text, key_line)};
  std::size_t close = std::string_view::npos;
  if (text[begin] == '[') close = text.find(']', begin);
  if (text[begin] == '"' || text[begin] == '\'') close = text.find(text[begin], begin + 1);
  if (close != std::string_view::npos) return {begin, close + 1};
  const std::size_t comment = std::min(text.find(" #", begin), end);
  return {begin, begin + trim(text.substr(begin, comment - begin)).size()};
}

std::string replaced(const std::string& text, const Region& region, const std::string& value) {
  const bool stands_alone = region.begin > 0 && text[region.begin - 1] != ':';
  return text.substr(0, region.begin) + (stands_alone ? "" : " ") + value + text.substr(region.end);
}

std::string yaml_with_parents(const std::string& text, const std::string& value) {
  constexpr std::string_view key = "revises:";
  const std::size_t line = find_line(text, key);
  if (line == std::string::npos) return text;
  return replaced(text, yaml_value(text, line, line + key.size() - 1), value);
}

const SqlMarker* find_marker(const std::vector<SqlMarker>& markers, const std::string& word) {
  const auto found = std::ranges::find(markers, word, &SqlMarker::word);
  return found == markers.end() ? nullptr : &*found;
}

std::string sql_with_parents(const std::string& text, const std::string& file,
                             const std::string& value) {
  std::vector<Problem> problems;
  const std::vector<SqlMarker> markers = find_markers(text, file, problems);
  const SqlMarker* marker = find_marker(markers, "revises");
  if (marker == nullptr) return text;
  const std::size_t begin = marker->begin + static_cast<std::size_t>(marker->rest_column) - 1;
  std::string changed = text.substr(0, begin);
  if (marker->rest.empty()) changed += " ";
  return changed + value + text.substr(begin + marker->rest.size());
}

Revision header_of(const std::string& text, const std::string& file) {
  std::vector<Problem> problems;
  return parse_header(text, file, problems);
}

/// Whether a text says what is meant, and nothing else than before besides.
bool says(const std::string& text, const Revision& meant) {
  const Revision read = header_of(text, meant.file);
  return read.id == meant.id && read.parents == meant.parents &&
         read.depends_on == meant.depends_on && read.labels == meant.labels &&
         read.replaces == meant.replaces && read.message == meant.message &&
         read.created == meant.created;
}

std::string sql_ids(const std::vector<std::string>& ids) {
  return ids.empty() ? "null" : join(ids, " ");
}

}  // namespace

std::string yaml_word(const std::string& key, Value value) {
  Value::Map map;
  put(map, key, std::move(value));
  std::string text = yaml::write(map, 10'000);
  text.erase(0, key.size() + 1);
  return std::string(trim(text));
}

std::string yaml_ids(const std::string& key, const std::vector<std::string>& ids) {
  if (ids.empty()) return yaml_word(key, nullptr);
  if (ids.size() == 1) return yaml_word(key, ids.front());
  return yaml_word(key, list_value(ids));
}

std::string with_parents(const std::string& text, const std::string& file,
                         const std::vector<std::string>& parents) {
  const bool sql = is_sql_file(file);
  const std::string value = sql ? sql_ids(parents) : yaml_ids("revises", parents);
  std::string changed = sql ? sql_with_parents(text, file, value) : yaml_with_parents(text, value);
  Revision meant = header_of(text, file);
  meant.parents = parents;
  if (!says(changed, meant)) refuse_change(file, "revises", value);
  return changed;
}

std::string with_replaces(const std::string& text, const std::string& file,
                          const std::vector<std::string>& replaces) {
  const bool sql = is_sql_file(file);
  const std::string value = sql ? sql_ids(replaces) : yaml_ids("replaces", replaces);
  const std::size_t revises = find_line(text, sql ? "-- dbtool:revises" : "revises:");
  if (revises == std::string::npos) refuse_change(file, "replaces", value);
  std::string changed = text;
  changed.insert(next_line(text, revises),
                 (sql ? "-- dbtool:replaces " : "replaces: ") + value + "\n");
  Revision meant = header_of(text, file);
  meant.replaces = replaces;
  if (!says(changed, meant)) refuse_change(file, "replaces", value);
  return changed;
}

}  // namespace dbtool
