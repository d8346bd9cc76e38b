// Operations on a table as edits of its texts, with what the copying of its rows must heed.
#pragma once

#include "core/operations/operation.h"
#include "dialects/sqlite/names.h"
#include "dialects/sqlite/table_state.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace dbtool::lite {

/// What becomes of an enum in the tables that have it.
struct EnumChange {
  Name from = {};
  Enum to = {};
  std::optional<RenameEnumValue> renamed_value = {};
};

/// An operation on one table; of an operation on an enum, its part for this table.
struct TableOperation {
  const Operation* operation = nullptr;
  std::optional<EnumChange> enum_change = {};
};

/// How rows get from the old table into the new one.
struct RowCopy {
  std::map<std::string, std::string, NameOrder> values =
      {};                                       ///< by column: SQL instead of the column itself
  std::set<std::string, NameOrder> added = {};  ///< columns that take their default
  std::vector<Statement> checks = {};           ///< before the copy, on the old table
};

/// Makes the operation's change in the texts. Throws UsageError (DBT620) for what is not there, and
/// RefusedError (DBT821) for a column that something else still uses.
void edit_table(const TableOperation& operation, TableStates& states, TableState& table,
                RowCopy& copy);

/// The table's model, for its columns and options.
Table table_of(const TableState& table);
/// The enum check of a column, if it has one.
const Clause* enum_clause(const TableText& text, const std::string& column);
/// Whether the text of an index speaks of a column.
bool index_mentions(const StoredText& index, const std::string& column, const std::string& table);
/// A column of an enum needs to know its values. Throws UsageError (DBT822) when nothing does.
std::optional<Enum> enum_of(const Type& type, TableStates& states);

}  // namespace dbtool::lite
