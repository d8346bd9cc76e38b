// Project: the folder dbtool works in: settings, models, history.
#pragma once

#include "core/dialect/dialect.h"
#include "core/project/config.h"
#include "core/revisions/revision_graph.h"
#include "core/schema/model.h"

#include <functional>
#include <string>
#include <vector>

namespace dbtool {

/// The declared models for a dialect. YAML files are read as they are; SQL files and the output of
/// a program are loaded into the scratch database and read back. `default_schema` as in
/// load_model(). Throws UsageError (DBT1xx).
Model load_project_model(const Config& config, const Dialect& dialect, const ScratchSource& scratch,
                         const std::function<std::string()>& default_schema = {});
RevisionGraph load_project_graph(const Config& config);
/// Throws UsageError (DBT113) when none of the folders of revision scripts is there.
void require_versions_folder(const Config& config);
/// The user's template of a new script, or the built-in one.
std::string script_template(const Config& config, const std::string& format,
                            const std::string& built_in);

}  // namespace dbtool
