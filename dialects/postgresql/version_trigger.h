// Version columns: the trigger that refuses updates of stale rows, and its function, which tables
// of a schema share.
#pragma once

#include "dialects/postgresql/ddl.h"

#include <optional>
#include <string>
#include <string_view>

namespace dbtool::postgres {

/// What the comments on triggers and functions of ours begin with.
inline constexpr std::string_view version_tag = "dbtool:version:1";
/// The comment on a trigger of that mode.
std::string trigger_tag(VersionMode mode);
/// The body of the function, as the catalog has it.
std::string function_body(const std::string& column, VersionMode mode);

/// None for a column that is no version.
Sql create_version(const Name& table, const Column& column);
Sql drop_version(const Name& table, const Column& column);
/// A trigger that was changed by hand makes room.
Sql replace_version(const Name& table, const Column& column);
/// What is left of the versions of a table that is dropped.
Sql drop_functions(const Table& table);

}  // namespace dbtool::postgres
