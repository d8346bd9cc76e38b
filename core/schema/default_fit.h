// Whether a column can hold its default.
#pragma once

#include "core/schema/schema.h"

#include <optional>
#include <string>

namespace dbtool {

/// Why a default does not do.
struct Misfit {
  std::string column_is = {};  ///< "a number", "of type char(3)"
  std::string hint = {};       ///< what would do
};

/// Nothing for a default that fits, or of which only the database can tell. The values of enums are
/// not looked at.
std::optional<Misfit> misfit(const Type& type, const Default& value);

}  // namespace dbtool
