// VACUUM INTO rather than a copy of the file: what is still in the WAL comes along, and a writer
// at work does no harm.
#include "dialects/sqlite/backup.h"

#include "core/support/clock.h"
#include "core/support/error.h"
#include "core/support/sql_lexer.h"
#include "core/support/text.h"
#include "dialects/sqlite/connection.h"
#include "dialects/sqlite/drop_check.h"
#include "dialects/sqlite/names.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <exception>
#include <fcntl.h>
#include <filesystem>
#include <sqlite3.h>
#include <unistd.h>
#include <vector>

namespace dbtool::lite {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kept = 3;

/// As many as it takes to tell what becomes of a table; the rest of a statement may be long.
std::vector<sql::Token> first_tokens(std::string_view statement) {
  constexpr std::size_t enough = 8;  // ALTER TABLE IF EXISTS schema.table DROP
  std::vector<sql::Token> tokens;
  sql::Lexer lexer(statement, sql::sqlite_rules());
  for (sql::Token token; tokens.size() < enough && lexer.next(token);)
    if (token.kind != sql::TokenKind::comment) tokens.push_back(token);
  return tokens;
}

/// The table that DROP TABLE, or ALTER TABLE … DROP COLUMN, is about.
std::string endangered_table(const std::string& statement) {
  const auto tokens = first_tokens(statement);
  const auto is = [&](std::size_t i, std::string_view word) {
    return i < tokens.size() && tokens[i].is(word);
  };
  std::size_t at = 2;
  if (!is(1, "table") || !(is(0, "drop") || is(0, "alter"))) return {};
  if (is(at, "if")) at += 2;
  if (at + 1 < tokens.size() && tokens[at + 1].is_symbol(".")) at += 2;
  if (at >= tokens.size() || (is(0, "alter") && !is(at + 1, "drop"))) return {};
  return sql::name_of(tokens[at]);
}

[[noreturn]] void refuse_backup(const std::string& file, const std::string& cause) {
  throw RefusedError({.code = "DBT814",
                      .message = "no backup of " + file + " could be made",
                      .notes = {{"cause", cause},
                                {"next",
                                 "see that there is room and leave to write beside the database, "
                                 "or run with --no-backup"}}});
}

/// A file, empty and for its owner alone: VACUUM INTO fills an empty one. One that is there was
/// left by a run that was killed, for one run at a time makes a backup.
std::string unfinished_file(const std::string& database) {
  const std::string path = database + ".backup.part";
  unlink(path.c_str());
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) refuse_backup(database, std::strerror(errno));
  close(file);
  return path;
}

std::string name_of_backup(const std::string& database) {
  const std::string time = replace_all(replace_all(to_iso(now()), "-", ""), ":", "");
  const std::string base = database + ".backup-" + time;
  std::string path = base;
  std::error_code ignored;
  for (int i = 2; fs::exists(path, ignored); ++i) path = base + "-" + std::to_string(i);
  return path;
}

/// A signal ends the copying.
int stop(void* connection) {
  return static_cast<SqliteConnection*>(connection)->is_interrupted() ? 1 : 0;
}
void stop_with(SqliteConnection& connection, SqliteConnection& reader) {
  constexpr int steps = 20000;
  sqlite3_progress_handler(reader.handle(), steps, stop, &connection);
}

bool reaches_disk(const std::string& path) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return false;
  const bool synced = fsync(file) == 0;
  close(file);
  return synced;
}

/// Rows that break a check or have a value of another type are as they are in the original.
bool is_of_rows(const std::string& finding) {
  return finding.starts_with("CHECK constraint failed in ") ||
         finding.find(" value in ") != std::string::npos;
}

void require_whole(SqliteConnection& connection, const std::string& path) {
  SqliteConnection copy(path, SQLITE_OPEN_READONLY, std::chrono::milliseconds(0));
  stop_with(connection, copy);
  const std::string found = query_value(copy, "PRAGMA integrity_check").value_or("");
  if (found != "ok" && !is_of_rows(found))
    throw DatabaseError({.code = "DBT413", .message = "the copy is damaged: " + found}, {});
}

void remove_old(const std::string& database) {
  const fs::path file(database);
  const std::string prefix = file.filename().string() + ".backup-";
  std::vector<fs::path> backups;
  const fs::path folder = file.has_parent_path() ? file.parent_path() : fs::path(".");
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder, ignored))
    if (entry.path().filename().string().starts_with(prefix)) backups.push_back(entry.path());
  std::ranges::sort(backups);
  for (std::size_t i = 0; i + kept < backups.size(); ++i) fs::remove(backups[i], ignored);
}

}  // namespace

bool endangers_rows(SqliteConnection& connection, std::span<const Statement> statements) {
  return std::ranges::any_of(statements, [&](const Statement& statement) {
    const std::string table = endangered_table(statement.sql);
    return !table.empty() && has_rows(connection, table);
  });
}

std::string back_up(SqliteConnection& connection) {
  const std::string database = connection.file();
  if (database.empty()) return {};
  const std::string part = unfinished_file(database);
  try {
    // Through a read-only connection VACUUM INTO fails on tables with generated columns
    // (SQLite 3.40).
    SqliteConnection reader(database, SQLITE_OPEN_READWRITE, connection.patience().limit);
    stop_with(connection, reader);
    reader.execute("VACUUM INTO " + sql::quote_string(part));
    require_whole(connection, part);
  } catch (const std::exception& error) {
    unlink(part.c_str());
    refuse_backup(database, error.what());
  }
  const std::string path = name_of_backup(database);
  const std::string folder = fs::path(database).parent_path().string();
  if (!reaches_disk(part) || std::rename(part.c_str(), path.c_str()) != 0 ||
      !reaches_disk(folder)) {
    const std::string cause = std::strerror(errno);
    unlink(part.c_str());
    unlink(path.c_str());
    refuse_backup(database, cause);
  }
  remove_old(database);
  return path;
}

}  // namespace dbtool::lite
