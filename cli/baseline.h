// Baseline: a database that is there already as models and a first revision.
#pragma once

#include "cli/comparison.h"
#include "cli/new_script.h"
#include "core/revisions/revision.h"
#include "core/revisions/route.h"

#include <string>
#include <vector>

namespace dbtool::cli {

class Session;

struct BaselineOptions {
  std::vector<std::string> schemas = {};
  std::string file = {};  ///< the model to write; empty: models/ and the database's name
  bool no_prove = false;
};

struct Baseline {
  Schema live = {};
  std::string model_file = {};  ///< to be written; empty: the models are there, and agree
  std::string model = {};
  ProjectComparison from_nothing = {};  ///< the models and an empty database
};

/// Refuses (DBT751) a database that has recorded revisions.
void require_unversioned(Session& session, const Rows& rows);
/// Refuses a database without tables (DBT311), and one that the models there are (DBT312) or could
/// be (DBT313) do not say all of.
Baseline read_baseline(Session& session, const BaselineOptions& options);
/// Writes model and revision, which there is no way back from; the revision's id.
std::string write_baseline(Session& session, const Baseline& baseline, const ScriptOptions& script,
                           const BaselineOptions& options);
/// Refuses (DBT314) a database that differs from what the revisions up to this one make of an empty
/// scratch database.
void require_schema_of(Session& session, const Revision& revision,
                       const std::vector<std::string>& schemas);

}  // namespace dbtool::cli
