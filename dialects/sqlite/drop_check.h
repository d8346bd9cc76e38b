// What must not refer to a table that is dropped.
#pragma once

#include "core/dialect/statement.h"
#include "core/schema/schema.h"

#include <span>
#include <string>
#include <string_view>

namespace dbtool::lite {

class SqliteConnection;

/// A check that no other table has a foreign key to the one that is dropped. With foreign keys on,
/// DROP TABLE deletes the rows first, and with them those of child tables that say ON DELETE
/// CASCADE.
Statement check_drop(const Name& table);
/// The same for tables that are dropped one after the other, in one look at the schema.
Statement check_drops(std::span<const Name> tables);
/// False for a table that is not there, too.
bool has_rows(SqliteConnection& connection, const std::string& table);
/// Whether SQL drops a table with rows to which another one has a foreign key.
bool drops_referenced(SqliteConnection& connection, std::string_view sql);
/// Throws RefusedError (DBT819) when it does so with foreign keys on.
void require_own_rows(SqliteConnection& connection, std::string_view sql);

}  // namespace dbtool::lite
