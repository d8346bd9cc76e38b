// What models in SQL declare and dbtool does not manage: told, and left to its people.
#pragma once

#include "core/compare/compare.h"

#include <vector>

namespace dbtool {

/// How functions, triggers, policies… of the database differ from those the models declare. Both
/// lists are sorted, as inspect() gives them.
std::vector<Change> left_alone(const Schema& live, const Model& declared);

}  // namespace dbtool
