// Names the model leaves to the convention, or the database to nobody: the live object that is the
// same but for its name lends its name.
#include "core/compare/difference.h"
#include "core/compare/same.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace dbtool {
namespace {

using Names = std::map<std::string, std::string>;

/// The names of one list's items that give way to a live name.
template <class T>
Names adopted(const Table& table, const NamedList<T>& live, const NamedList<T>& wanted,
              const Model& declared) {
  Names names;
  std::vector<const T*> unnamed;
  match_by_name(
      live, wanted, [&](const T& only) { unnamed.push_back(&only); }, [](const T&) {},
      [](const T&, const T&) {});
  if (unnamed.empty()) return names;
  for (const T& item : wanted) {
    if (live.contains(item.name)) continue;
    bool by_convention =
        declared.names_by_convention.contains(to_text(table.name) + "/" + item.name);
    auto twin = std::find_if(unnamed.begin(), unnamed.end(), [&](const T* candidate) {
      return (by_convention || has_no_name(candidate->name)) && same_but_name(*candidate, item);
    });
    if (twin == unnamed.end()) continue;
    names.emplace(item.name, (*twin)->name);
    unnamed.erase(twin);
  }
  return names;
}

template <class T>
void rename_all(NamedList<T>& list, const Names& names) {
  list.update_all([&](T& item) {
    auto found = names.find(item.name);
    if (found != names.end()) item.name = found->second;
  });
}

/// Moves what the model knows of a name to the new one.
void rename_in_model(const Name& table, const Names& names, Model& declared) {
  for (const auto& [from, to] : names) {
    std::string old_key = to_text(table) + "/" + from;
    std::string new_key = to_text(table) + "/" + to;
    if (declared.names_by_convention.erase(old_key) != 0)
      declared.names_by_convention.insert(new_key);
    auto place = declared.declared_at.extract(old_key);
    if (place.empty()) continue;
    place.key() = new_key;
    declared.declared_at.insert(std::move(place));
  }
}

/// One wanted table with its live and its declared side.
struct Tables {
  const Table& live;
  Table& wanted;
  Table* words;
};

template <class T>
void adopt_list(const Tables& tables, NamedList<T> Table::*list, Model& declared) {
  if (tables.live.*list == tables.wanted.*list) return;
  Names names = adopted(tables.wanted, tables.live.*list, tables.wanted.*list, declared);
  if (names.empty()) return;
  rename_all(tables.wanted.*list, names);
  if (tables.words != nullptr) rename_all(tables.words->*list, names);
  rename_in_model(tables.wanted.name, names, declared);
}

void adopt_primary_key(const Tables& tables, Model& declared) {
  const std::optional<PrimaryKey>& live = tables.live.primary_key;
  std::optional<PrimaryKey>& wanted = tables.wanted.primary_key;
  if (!live || !wanted || live->name == wanted->name || !same_but_name(*live, *wanted)) return;
  std::string key = to_text(tables.wanted.name) + "/" + wanted->name;
  if (!has_no_name(live->name) && !declared.names_by_convention.contains(key)) return;
  rename_in_model(tables.wanted.name, {{wanted->name, live->name}}, declared);
  wanted->name = live->name;
  if (tables.words != nullptr && tables.words->primary_key)
    tables.words->primary_key->name = live->name;
}

void adopt_names(const Tables& tables, Model& declared) {
  adopt_primary_key(tables, declared);
  adopt_list(tables, &Table::uniques, declared);
  adopt_list(tables, &Table::foreign_keys, declared);
  adopt_list(tables, &Table::checks, declared);
  adopt_list(tables, &Table::indexes, declared);
}

}  // namespace

void adopt_live_names(const Schema& live, Schema& wanted, Model& declared) {
  std::vector<Rename> renames = pending_renames(live, declared.renames);
  if (!renames.empty()) {
    Schema renamed = live;
    for (const Operation& rename : rename_operations(renames)) apply(rename, renamed);
    adopt_live_names(renamed, wanted, declared);
    return;
  }
  for (const Table& table : live.tables)
    if (Table* found = wanted.tables.find(table.name))
      adopt_names({table, *found, declared.schema.tables.find(table.name)}, declared);
}

}  // namespace dbtool
