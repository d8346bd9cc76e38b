// Row order: rows of a table that refer to others of the same table, behind those.
#pragma once

#include "core/operations/row_operations.h"

#include <vector>

namespace dbtool {

/// The rows, each behind those that its foreign keys to its own table name, by a map or by their
/// value; else as they come. In a circle one comes first.
std::vector<DataRow> parents_first(std::vector<DataRow> rows, const Table& table);

}  // namespace dbtool
