// The rebuild: what ALTER TABLE cannot do, by making the table anew and copying its rows.
#pragma once

#include "dialects/sqlite/table_edits.h"

#include <vector>

namespace dbtool::lite {

/// The statements that turn the table as it was into the table as it is to be, checks included.
/// Foreign keys must be off. Throws RefusedError (DBT823) for a trigger whose text may be out of
/// date.
std::vector<Statement> rebuild(const TableState& before, const TableState& after,
                               const RowCopy& copy, const Location& where);

}  // namespace dbtool::lite
