// The kinds of database URLs; parse_url() tells them apart.
#pragma once

#include "core/dialect/database_url.h"
#include "core/dialect/url_text.h"

#include <filesystem>
#include <string_view>

namespace dbtool {

/// A bare path: nothing in it is decoded.
DatabaseUrl parse_sqlite_path(const UrlText& url, const std::filesystem::path& folder);
/// What stands after "sqlite:".
DatabaseUrl parse_sqlite_url(const UrlText& url, std::string_view rest,
                             const std::filesystem::path& folder);
/// What stands after "file:", SQLite's own form.
DatabaseUrl parse_sqlite_file_url(const UrlText& url, std::string_view rest,
                                  const std::filesystem::path& folder);
/// What stands after "postgresql:".
DatabaseUrl parse_postgresql_url(const UrlText& url, std::string_view rest);
/// "host=… dbname=…", as libpq has it.
DatabaseUrl parse_postgresql_keywords(const UrlText& url);
bool is_postgresql_keyword(std::string_view key);

}  // namespace dbtool
