// The live database as models, and what models cannot say of it.
#pragma once

#include "core/schema/schema.h"
#include "core/support/error.h"
#include "core/support/value.h"

#include <string>
#include <vector>

namespace dbtool::cli {

class Session;

/// The whole database but for dbtool's own tables; on PostgreSQL these schemas too.
Schema live_schema(Session& session, const std::vector<std::string>& schemas);
/// A model file that declares it, with what is left alone as comments at its end.
std::string model_text(const Schema& live);
/// What is left alone, for reports.
Value unmanaged_value(const Schema& live);
/// What a migrate with that model would change (DBT310); none: it says everything.
std::vector<Problem> not_said(Session& session, const std::string& model, const Schema& live);

}  // namespace dbtool::cli
