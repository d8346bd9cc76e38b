// Replay: the schema that revisions make, without a database.
#pragma once

#include "core/dialect/dialect.h"
#include "core/revisions/revision.h"

#include <string>
#include <vector>

namespace dbtool {

/// Folds apply() over operations. Raw SQL that may change more than rows, and does not say what
/// (`describes`), is passed over and becomes a problem in `opaque` (DBT306) with its place and what
/// to add. Once something is noted there, operations on what SQL may have made are passed over and
/// noted too; before, one that cannot apply throws UsageError.
void replay(const std::vector<Section>& sections, const Dialect& dialect, Schema& schema,
            std::vector<Problem>& opaque);
/// Tables of a replayed schema as render() asks for them. The schema must outlive it.
TableBefore tables_of(const Schema& schema);

}  // namespace dbtool
