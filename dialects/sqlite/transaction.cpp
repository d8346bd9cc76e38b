#include "dialects/sqlite/transaction.h"

#include "core/dialect/raw_sql.h"
#include "core/support/sql_tokens.h"
#include "core/support/text.h"
#include "dialects/sqlite/connection.h"
#include "dialects/sqlite/drop_check.h"
#include "dialects/sqlite/errors.h"
#include "dialects/sqlite/stored_texts.h"

#include <algorithm>
#include <memory>
#include <set>
#include <sqlite3.h>
#include <tuple>

namespace dbtool::lite {
namespace {

/// A row whose parent is not there.
struct BrokenReference {
  std::string child = {};
  std::string row = {};
  std::string parent = {};
  auto operator<=>(const BrokenReference&) const = default;
};

struct References {
  std::multiset<BrokenReference> broken = {};
  /// Tables with a foreign key that SQLite cannot check at all, and why.
  std::set<std::pair<std::string, std::string>> unchecked = {};
  std::set<std::string> tables = {};
};

void check(SqliteConnection& connection, const std::string& table, References& into) {
  try {
    connection.query("SELECT \"table\", rowid, parent FROM pragma_foreign_key_check(" +
                         sql::quote_string(table) + ")",
                     [&](Row row) {
                       auto text = [&](std::size_t i) { return std::string(row[i].value_or("")); };
                       into.broken.insert({text(0), text(1), text(2)});
                     });
  } catch (const DatabaseError& error) {
    into.unchecked.emplace(table, error.what());
  }
}

References check_references(SqliteConnection& connection) {
  References found;
  for (const StoredObject& object : stored_objects(connection, {})) {
    if (object.type != "table" || object.is_virtual()) continue;
    found.tables.insert(object.name);
    if (lower(object.sql).find("references") != std::string::npos)
      check(connection, object.name, found);
  }
  return found;
}

/// Whether the reference was broken before, perhaps under the name of a table renamed since.
bool was_broken(const BrokenReference& reference, const References& before,
                const std::set<std::string>& tables) {
  if (before.broken.contains(reference)) return true;
  return std::ranges::any_of(before.broken, [&](const BrokenReference& other) {
    bool renamed = !tables.contains(other.child) || !tables.contains(other.parent);
    return renamed && other.row == reference.row;
  });
}

[[noreturn]] void refuse(const std::string& message, const std::string& next) {
  throw DatabaseError({.code = "DBT409", .message = message, .notes = {{"next", next}}},
                      {.sqlite_code = SQLITE_CONSTRAINT_FOREIGNKEY});
}

void require_nothing_new(SqliteConnection& connection, const References& before) {
  References after = check_references(connection);
  for (const BrokenReference& reference : after.broken)
    if (!was_broken(reference, before, after.tables))
      refuse("a row of table \"" + reference.child + "\" (rowid " + reference.row +
                 ") refers to a row of \"" + reference.parent + "\" that is not there",
             "change the rows in the same revision, before the tables");
  for (const auto& unchecked : after.unchecked)
    if (!before.unchecked.contains(unchecked))
      refuse("a foreign key of table \"" + unchecked.first + "\" cannot work: " + unchecked.second,
             "give the referenced columns a primary key or a unique constraint");
}

/// Committed now, the work would be in a file that nobody finds.
void require_in_place(SqliteConnection& connection) {
  int has_moved = 0;
  sqlite3_file_control(connection.handle(), "main", SQLITE_FCNTL_HAS_MOVED, &has_moved);
  if (has_moved != 0) throw database_moved();
}

/// What COMMIT would refuse, found where other revisions are still to come before COMMIT.
void require_no_deferred(SqliteConnection& connection) {
  int unresolved = 0;
  int ignored = 0;
  sqlite3_db_status(connection.handle(), SQLITE_DBSTATUS_DEFERRED_FKS, &unresolved, &ignored, 0);
  if (unresolved != 0)
    throw DatabaseError({.code = "DBT400", .message = "FOREIGN KEY constraint failed"},
                        {.sqlite_code = SQLITE_CONSTRAINT_FOREIGNKEY});
  connection.execute("PRAGMA defer_foreign_keys=OFF");
}

}  // namespace

TransactionFrame transaction(SqliteConnection& connection, std::span<const Statement> statements) {
  const bool enforces =
      connection.traces().foreign_keys.value_or(connection.enforces_foreign_keys());
  const std::string enforced = enforces ? "ON" : "OFF";
  TransactionFrame frame{.before = {"PRAGMA foreign_keys=" + enforced},
                         .begin = "BEGIN IMMEDIATE",
                         .before_commit = [&connection] {
                           require_in_place(connection);
                           require_no_deferred(connection);
                         }};
  // A script's DROP TABLE would delete the rows first, and those of child tables with them.
  const auto wants_keys_off = [&](const Statement& statement) {
    return statement.rebuilds || (enforces && statement.purpose == raw_sql_purpose &&
                                  drops_referenced(connection, statement.sql));
  };
  if (std::ranges::none_of(statements, wants_keys_off)) return frame;
  auto before = std::make_shared<References>();
  frame.before = {"PRAGMA foreign_keys=OFF"};
  frame.after_begin = [&connection, before] { *before = check_references(connection); };
  frame.before_commit = [&connection, before] {
    require_in_place(connection);
    require_nothing_new(connection, *before);
  };
  frame.after = {"PRAGMA foreign_keys=" + enforced, "PRAGMA legacy_alter_table=OFF"};
  return frame;
}

}  // namespace dbtool::lite
