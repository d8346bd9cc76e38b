// Neighbouring changes of one table: ALTER TABLE where it can do all of them, else one rebuild.
#pragma once

#include "dialects/sqlite/table_edits.h"

#include <span>
#include <vector>

namespace dbtool::lite {

std::vector<Statement> alter_table(TableStates& states, const Name& table,
                                   std::span<const TableOperation> operations);

}  // namespace dbtool::lite
