// Replay: the schema that revisions make, without a database.
#pragma once

#include "core/dialect/dialect.h"
#include "core/revisions/revision.h"

#include <string>
#include <vector>

namespace dbtool {

/// Folds apply() over operations; raw SQL is passed over and noted in `opaque`. Once something is
/// noted there, operations on what SQL may have made are passed over and noted too; before, one
/// that cannot apply throws UsageError.
void replay(const std::vector<Section>& sections, Schema& schema, std::vector<std::string>& opaque);
/// Tables of a replayed schema as render() asks for them. The schema must outlive it.
TableBefore tables_of(const Schema& schema);

}  // namespace dbtool
