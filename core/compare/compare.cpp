#include "core/compare/compare.h"

#include "core/compare/difference.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace dbtool {
namespace {

std::vector<Operation> compare_renamed(const Schema& live, const Comparison& comparison) {
  if (live == comparison.wanted) return {};
  Difference difference{live, comparison.wanted, comparison.declared};
  compare_namespaces(difference);
  compare_enums(difference);
  compare_tables(difference);
  compare_views(difference);
  detach_enum_defaults(difference);
  recreate_foreign_keys(difference);
  recreate_views(difference);
  detach_cycles(difference.operations);
  return in_order(difference);
}

}  // namespace

std::vector<Operation> compare(const Comparison& comparison) {
  if (pending_renames(comparison.live, comparison.declared.renames).empty())
    return compare_renamed(comparison.live, comparison);
  Schema live = comparison.live;
  std::vector<Operation> operations = rename_first(live, comparison.declared);
  for (Operation& operation : compare_renamed(live, comparison))
    operations.push_back(std::move(operation));
  return operations;
}

std::vector<Operation> rename_first(Schema& live, const Model& declared) {
  std::vector<Rename> renames = pending_renames(live, declared.renames);
  std::vector<Operation> operations = drop_views_of_renamed_columns(renames, declared, live);
  for (Operation& rename : rename_operations(renames)) {
    apply(rename, live);
    operations.push_back(std::move(rename));
  }
  return operations;
}

std::vector<Operation> reverse_all(const std::vector<Operation>& operations, const Schema& before) {
  Schema schema = before;
  std::vector<Operation> back;  // from its end, so that large ones are there once
  back.reserve(operations.size());
  for (const Operation& operation : operations) {
    std::vector<Operation> step = reverse(operation, schema);
    apply(operation, schema);
    // A value is added in place; taken away again, it changes the columns under the views.
    if (std::holds_alternative<AddEnumValue>(operation.what))
      step = between_views(std::move(step), schema);
    std::move(step.rbegin(), step.rend(), std::back_inserter(back));
  }
  std::ranges::reverse(back);
  return back;
}

}  // namespace dbtool
