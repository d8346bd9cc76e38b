// Version columns as text: `type: version` with a mode, or `version:` beside another type.
#pragma once

#include "core/schema/constraint_words.h"
#include "core/schema/table.h"

#include <string>

namespace dbtool {

inline constexpr Words<VersionMode, 2> version_words = {
    {{"strict", VersionMode::strict}, {"bump", VersionMode::bump}}};

/// Whether the type is the word `version`; an enum of that name is written { enum: version }.
bool is_version_type(const yaml::Node& type, const PartContext& context);
/// What `type: version` says: bigint, not null, default 1.
void make_version(Column& column, VersionMode mode);
/// Whether `type: version` says all of the column's type, nullability and default.
bool is_usual_version(const Column& column);

/// The column's type, and its version where it has one.
void read_type_and_version(PartReader& map, Column& column);
/// "strict"; null for a column that is no version.
Value write_version(const std::optional<VersionMode>& version);

}  // namespace dbtool
