// One operation as a line of a difference.
#pragma once

#include "core/compare/compare.h"

namespace dbtool {

/// Without its place in the model.
Change change_line(const Operation& operation);

}  // namespace dbtool
