#include "core/operations/row_operations.h"

#include "core/operations/lookup.h"
#include "core/operations/operation.h"
#include "core/support/text.h"

#include <algorithm>

namespace dbtool {
namespace {

std::vector<DataRow> missing_before(const ChangeRows& operation) {
  std::vector<DataRow> rows;
  for (const DataRow& row : operation.values)
    if (find_row(operation.was, row, operation.key) == nullptr) rows.push_back(row);
  return rows;
}

/// The columns of a row that another one has too.
DataRow with_columns_of(const DataRow& row, const DataRow& other) {
  DataRow result{.where = row.where};
  for (const auto& [column, value] : row.values)
    if (find_value(other, column) != nullptr) result.values.emplace_back(column, value);
  return result;
}

}  // namespace

const DataRow* find_row(const std::vector<DataRow>& rows, const DataRow& like,
                        const std::vector<std::string>& key) {
  const std::vector<RowValue> wanted = key_of(like, key);
  const auto found =
      std::ranges::find_if(rows, [&](const DataRow& row) { return key_of(row, key) == wanted; });
  return found == rows.end() ? nullptr : &*found;
}

void apply(const ChangeRows& operation, Schema& schema) {
  const Table& table = require_table(schema, operation.table);
  require_columns(table, operation.key, describe(operation));
}

std::vector<Operation> reverse(const ChangeRows& operation, const Schema&) {
  const ChangeRows same{.table = operation.table, .key = operation.key};
  ChangeRows back = same;
  back.remove = missing_before(operation);
  std::ranges::reverse(back.remove);
  ChangeRows restored = same;
  restored.values = operation.remove;
  std::ranges::reverse(restored.values);
  for (const DataRow& old : operation.was) {
    const DataRow* row = find_row(operation.values, old, operation.key);
    if (row == nullptr) continue;
    back.mode = RowsMode::update;
    back.values.push_back(old);
    back.was.push_back(with_columns_of(*row, old));
  }
  std::vector<Operation> steps;
  if (!back.remove.empty() || !back.values.empty()) steps.push_back({.what = std::move(back)});
  if (!restored.values.empty()) steps.push_back({.what = std::move(restored)});
  return steps;
}

std::string describe(const ChangeRows& operation) {
  return "rows of " + to_text(operation.table);
}

Name subject(const ChangeRows& operation) {
  return operation.table;
}

}  // namespace dbtool
