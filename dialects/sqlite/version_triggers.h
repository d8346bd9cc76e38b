// Version columns: the triggers that refuse updates of stale rows. A comment in their text says
// whose they are.
#pragma once

#include "dialects/sqlite/table_state.h"

#include <span>
#include <string>
#include <vector>

namespace dbtool::lite {

/// The triggers of the table's version columns.
std::vector<StoredText> version_triggers(const Table& table);
/// Tells columns by the triggers of their table that they are versions. These triggers, which may
/// have other names than we would give them.
std::vector<StoredText> adopt_versions(Table& table, std::span<const StoredText> triggers);
/// The same for a table that is to be changed: takes the triggers out of the others.
void adopt_versions(TableState& table);
/// Whether the text says that it belongs to a version column.
bool has_version_tag(const std::string& trigger);

/// What a change of a table leaves to do for its versions.
struct TriggerChange {
  std::vector<std::string> before = {};  ///< drops, before the change
  std::vector<std::string> after = {};
};
/// After it, `after` has the triggers it needs.
TriggerChange keep_versions(const TableState& before, TableState& after);
/// The triggers that a table made anew needs, which has lost those it had.
std::vector<std::string> triggers_again(TableState& table);

}  // namespace dbtool::lite
