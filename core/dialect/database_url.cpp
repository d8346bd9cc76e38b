#include "core/dialect/database_url.h"

#include "core/dialect/url_kinds.h"
#include "core/support/text.h"

#include <algorithm>
#include <array>

namespace dbtool {

namespace {

namespace fs = std::filesystem;

bool is_sqlite_path(std::string_view text) {
  std::string path = lower(cut(text, '?').first);
  return path == ":memory:" || path.ends_with(".db") || path.ends_with(".sqlite") ||
         path.ends_with(".sqlite3");
}

bool is_keyword_string(std::string_view text) {
  constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz_";
  std::size_t equals = std::min(text.find('='), text.size());
  std::string_view key = trim(text.substr(0, equals));
  if (equals == text.size() || key.empty()) return false;
  if (key.find_first_not_of(letters) != std::string_view::npos) return false;
  return is_postgresql_keyword(key) || !is_sqlite_path(text);
}

bool is_scheme(std::string_view text) {
  constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz0123456789+.-_";
  return !text.empty() && text.size() <= 30 && text[0] >= 'a' && text[0] <= 'z' &&
         text.find_first_not_of(letters) == std::string_view::npos;
}

[[noreturn]] void fail_unreadable(const UrlText& url) {
  url.fail("DBT210", "cannot be read", {},
           "postgresql://user@host/database, sqlite:///file.db, or a path ending in .db");
}

[[noreturn]] void fail_scheme(const UrlText& url, const std::string& scheme) {
  const std::vector<std::string> known = {"postgresql", "postgres", "sqlite"};
  std::string hint = did_you_mean(scheme, known);
  if (scheme == "pg" || scheme == "psql" || scheme == "pgsql")
    hint = "did you mean \"postgresql\"?";
  url.fail("DBT211", "has an unknown scheme \"" + scheme + "\"", {},
           hint.empty() ? "dbtool knows postgresql and sqlite" : hint);
}

DatabaseUrl parse_scheme(const UrlText& url, std::string_view text, const fs::path& folder) {
  auto [before, rest] = cut(text, ':');
  std::string scheme = lower(before);
  if (before.size() == text.size() || !is_scheme(scheme)) fail_unreadable(url);
  auto [name, driver] = cut(scheme, '+');
  DatabaseUrl result;
  if (name == "file")
    result = parse_sqlite_file_url(url, rest, folder);
  else if (name == "sqlite" || name == "sqlite3")
    result = parse_sqlite_url(url, rest, folder);
  else if (name == "postgres" || name == "postgresql")
    result = parse_postgresql_url(url, rest);
  else if (rest.starts_with("//"))
    fail_scheme(url, std::string(name));
  else
    fail_unreadable(url);
  if (!driver.empty())
    result.notes.insert(result.notes.begin(),
                        "\"+" + std::string(driver) + "\" of the database URL is ignored");
  return result;
}

bool is_control(char c) {
  return (c >= 0 && c < ' ') || c == '\x7f';
}

}  // namespace

DatabaseUrl parse_url(std::string_view text, const fs::path& folder, const std::string& origin) {
  UrlText url = {.text = trim(text), .origin = origin};
  if (url.text.empty()) url.fail("DBT210", "is empty");
  auto control = std::ranges::find_if(url.text, is_control);
  if (control != url.text.end())
    url.fail("DBT210", "has a control character",
             url.text.substr(static_cast<std::size_t>(control - url.text.begin())));
  if (is_keyword_string(url.text)) return parse_postgresql_keywords(url);
  std::string_view jdbc = "jdbc:";
  if (lower(url.text.substr(0, jdbc.size())) == jdbc)
    return parse_scheme(url, url.text.substr(jdbc.size()), folder);
  bool has_scheme =
      is_scheme(lower(cut(url.text, ':').first)) && url.text.find(':') < url.text.size();
  if (!has_scheme && is_sqlite_path(url.text)) return parse_sqlite_path(url, folder);
  if (url.text.find("://") != std::string_view::npos &&
      url.text.find(' ') != std::string_view::npos)
    url.fail("DBT210", "has a blank", url.text.substr(url.text.find(' ')),
             "a blank is written %20");
  return parse_scheme(url, url.text, folder);
}

}  // namespace dbtool
