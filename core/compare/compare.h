// Comparing two schemas: the operations that make one the other.
#pragma once

#include "core/operations/operation.h"
#include "core/schema/model.h"

#include <functional>
#include <string>
#include <vector>

namespace dbtool {

/// The difference of two schemas of one dialect, in an order that can run: renames first, foreign
/// keys detached on cycles, views dropped around what they use. Deterministic: equal input, equal
/// output. `live` and `wanted` are canonical and decide whether something differs; `declared` is
/// the same schema as `wanted` in the user's words and is what operations are filled with.
struct Comparison {
  const Schema& live;
  const Schema& wanted;
  const Model& declared;
};
std::vector<Operation> compare(const Comparison& comparison);

/// The way back: the reverses in reverse order.
std::vector<Operation> reverse_all(const std::vector<Operation>& operations, const Schema& before);

/// Gives each object of `wanted` whose name came from the convention (or, where the live one has no
/// name, any name) the name of the live object that is the same but for it, in `wanted` and in
/// `declared`.
void adopt_live_names(const Schema& live, Schema& wanted, Model& declared);

/// Where names ignore case: gives tables, views, columns and indexes of `live` the case they have
/// in the model, or in one of its renames.
void adopt_declared_case(Schema& live, const Model& declared);

/// A table or column that is gone and one that is new which may be the same under another name.
struct RenameCandidate {
  Rename rename = {};
  int score = 0;  ///< 0 to 100: same type, default, position, constraints, nearness of the names
};
/// Pairs worth asking about, best first; never applied without an answer.
std::vector<RenameCandidate> rename_candidates(const Schema& live, const Schema& wanted,
                                               const std::vector<Rename>& known);
/// The renames that still have to be done: the old name is live and the new one is not.
std::vector<Rename> pending_renames(const Schema& live, const std::vector<Rename>& declared);
/// The operations of renames.
std::vector<Operation> rename_operations(const std::vector<Rename>& renames);
/// Does the pending renames to `live`, so that everything else can be compared under its new name.
/// The operations: the renames, and before them drops of views that show a renamed column.
std::vector<Operation> rename_first(Schema& live, const Model& declared);

/// One line of a difference, for `diff`, `check`, `migrate` and JSON.
struct Change {
  std::string action = {};  ///< add, remove, change, rename
  std::string object = {};  ///< table, column, index, constraint, enum, view…
  std::string name = {};
  std::string table = {};
  std::string detail = {};  ///< "varchar(255) → varchar(320)"
  Location where = {};      ///< in the model, where it is declared there
};
/// "change column users.email (varchar(255) → varchar(320))".
std::string to_text(const Change& change);
/// A created table is one line; what is dropped and made again is one change.
std::vector<Change> changes_of(const std::vector<Operation>& operations, const Model& declared);

}  // namespace dbtool
