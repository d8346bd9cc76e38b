// Replay: the schema that revisions make, without a database.
#pragma once

#include "core/dialect/dialect.h"
#include "core/revisions/revision.h"

#include <string>
#include <vector>

namespace dbtool {

/// Folds apply() over operations; raw SQL is passed over and noted in `opaque`.
void replay(const std::vector<Section>& sections, Schema& schema, std::vector<std::string>& opaque);
/// Tables of a replayed schema as render() asks for them. The schema must outlive it.
TableBefore tables_of(const Schema& schema);

}  // namespace dbtool
