// The sequence behind a column, an identity's or a serial's, while the column is altered.
#pragma once

#include "core/operations/operation.h"
#include "dialects/postgresql/ddl.h"

namespace dbtool::postgres {

/// What the new default needs: its sequence.
Sql sequence_before(const AlterColumn& operation, const Column& from, const Column& to);
/// Identities made or changed, the sequence of a serial column that has become bigger or smaller,
/// and the end of one that no default takes values from any more. New sequences go on where the
/// old ones, and the column's values, have come to.
Sql sequence_after(const AlterColumn& operation, const Column& from, const Column& to);

}  // namespace dbtool::postgres
