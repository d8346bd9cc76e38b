// Types in PostgreSQL's spelling.
#pragma once

#include "core/schema/type.h"

#include <string>
#include <string_view>

namespace dbtool::postgres {

/// As it stands in DDL: varchar(40), timestamptz, post_status[].
std::string spell(const Type& type);
/// What format_type() prints, and any other spelling of a built-in type; enums are told apart by
/// the catalog and not here. Everything unknown is Native.
Type parse_server_type(std::string_view text);
/// The type as the server reports it after CREATE TABLE: char is char(1), numeric(5) has scale 0,
/// timestamp(6) is timestamp, arrays have no number of dimensions.
Type canonical_type(Type type);

/// The storage (plain, main, extended) of a column of the type when nothing is said.
std::string usual_storage(const Type& type);

/// Types whose values compare and are quoted alike.
enum class Family { text, number, boolean, other };
Family family_of(const Type& type);
/// Whether the server converts by itself on ALTER COLUMN TYPE (an assignment cast for certain).
bool assigns(const Type& from, const Type& to);

}  // namespace dbtool::postgres
