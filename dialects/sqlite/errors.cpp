#include "dialects/sqlite/errors.h"

#include "core/support/text.h"
#include "dialects/sqlite/names.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <sqlite3.h>

namespace dbtool::lite {
namespace {

/// What a result code means to a person.
struct Meaning {
  int result = 0;
  std::string_view code = "DBT400";
  std::string_view message = {};  ///< empty: SQLite's own words
  std::string_view next = {};
  ExitCode exit_code = ExitCode::failed;
};

constexpr auto meanings = std::to_array<Meaning>({
    {SQLITE_BUSY, "DBT403", "the database is locked by another connection",
     "try again when the other program is done, or raise timeouts.lock, for a run "
     "timeouts.migration_lock",
     ExitCode::busy},
    {SQLITE_LOCKED, "DBT403", "a table is locked by another statement", "try again",
     ExitCode::busy},
    {SQLITE_NOTADB, "DBT413", "the file is not a SQLite database, or it is encrypted",
     "check the path in the URL"},
    {SQLITE_CORRUPT, "DBT413", "the database file is damaged",
     "check it with: sqlite3 FILE 'PRAGMA integrity_check'"},
    {SQLITE_CANTOPEN, "DBT400", "the database file, or its journal, cannot be opened",
     "check that the folder is there and may be written to"},
    {SQLITE_READONLY_DBMOVED, "DBT400",
     "the database file was moved, removed or replaced while this ran",
     "put it back under its name, and look with: dbtool current"},
    {SQLITE_READONLY, "DBT400", "the database is read-only",
     "check the permissions of the file and of its folder"},
    {SQLITE_FULL, "DBT400", "the disk is full", "make room and run it again"},
    {SQLITE_INTERRUPT, "DBT405", "interrupted", "", ExitCode::interrupted},
});

Meaning meaning_of(int result) {
  for (const int known : {result, result & 0xff})
    for (const Meaning& meaning : meanings)
      if (meaning.result == known) return meaning;
  return {.result = result};
}

Problem problem_of(const Meaning& meaning, const std::string& text) {
  Problem problem{.code = std::string(meaning.code),
                  .message = std::string(meaning.message.empty() ? text : meaning.message)};
  if (!meaning.message.empty() && text != meaning.message) problem.notes.push_back({"cause", text});
  if (!meaning.next.empty()) problem.notes.push_back({"next", std::string(meaning.next)});
  return problem;
}

/// An object is there already, or is not there: SQLite has one code for all mistakes.
bool is_drift(std::string_view text) {
  static constexpr auto starts = std::to_array<std::string_view>(
      {"no such table: ", "no such column: ", "no such index: ", "no such view: ",
       "no such trigger: ", "duplicate column name: ", "there is already "});
  return text.ends_with(" already exists") ||
         std::ranges::any_of(starts, [&](auto start) { return text.starts_with(start); });
}

std::string next_for(int code, const std::string& file) {
  namespace fs = std::filesystem;
  std::error_code ignored;
  fs::path folder = fs::path(file).parent_path();
  if (code == SQLITE_NOTADB) return "check the path in the URL; an encrypted file cannot be read";
  if (fs::is_directory(file, ignored)) return "give the path of a file; this is a folder";
  if (!folder.empty() && !fs::exists(folder, ignored))
    return "make the folder first: mkdir -p " + folder.string();
  return "check the permissions of the file and of its folder";
}

}  // namespace

DatabaseError database_error(sqlite3* handle, std::string_view statement) {
  int code = sqlite3_extended_errcode(handle);
  Meaning meaning = meaning_of(code);
  // Constraints fail while rows are copied into the table that takes the old one's place.
  std::string text = sqlite3_errmsg(handle);
  const bool is_taken = text.ends_with(" already exists");
  if (!is_taken) text = replace_all(text, rebuilt_prefix, "");
  Problem problem = problem_of(meaning, text);
  const bool is_ours = is_taken && text.find(rebuilt_prefix) != std::string::npos;
  if (is_ours)
    problem.notes.push_back(
        {"known",
         "a table is made again under such a name, which dbtool never leaves behind: "
         "rename or drop what has it"});
  return {std::move(problem),
          {.statement = std::string(statement),
           .sqlite_code = code,
           .offset = sqlite3_error_offset(handle),
           .is_drift = code == SQLITE_ERROR && !is_ours && is_drift(text)},
          meaning.exit_code};
}

DatabaseError database_moved() {
  const Meaning meaning = meaning_of(SQLITE_READONLY_DBMOVED);
  return {problem_of(meaning, std::string(meaning.message)),
          {.sqlite_code = SQLITE_READONLY_DBMOVED},
          meaning.exit_code};
}

ConnectError connect_error(int code, const std::string& text, const std::string& file) {
  int primary = code & 0xff;
  return ConnectError({.code = primary == SQLITE_NOTADB ? "DBT203" : "DBT201",
                       .message = primary == SQLITE_NOTADB
                                      ? "\"" + file + "\" is not a SQLite database"
                                      : "cannot open database \"" + file + "\"",
                       .notes = {{"cause", text}, {"next", next_for(primary, file)}}});
}

}  // namespace dbtool::lite
