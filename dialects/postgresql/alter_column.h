// Altering a column: one ALTER TABLE where one is enough.
#pragma once

#include "core/dialect/dialect.h"
#include "dialects/postgresql/ddl.h"

#include <span>

namespace dbtool::postgres {

/// `earlier` are the operations of the same batch that come before this one; with `before` they
/// tell what the column is at that moment, which a change of type must know.
Sql sql_of(const AlterColumn& operation, std::span<const Operation> earlier,
           const TableBefore& before);

}  // namespace dbtool::postgres
