#include "core/compare/portions.h"

#include <algorithm>
#include <set>
#include <utility>

namespace dbtool {
namespace {

std::size_t objects_with(const Table& table) {
  constexpr std::size_t large_values = 2;  // kept in a table of their own, with its index
  const auto sequences = std::ranges::count_if(
      table.columns, [](const Column& column) { return column.identity.has_value(); });
  return large_values + (table.primary_key ? 1 : 0) + table.uniques.size() + table.indexes.size() +
         static_cast<std::size_t>(sequences);
}

/// What comes or goes with the operation, besides its subject.
std::size_t objects_beside(const Operation& operation) {
  if (const auto* create = std::get_if<CreateTable>(&operation.what))
    return objects_with(create->table);
  if (const auto* drop = std::get_if<DropTable>(&operation.what)) return objects_with(drop->was);
  const bool is_index = std::holds_alternative<CreateIndex>(operation.what) ||
                        std::holds_alternative<DropIndex>(operation.what) ||
                        std::holds_alternative<CreateConstraint>(operation.what);
  return is_index ? 1 : 0;
}

/// Counts the objects of one portion.
class Count {
 public:
  std::size_t with(const Operation& operation) const {
    return count_ + objects_beside(operation) + (subjects_.contains(subject(operation)) ? 0 : 1);
  }
  void add(const Operation& operation) {
    count_ = with(operation);
    subjects_.insert(subject(operation));
  }

 private:
  std::size_t count_ = 0;
  std::set<Name> subjects_ = {};
};

}  // namespace

std::vector<std::vector<Operation>> portions(std::vector<Operation> operations, std::size_t most) {
  std::vector<std::vector<Operation>> result(1);
  Count count;
  for (Operation& operation : operations) {
    if (most != 0 && count.with(operation) > most && !result.back().empty()) {
      result.emplace_back();
      count = {};
    }
    count.add(operation);
    result.back().push_back(std::move(operation));
  }
  return result;
}

}  // namespace dbtool
