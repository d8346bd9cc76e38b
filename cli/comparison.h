// Comparison: the project's models against its database; what migrate, check and diff share.
#pragma once

#include "cli/arguments.h"
#include "core/compare/compare.h"
#include "core/dialect/dialect.h"
#include "core/schema/model.h"

#include <string>
#include <vector>

namespace dbtool::cli {

class Session;

struct ProjectComparison {
  Model declared = {};
  Schema live = {};    ///< as it is
  Schema wanted = {};  ///< as the database would report the models
  std::vector<Operation> operations = {};
  std::vector<Change> changes = {};
  std::vector<Change> left_alone = {};  ///< what dbtool does not manage, and differs
  std::vector<Problem> drift = {};      ///< rows of reference data that differ and are left alone
  std::vector<RenameCandidate> candidates = {};  ///< drops and adds that may be renames
};

/// --rename: answers besides the models' renamed_from.
void declare_renames(Arguments& arguments, std::vector<std::string>& renames);

/// Reads only. `renames` are answers besides the models' renamed_from: "posts.subtitle=summary".
ProjectComparison compare_project(Session& session, const std::vector<std::string>& renames = {});
/// A model against a schema that was read before; of the session, only the dialect and its scratch.
ProjectComparison compare_model(Session& session, Model declared, Schema live);
/// The same again with one more rename told.
ProjectComparison compare_again(Session& session, ProjectComparison comparison,
                                const Rename& rename);

/// The tables as operations of the comparison find them. Both must outlive it.
TableBefore tables_before(Session& session, const ProjectComparison& comparison);

/// "models/blog.yaml", "12 model files".
std::string models_text(const Model& model);
/// "posts.subtitle=summary": what --rename takes.
std::string rename_text(const Rename& rename);
/// Reads it; throws UsageError (DBT005) when the old name is not in the database.
Rename parse_rename(const std::string& text, const Schema& live);

}  // namespace dbtool::cli
