#include "dialects/postgresql/table_history.h"

#include <algorithm>

namespace dbtool::postgres {
namespace {

/// What it was called before the batch; for a table that the batch made, the place of its making.
struct Origin {
  Name name = {};
  std::size_t since = 0;
  const Table* made = nullptr;
};

Origin origin_of(Name name, std::span<const Operation> earlier) {
  for (std::size_t i = earlier.size(); i-- > 0;) {
    if (const auto* create = std::get_if<CreateTable>(&earlier[i].what))
      if (create->table.name == name) return {name, i + 1, &create->table};
    const auto* rename = std::get_if<RenameTable>(&earlier[i].what);
    if (rename != nullptr && Name{rename->table.schema, rename->to} == name) name = rename->table;
  }
  return {std::move(name), 0, nullptr};
}

bool changes_columns(const Operation& operation) {
  return std::holds_alternative<AddColumn>(operation.what) ||
         std::holds_alternative<DropColumn>(operation.what) ||
         std::holds_alternative<RenameColumn>(operation.what) ||
         std::holds_alternative<AlterColumn>(operation.what) ||
         std::holds_alternative<RenameTable>(operation.what) ||
         std::holds_alternative<CreateIndex>(operation.what) ||
         std::holds_alternative<DropIndex>(operation.what);
}

}  // namespace

std::optional<Table> table_at(const Name& name, std::span<const Operation> earlier,
                              const TableBefore& before) {
  Origin origin = origin_of(name, earlier);
  Schema schema;
  if (origin.made != nullptr) {
    schema.tables.add(*origin.made);
  } else {
    std::optional<TableSource> source;
    if (before.table) source = before(origin.name);
    if (!source) return std::nullopt;
    schema.tables.add(source->table);
  }
  for (const Operation& operation : earlier.subspan(origin.since))
    if (changes_columns(operation) && schema.tables.contains(subject(operation)))
      apply(operation, schema);
  const Table* table = schema.tables.find(name);
  return table == nullptr ? std::nullopt : std::optional(*table);
}

std::vector<std::string> triggers_at(const Name& name, std::span<const Operation> earlier,
                                     const TableBefore& before) {
  Origin origin = origin_of(name, earlier);
  if (origin.made != nullptr || origin.name != name || !before.table) return {};
  std::optional<TableSource> source = before(name);
  return source ? source->dependents : std::vector<std::string>{};
}

}  // namespace dbtool::postgres
