#include "dialects/sqlite/sound.h"

#include "core/support/text.h"
#include "dialects/sqlite/connection.h"

#include <sqlite3.h>
#include <string>

namespace dbtool::lite {
namespace {

/// Looking through this much takes a few seconds.
constexpr std::int64_t largest = std::int64_t{1} << 30;

constexpr std::string_view what_to_do =
    "put a backup in its place, or see what can be saved with: sqlite3 FILE .recover";

std::int64_t size_of(SqliteConnection& connection) {
  const auto size = query_value(connection,
                                "SELECT page_count * page_size FROM pragma_page_count, "
                                "pragma_page_size");
  return parse_integer(size.value_or("0")).value_or(0);
}

/// Rows that break a check or hold NULL are the user's own affair; a page that is wrong is not.
/// Damage is told before such rows.
bool is_damage(const std::string& finding) {
  return finding.starts_with("***") || finding.find("malformed") != std::string::npos;
}

/// Nothing when a check calls a function of the user's program, and cannot be looked at here.
std::string first_finding(SqliteConnection& connection) {
  try {
    return query_value(connection, "PRAGMA quick_check(1)").value_or("");
  } catch (const DatabaseError& error) {
    if (error.details().sqlite_code != SQLITE_ERROR) throw;
    return {};
  }
}

}  // namespace

void require_sound(SqliteConnection& connection) {
  if (connection.is_known_sound()) return;
  const std::string found = size_of(connection) > largest ? "" : first_finding(connection);
  if (is_damage(found))
    throw DatabaseError({.code = "DBT413",
                         .message = "the database file is damaged; nothing was written to it",
                         .notes = {{"cause", found}, {"next", std::string(what_to_do)}}},
                        {});
  connection.set_known_sound();
}

}  // namespace dbtool::lite
