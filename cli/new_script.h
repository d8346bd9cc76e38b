// New scripts: what revision, migrate and merge share: where a new revision goes and how it is
// written.
#pragma once

#include "cli/arguments.h"
#include "core/project/config.h"
#include "core/revisions/new_revision.h"
#include "core/revisions/target.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace dbtool::cli {

class Session;

struct ScriptOptions {
  std::string message = {};
  std::optional<std::string> rev_id = {};
  std::string head = "head";
  bool splice = false;
  std::vector<std::string> labels = {};
  std::vector<std::string> depends_on = {};
  std::optional<std::string> version_path = {};
  std::optional<std::string> format = {};  ///< yaml, sql
};

/// -m, --rev-id, --branch-label, --version-path, --script.
void declare_script(Arguments& arguments, ScriptOptions& options);
/// --head, --splice, --depends-on.
void declare_place(Arguments& arguments, ScriptOptions& options);

/// The folder of `versions` that a revision's file is in, or in a folder of.
std::optional<std::filesystem::path> location_around(const Config& config,
                                                     const Revision& revision);
/// The head of a new revision after `--head`; checks ids and labels against the graph.
NewRevision new_revision(Session& session, const ScriptOptions& options);
/// The same with these parents.
NewRevision new_revision_after(Session& session, const ScriptOptions& options,
                               std::vector<std::string> parents);
/// Writes the file, says so and reports it; its path.
std::filesystem::path add_script(Session& session, NewRevision& revision,
                                 const ScriptOptions& options, const std::string& remark = {});
/// A revision to be written, and what is said beside its path.
struct NewScript {
  NewRevision* revision = nullptr;
  std::string remark = {};
};
/// Writes revisions that come one after the other into the folder of the first; then runs
/// `after_write:` on each.
void write_scripts(Session& session, const std::vector<NewScript>& scripts,
                   const ScriptOptions& options);
/// The same for one.
void write_script(Session& session, NewRevision& revision, const ScriptOptions& options,
                  const std::string& remark = {});

}  // namespace dbtool::cli
