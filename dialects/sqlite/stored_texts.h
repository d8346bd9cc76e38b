// The texts of sqlite_schema: what SQLite keeps of everything that was created.
#pragma once

#include "core/schema/name.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace dbtool::lite {

class SqliteConnection;

struct StoredObject {
  std::string type = {};  ///< table, index, view, trigger
  std::string name = {};
  std::string table = {};  ///< the table (or view) an index or trigger is on; else the name
  std::string sql = {};

  bool is_virtual() const;
};

/// By name, SQLite's own objects (sqlite_…) left out; all of them, or those of some tables.
std::vector<StoredObject> stored_objects(SqliteConnection& connection,
                                         std::span<const Name> tables);
/// The table or view of that name.
std::optional<StoredObject> stored_object(SqliteConnection& connection, const std::string& name);
/// The table or view, what is on it, and all views and triggers, in the order they were made: in
/// one pass, for sqlite_schema has no index.
std::vector<StoredObject> objects_around(SqliteConnection& connection, const std::string& table);
std::vector<StoredObject> stored_triggers(SqliteConnection& connection);
/// Tables whose text holds `part` as it stands.
std::vector<StoredObject> tables_that_mention(SqliteConnection& connection,
                                              const std::string& part);
/// Whether SQL speaks of something by its name, however it is quoted.
bool names(const std::string& sql, const std::string& name);
bool names_one(const std::string& sql, std::span<const Name> tables);

}  // namespace dbtool::lite
