// Inspection: what a database holds, from sqlite_schema and the pragmas.
#pragma once

#include "core/dialect/dialect.h"

namespace dbtool::lite {

class SqliteConnection;

Schema inspect(SqliteConnection& connection, const Scope& scope);
/// What a view uses: tables and views with the columns, as SQLite itself resolves them. By the
/// names in its text when it does not resolve.
std::vector<Dependency> dependencies_of(SqliteConnection& connection, const View& view,
                                        const Schema& schema);
/// By the names in its text alone.
std::vector<Dependency> dependencies_by_text(const View& view, const Schema& schema);
/// A table with its texts; for a view, its name and texts alone.
std::optional<TableSource> table_source(SqliteConnection& connection, const Name& name);
std::optional<EnumSource> enum_source(SqliteConnection& connection, const Name& name);
/// Triggers of other tables that use one of these, and work.
std::vector<TriggerSource> trigger_users(SqliteConnection& connection,
                                         std::span<const Name> tables);
bool table_exists(SqliteConnection& connection, const Name& name);

}  // namespace dbtool::lite
