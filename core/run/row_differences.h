// Row differences: the reference rows of the models against those of the live tables.
#pragma once

#include "core/dialect/dialect.h"

#include <vector>

namespace dbtool {

struct RowDifferences {
  /// Deletes, children before their parents; then rows to make and to change, parents first.
  std::vector<Operation> operations = {};
  /// Rows that are there and say something else, which `ensure` leaves as they are (DBT316).
  std::vector<Problem> drift = {};
};

/// Reads the rows with the keys of the models, and for `mirror` the others too, of which there may
/// not be too many: UsageError (DBT317). A table that is not there has no rows.
RowDifferences compare_rows(Connection& connection, const Dialect& dialect, const Model& declared,
                            const Schema& live);

}  // namespace dbtool
