// Prove: a generated revision tried in a scratch database before it is written.
#pragma once

#include "core/dialect/dialect.h"
#include "core/revisions/revision.h"

#include <string>
#include <vector>

namespace dbtool {

/// Builds `live` in the scratch database, runs the upgrade and compares with `wanted`, runs the
/// downgrade and compares with `live`. What is not equal, one line each; empty: proven.
/// Throws UsageError (DBT305) when `live` cannot be built there.
std::vector<std::string> prove(const Dialect& dialect, Scratch& scratch, const Schema& live,
                               const Model& wanted, const RevisionBody& body);

/// Builds a schema in an empty database.
void build(const Dialect& dialect, Connection& connection, const Schema& schema);

}  // namespace dbtool
