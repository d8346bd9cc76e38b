// Database URLs: one grammar for all dialects, parsed by dbtool (dbtool.yaml(5), URLS).
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace dbtool {

/// A parsed URL. Passwords are kept apart from everything that is printed.
struct DatabaseUrl {
  std::string dialect = {};  ///< "sqlite", "postgresql"
  std::string path = {};     ///< SQLite: the absolute file, or ":memory:"
  /// PostgreSQL: libpq keywords (host, port, user, password, dbname, sslmode, options…).
  /// SQLite: mode, timeout, foreign_keys, cache.
  std::map<std::string, std::string> parameters = {};
  std::string database = {};  ///< for people: "blog_dev", "app.db"
  std::string origin = {};    ///< where the URL came from: "dbtool.yaml:3", ".env:3", "--url"
  std::vector<std::string> notes = {};  ///< what was dropped or ignored, for -v
};

/// Parses a URL or a path. Relative SQLite files are relative to `folder`. Throws UsageError
/// (DBT21x) that says what is wrong and where in the text, and never shows the password.
DatabaseUrl parse_url(std::string_view text, const std::filesystem::path& folder,
                      const std::string& origin);
/// For people: the password is ***.
std::string redacted(const DatabaseUrl& url);
/// The same for any text that may hold a URL: what the user typed, a driver's message.
std::string redact(std::string text, const DatabaseUrl& url);
std::string redact_url_text(std::string_view text);

}  // namespace dbtool
