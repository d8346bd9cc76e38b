// The table as it is at one operation of a batch.
#pragma once

#include "core/dialect/dialect.h"
#include "dialects/postgresql/ddl.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace dbtool::postgres {

/// The table before the first operation, with what the operations did to its columns since.
/// Nothing when nobody knows it.
std::optional<Table> table_at(const Name& name, std::span<const Operation> earlier,
                              const TableBefore& before);

/// Its triggers that name columns (see column_triggers.h); none for a table that the batch made or
/// has renamed.
std::vector<std::string> triggers_at(const Name& name, std::span<const Operation> earlier,
                                     const TableBefore& before);

}  // namespace dbtool::postgres
