// Foreign keys that rest on a key that changes, or whose columns change to a type that cannot be
// compared half-way: dropped before and made again.
#include "core/compare/difference.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace dbtool {
namespace {

using ColumnName = std::pair<Name, std::string>;
using ConstraintName = std::pair<Name, std::string>;
using Key = std::pair<Name, std::vector<std::string>>;

template <class What>
const What* as(const Operation& operation) {
  return std::get_if<What>(&operation.what);
}

Key key_of(const Name& table, std::vector<std::string> columns) {
  std::sort(columns.begin(), columns.end());
  return {table, std::move(columns)};
}

void add_dropped_key(const Operation& operation, std::set<Key>& keys) {
  if (const auto* drop = as<DropConstraint>(operation)) {
    if (const auto* key = std::get_if<PrimaryKey>(&drop->was))
      keys.insert(key_of(drop->table, key->columns));
    if (const auto* unique = std::get_if<Unique>(&drop->was))
      keys.insert(key_of(drop->table, unique->columns));
  }
  const auto* index = as<DropIndex>(operation);
  if (index == nullptr || !index->was.unique) return;
  std::vector<std::string> columns;
  for (const IndexPart& part : index->was.parts) columns.push_back(part.column);
  keys.insert(key_of(index->table, columns));
}

/// What foreign keys cannot stay on while the operations run.
struct Ground {
  std::set<Key> keys = {};
  std::set<ColumnName> columns = {};  ///< of another kind of type: not comparable half-way
  std::set<Name> dropped_tables = {};
  std::set<ConstraintName> handled = {};  ///< foreign keys that are dropped anyway

  bool carries(const Name& table, const ForeignKey& key) const {
    if (keys.contains(key_of(key.references, key.referenced_columns))) return true;
    auto changes = [&](const Name& name, const std::vector<std::string>& names) {
      return std::any_of(names.begin(), names.end(), [&](const std::string& column) {
        return columns.contains({name, column});
      });
    };
    return changes(table, key.columns) || changes(key.references, key.referenced_columns);
  }
};

Ground ground_of(const std::vector<Operation>& operations) {
  Ground ground;
  for (const Operation& operation : operations) {
    add_dropped_key(operation, ground.keys);
    if (const auto* alter = as<AlterColumn>(operation))
      if (alter->to.type && alter->was.type &&
          alter->to.type->kind.index() != alter->was.type->kind.index())
        ground.columns.insert({alter->table, alter->column});
    if (const auto* table = as<DropTable>(operation)) ground.dropped_tables.insert(table->table);
    if (const auto* drop = as<DropConstraint>(operation))
      if (std::holds_alternative<ForeignKey>(drop->was))
        ground.handled.insert({drop->table, name_of(drop->was)});
  }
  return ground;
}

/// The foreign keys that must go for a while, with the name each has afterwards.
struct Recreated {
  std::vector<std::pair<const Table*, const ForeignKey*>> keys = {};
  std::map<ConstraintName, std::string> names = {};
};

Recreated recreated_on(const Ground& ground, const Schema& live) {
  Recreated recreated;
  for (const Table& table : live.tables) {
    if (ground.dropped_tables.contains(table.name)) continue;
    for (const ForeignKey& key : table.foreign_keys) {
      ConstraintName name{table.name, key.name};
      if (ground.handled.contains(name) || !ground.carries(table.name, key)) continue;
      recreated.keys.emplace_back(&table, &key);
      recreated.names.emplace(name, key.name);
    }
  }
  return recreated;
}

/// Renaming and validating are done by making the foreign key again.
void take_over(Recreated& recreated, std::vector<Operation>& operations) {
  std::set<ConstraintName> afterwards;
  std::erase_if(operations, [&](const Operation& operation) {
    const auto* rename = as<RenameConstraint>(operation);
    if (rename == nullptr) return false;
    auto found = recreated.names.find({rename->table, rename->name});
    if (found == recreated.names.end()) return false;
    found->second = rename->to;
    return true;
  });
  for (const auto& [name, to] : recreated.names) afterwards.insert({name.first, to});
  std::erase_if(operations, [&](const Operation& operation) {
    const auto* validate = as<ValidateConstraint>(operation);
    return validate != nullptr && afterwards.contains({validate->table, validate->name});
  });
}

void recreate(const Table& table, const ForeignKey& key, const std::string& name,
              Difference& difference) {
  ForeignKey again = key;
  again.name = name;
  if (const Table* words = difference.declared.schema.tables.find(table.name))
    again = ForeignKey(difference.in_words(words->foreign_keys, name, again));
  difference.add(DropConstraint{table.name, key});
  difference.add(CreateConstraint{table.name, again});
}

}  // namespace

void recreate_foreign_keys(Difference& difference) {
  Ground ground = ground_of(difference.operations);
  if (ground.keys.empty() && ground.columns.empty()) return;
  Recreated recreated = recreated_on(ground, difference.live);
  take_over(recreated, difference.operations);
  for (auto [table, key] : recreated.keys)
    recreate(*table, *key, recreated.names.at({table->name, key->name}), difference);
}

}  // namespace dbtool
