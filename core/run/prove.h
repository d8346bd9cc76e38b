// Prove: a generated revision tried in a scratch database before it is written.
#pragma once

#include "core/compare/compare.h"
#include "core/dialect/dialect.h"
#include "core/revisions/revision.h"

#include <string>
#include <vector>

namespace dbtool {

/// A revision's text as it would be written, and a file name whose ending tells the format.
struct ScriptText {
  std::string text = {};
  std::string file = {};
  std::string database = {};  ///< whose steps are tried, where they are listed by database
};

/// What is to be proven: that the scripts, one after the other, lead from `live` to the model.
struct Claim {
  Schema live = {};
  Schema wanted = {};  ///< the model as the database would report it
  Model declared = {};
  std::vector<ScriptText> scripts = {};
};

/// Reads the scripts, builds the part of `live` that they can touch in the scratch database, runs
/// the upgrades and compares with the same part of `declared`, runs the downgrades and compares
/// with that of `live`. What is not equal, one line each; empty: proven. Throws UsageError (DBT305)
/// when `live` cannot be built there, and (DBT318) when no script could do what this one has to.
std::vector<std::string> prove(const Dialect& dialect, Scratch& scratch, Claim claim);

/// Runs the upgrade of a revision in a scratch database, and records nothing.
void run_upgrade(const Dialect& dialect, Connection& connection, const RevisionBody& body);

/// Builds a schema in an empty database.
void build(const Dialect& dialect, Connection& connection, const Schema& schema);

}  // namespace dbtool
