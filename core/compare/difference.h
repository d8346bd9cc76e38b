// Difference: the operations of a comparison while they are collected, in no particular order yet.
#pragma once

#include "core/compare/compare.h"

#include <string>
#include <utility>
#include <vector>

namespace dbtool {

struct Difference {
  const Schema& live;  ///< with the pending renames done
  const Schema& wanted;
  const Model& declared;
  std::vector<Operation> operations = {};

  template <class What>
  void add(What what) {
    operations.push_back({std::move(what)});
  }
  /// The object in the user's words; canonical ones where the model has none of this name.
  template <class T, class Key>
  const T& in_words(const NamedList<T>& words, const Key& name, const T& canonical) const {
    const T* found = words.find(name);
    return found != nullptr ? *found : canonical;
  }
};

/// Whether the model tells dbtool to leave an object alone ("!" in a pattern takes it back).
bool is_ignored(const Model& declared, const std::string& kind, const std::string& name);

/// The name of a column's type that is no type of dbtool's own: an enum's, or that of what it
/// leaves alone; nullptr: it is one.
const Name* enum_of(const Column& column);

void compare_namespaces(Difference& difference);
void compare_enums(Difference& difference);
void compare_tables(Difference& difference);
void compare_views(Difference& difference);
/// Keys, foreign keys, checks and indexes of a table on both sides.
void compare_constraints(const Table& live, const Table& wanted, Difference& difference);

/// Adds drops and creations of what stands in the way of a change and is the same afterwards:
/// foreign keys on a key that changes, views of columns that change.
void recreate_foreign_keys(Difference& difference);
void recreate_views(Difference& difference);
/// The same for operations that change an enum and stand alone.
std::vector<Operation> between_views(std::vector<Operation> operations, const Schema& schema);
/// Takes a default away around a change of an enum that has not both the old and the new value.
void detach_enum_defaults(Difference& difference);
/// Takes foreign keys out of created and dropped tables where they form cycles.
void detach_cycles(std::vector<Operation>& operations);

/// The names of a table, view or enum that is renamed. One that has no schema stands in the
/// other's.
Name source_of(const Rename& rename);
Name target_of(const Rename& rename);
/// Drops the views of columns that are renamed, from `live` too: databases disagree on what such a
/// view shows afterwards, so it is made again from the model. Renames of these views are done then.
std::vector<Operation> drop_views_of_renamed_columns(std::vector<Rename>& renames,
                                                     const Model& declared, Schema& live);

/// The operations in an order that can run; the same for the same input.
std::vector<Operation> in_order(const Difference& difference);

}  // namespace dbtool
