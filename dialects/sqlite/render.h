// Rendering: operations as statements.
#pragma once

#include "core/dialect/dialect.h"

#include <span>
#include <vector>

namespace dbtool::lite {

/// How rows are written and compared.
RowWords row_words();

std::vector<Statement> render(std::span<const Operation> operations, const TableBefore& before);

}  // namespace dbtool::lite
