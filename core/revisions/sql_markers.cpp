#include "core/revisions/sql_markers.h"

#include "core/support/text.h"

#include <algorithm>

namespace dbtool {

namespace {

constexpr std::string_view marker_start = "-- dbtool:";

/// `--dbtool:`, `  -- dbtool :`, `-- DBTOOL:`: nobody writes these to be ignored.
bool is_meant_as_marker(std::string_view line) {
  std::string_view rest = trim(line);
  if (!rest.starts_with("--")) return false;
  rest = trim(rest.substr(2));
  constexpr std::string_view name = "dbtool";
  if (!equals_ignoring_case(rest.substr(0, name.size()), name)) return false;
  return trim(rest.substr(name.size())).starts_with(':');
}

SqlMarker read_marker(std::string_view line, const std::string& file, int number) {
  SqlMarker marker;
  std::string_view rest = line.substr(marker_start.size());
  const std::size_t end = std::min(rest.find_first_of(" \t"), rest.size());
  marker.word = rest.substr(0, end);
  marker.where = {.file = file,
                  .line = number,
                  .column = static_cast<int>(marker_start.size()) + 1,
                  .length = static_cast<int>(end)};
  const std::size_t blanks = std::min(rest.find_first_not_of(" \t", end), rest.size());
  marker.rest = trim(rest.substr(blanks));
  marker.rest_column = static_cast<int>(marker_start.size() + blanks) + 1;
  return marker;
}

std::vector<std::string> words_in(std::string_view text) {
  std::vector<std::string> words;
  while (true) {
    const std::size_t begin = text.find_first_not_of(" \t,");
    if (begin == std::string_view::npos) break;
    const std::size_t end = std::min(text.find_first_of(" \t,", begin), text.size());
    words.emplace_back(text.substr(begin, end - begin));
    text.remove_prefix(end);
  }
  if (words.size() == 1 && words.front() == "null") words.clear();
  return words;
}

}  // namespace

std::vector<SqlMarker> find_markers(std::string_view text, const std::string& file,
                                    std::vector<Problem>& problems) {
  std::vector<SqlMarker> markers;
  std::size_t begin = text.starts_with("\xef\xbb\xbf") ? 3 : 0;
  for (int number = 1; begin < text.size(); ++number) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    std::string_view line = text.substr(begin, end - begin);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.starts_with(marker_start)) {
      markers.push_back(read_marker(line, file, number));
      markers.back().begin = begin;
      markers.back().end = std::min(end + 1, text.size());
      if (!is_clean_line(line)) {
        problems.push_back({.code = "DBT606",
                            .message = "a marker must be UTF-8 without control characters",
                            .where = markers.back().where});
      }
    } else if (is_meant_as_marker(line)) {
      problems.push_back(
          {.code = "DBT604",
           .message = "this comment is ignored, but looks like a marker",
           .where = {.file = file, .line = number, .column = 1},
           .hint = "a marker is written \"-- dbtool:…\" at the beginning of a line"});
    }
    begin = end + 1;
  }
  return markers;
}

std::vector<HeaderWord> words_of(const std::vector<SqlMarker>& markers) {
  std::vector<HeaderWord> words;
  for (const SqlMarker& marker : markers) {
    if (marker.opens_section()) break;
    HeaderWord& word = words.emplace_back();
    word = {.key = marker.word, .key_where = marker.where, .where = marker.where};
    word.where.column = marker.rest_column;
    word.where.length = static_cast<int>(marker.rest.size());
    if (marker.word == "message" || marker.word == "created") {
      if (!marker.rest.empty()) word.values.push_back(marker.rest);
    } else {
      word.values = words_in(marker.rest);
    }
  }
  return words;
}

}  // namespace dbtool
