// Operations on rows of reference data.
#pragma once

#include "core/schema/reference_rows.h"
#include "core/schema/schema.h"

#include <string>
#include <vector>

namespace dbtool {

struct Operation;

/// Rows that a table shall have, and rows that it shall not have. Each is told apart by its key.
struct ChangeRows {
  Name table = {};
  std::vector<std::string> key = {};
  RowsMode mode = RowsMode::ensure;
  std::vector<DataRow> values = {};
  /// What rows of `values` were, as far as it is known: one that is neither this nor that was
  /// changed by somebody else, and the revision refuses.
  std::vector<DataRow> was = {};
  /// Rows to delete, as they must be: one that is not was changed, and the revision refuses.
  std::vector<DataRow> remove = {};
  bool operator==(const ChangeRows&) const = default;
};

/// The row of a list with the same key, or nullptr.
const DataRow* find_row(const std::vector<DataRow>& rows, const DataRow& like,
                        const std::vector<std::string>& key);

void apply(const ChangeRows& operation, Schema& schema);
/// Deletes what was not there, puts back what was.
std::vector<Operation> reverse(const ChangeRows& operation, const Schema& before);
std::string describe(const ChangeRows& operation);
Name subject(const ChangeRows& operation);

}  // namespace dbtool
