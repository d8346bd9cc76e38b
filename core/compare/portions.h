// Portions: a difference that is too large for one transaction, cut into several.
#pragma once

#include "core/operations/operation.h"

#include <cstddef>
#include <vector>

namespace dbtool {

/// The operations in their order, cut so that each portion makes, changes or takes away at most so
/// many tables, indexes and sequences (about: what a server locks one by one), or is a single
/// operation; 0 is no limit. There is always one portion.
std::vector<std::vector<Operation>> portions(std::vector<Operation> operations, std::size_t most);

}  // namespace dbtool
