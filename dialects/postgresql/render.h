// Rendering: operations as PostgreSQL's SQL.
#pragma once

#include "core/dialect/dialect.h"

#include <span>
#include <vector>

namespace dbtool::postgres {

/// How rows are written and compared.
RowWords row_words();

std::vector<Statement> render(std::span<const Operation> operations, const TableBefore& before);

/// Whether the operation is one that runs outside transactions: concurrent index builds, new values
/// of enums.
bool runs_alone(const Operation& operation);
/// Whether PostgreSQL refuses the statement inside a transaction block: CREATE INDEX CONCURRENTLY,
/// VACUUM, ALTER SYSTEM…
bool refuses_transaction(std::string_view sql);

}  // namespace dbtool::postgres
