// SQL models: DDL run in a scratch database and read back.
#pragma once

#include "core/dialect/dialect.h"
#include "core/schema/model.h"
#include "core/schema/model_file.h"

#include <vector>

namespace dbtool {

/// The schema that the scripts make, whatever the order of their statements: one that fails is
/// tried again after the others. Throws UsageError (DBT115) with the place of each statement that
/// never works, DBT150 when there is no table in the end.
Model load_sql_model(const std::vector<ModelSource>& sources, const Dialect& dialect,
                     Scratch& scratch);

}  // namespace dbtool
