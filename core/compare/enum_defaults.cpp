// A default of an enum's type while the enum changes: it must be a value both before and after.
#include "core/compare/difference.h"

#include <algorithm>
#include <map>

namespace dbtool {
namespace {

bool has_value(const std::vector<std::string>& values, const Rare<std::optional<Default>>& wanted) {
  if (!wanted || !*wanted) return true;
  const auto* literal = std::get_if<Literal>(&(*wanted)->value);
  return literal == nullptr || literal->kind == Literal::Kind::null ||
         std::find(values.begin(), values.end(), literal->text) != values.end();
}

const AlterEnum* enum_change_of(const AlterColumn& alter, const Difference& difference,
                                const std::map<Name, AlterEnum>& changes) {
  const Table* table = difference.wanted.tables.find(alter.table);
  const Column* column = table == nullptr ? nullptr : find_column(*table, alter.column);
  if (column == nullptr || alter.to.type) return nullptr;
  const auto* named = std::get_if<Named>(&column->type.kind);
  auto change = named == nullptr ? changes.end() : changes.find(named->name);
  return change == changes.end() ? nullptr : &change->second;
}

}  // namespace

void detach_enum_defaults(Difference& difference) {
  std::map<Name, AlterEnum> changes;
  for (const Operation& operation : difference.operations)
    if (const auto* alter = std::get_if<AlterEnum>(&operation.what))
      changes.emplace(alter->name, *alter);
  if (changes.empty()) return;
  std::vector<Operation> detached;
  for (Operation& operation : difference.operations) {
    auto* alter = std::get_if<AlterColumn>(&operation.what);
    const AlterEnum* change =
        alter == nullptr ? nullptr : enum_change_of(*alter, difference, changes);
    if (change == nullptr || has_value(change->was, alter->to.default_value) ||
        has_value(change->values, alter->was.default_value))
      continue;
    AlterColumn detach{alter->table, alter->column, {}, {}, {}};
    detach.was.default_value = alter->was.default_value;
    detach.to.default_value.emplace(std::nullopt);
    alter->was.default_value.emplace(std::nullopt);
    detached.push_back({std::move(detach)});
  }
  for (Operation& operation : detached) difference.operations.push_back(std::move(operation));
}

}  // namespace dbtool
