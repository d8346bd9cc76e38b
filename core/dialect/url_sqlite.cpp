#include "core/dialect/url_kinds.h"
#include "core/support/text.h"

#include <algorithm>
#include <array>

namespace dbtool {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view memory = ":memory:";

constexpr std::array<std::string_view, 14> sqlite_ignores = {
    "check_same_thread", "uri",          "detect_types",   "isolation_level", "cached_statements",
    "connection_limit",  "pool_timeout", "socket_timeout", "pool_size",       "max_overflow",
    "pool_pre_ping",     "pool_recycle", "pool",           "charset"};

std::string flag_value(const UrlText& url, const std::string& key, const std::string& value) {
  std::string word = lower(value);
  if (word == "on" || word == "true" || word == "yes" || word == "1") return "on";
  if (word == "off" || word == "false" || word == "no" || word == "0") return "off";
  url.fail("DBT214", "needs on or off for \"" + key + "\"");
}

std::string word_value(const UrlText& url, const std::string& key, const std::string& value,
                       const std::vector<std::string>& words) {
  if (std::ranges::find(words, value) != words.end()) return value;
  url.fail("DBT214", "needs one of " + list_of(words) + " for \"" + key + "\"", {},
           did_you_mean(value, words));
}

std::string seconds_value(const UrlText& url, const std::string& key, const std::string& value) {
  bool number = !value.empty() && value.size() < 10 &&
                value.find_first_not_of("0123456789.") == std::string::npos &&
                std::ranges::count(value, '.') <= 1 && value != ".";
  if (!number) url.fail("DBT214", "needs a number of seconds for \"" + key + "\"");
  return value;
}

void add_sqlite_parameter(DatabaseUrl& result, const UrlText& url, const std::string& key,
                          const std::string& value) {
  const std::vector<std::string> known = {"mode", "timeout", "foreign_keys", "cache"};
  if (key == "mode")
    result.parameters[key] = word_value(url, key, value, {"ro", "rw", "rwc", "memory"});
  else if (key == "cache")
    result.parameters[key] = word_value(url, key, value, {"shared", "private"});
  else if (key == "timeout")
    result.parameters[key] = seconds_value(url, key, value);
  else if (key == "foreign_keys")
    result.parameters[key] = flag_value(url, key, value);
  else if (std::ranges::find(sqlite_ignores, key) != sqlite_ignores.end())
    result.notes.push_back("\"" + key + "\" of the database URL is ignored");
  else
    url.fail("DBT213", "has an unknown parameter \"" + key + "\"", {}, did_you_mean(key, known));
}

void add_notes(DatabaseUrl& result, const std::string& path) {
  if (path.starts_with("~"))
    result.notes.push_back("\"~\" is not expanded: it is the name of a folder here");
  // sqlite:///var/app.db is relative to many people's surprise.
  std::error_code error;
  fs::path absolute = "/" + path;
  if (!path.starts_with("/") && !fs::exists(result.path, error) && fs::exists(absolute, error))
    result.notes.push_back("\"" + result.path + "\" does not exist, but \"" + absolute.string() +
                           "\" does: sqlite:///" + absolute.string());
}

DatabaseUrl make_url(const UrlText& url, const std::string& path, std::string_view query,
                     const fs::path& folder) {
  DatabaseUrl result = {.dialect = "sqlite", .origin = std::string(url.origin)};
  for (const auto& [key, value] : parse_query(url, query))
    add_sqlite_parameter(result, url, key, value);
  auto mode = result.parameters.find("mode");
  if (path == memory || (mode != result.parameters.end() && mode->second == "memory")) {
    result.path = result.database = memory;
    result.parameters.erase("mode");
    return result;
  }
  if (path.empty() || path.ends_with('/'))
    url.fail("DBT210", "names no file", {}, "sqlite:///app.db; sqlite:// is a database in memory");
  result.path = fs::absolute(folder / path).lexically_normal().string();
  result.database = fs::path(result.path).filename().string();
  add_notes(result, path);
  return result;
}

}  // namespace

DatabaseUrl parse_sqlite_url(const UrlText& url, std::string_view rest, const fs::path& folder) {
  auto [place, query] = cut(rest, '?');
  if (place == "//") return make_url(url, std::string(memory), query, folder);
  if (place.starts_with("///"))
    place.remove_prefix(3);
  else if (place.starts_with("//"))
    place.remove_prefix(2);
  if (place.starts_with("file:")) {
    rest.remove_prefix(static_cast<std::size_t>(place.data() - rest.data()) + 5);
    return parse_sqlite_file_url(url, rest, folder);
  }
  return make_url(url, url.decode(place), query, folder);
}

DatabaseUrl parse_sqlite_path(const UrlText& url, const fs::path& folder) {
  auto [path, query] = cut(url.text, '?');
  return make_url(url, std::string(path), query, folder);
}

DatabaseUrl parse_sqlite_file_url(const UrlText& url, std::string_view rest,
                                  const fs::path& folder) {
  auto [place, query] = cut(rest, '?');
  if (place.starts_with("//localhost/"))
    place.remove_prefix(std::string_view("//localhost").size());
  if (place.starts_with("//") && !place.starts_with("///"))
    url.fail("DBT210", "names a host, which SQLite has not", place,
             "file:/absolute or file:relative");
  if (place.starts_with("///")) place.remove_prefix(2);
  return make_url(url, url.decode(place), query, folder);
}

}  // namespace dbtool
