#include "cli/new_script.h"

#include "cli/after_write.h"
#include "cli/revision_list.h"
#include "cli/session.h"
#include "cli/template_list.h"
#include "core/project/project.h"
#include "core/support/file.h"
#include "core/support/text.h"

#include <algorithm>

namespace dbtool::cli {
namespace {

const Revision& parent_named(Session& session, const std::string& head) {
  const RevisionGraph& graph = session.graph_to_extend();
  try {
    return resolve_one(graph, head, session.rows_for(head));
  } catch (HistoryError& error) {
    if (head == "head" && !graph.real_heads().empty())
      error.add_note({"next", "or come after one of them: --head " + graph.real_heads().front()});
    throw;
  }
}

std::vector<std::string> parents_of_head(Session& session, const ScriptOptions& options) {
  const RevisionGraph& graph = session.graph_to_extend();
  if (graph.empty() || options.head == "base") return {};
  const Revision& parent = parent_named(session, options.head);
  if (!graph.children(graph.index_of(parent.id)).empty() && !options.splice)
    throw HistoryError({.code = "DBT731",
                        .message = "revision " + parent.id + " is not a head",
                        .notes = {{"next", "to start a branch there: --splice"}}});
  return {parent.id};
}

std::vector<std::string> dependencies(Session& session, const ScriptOptions& options) {
  std::vector<std::string> ids;
  for (const std::string& name : options.depends_on)
    ids.push_back(session.graph().find_label(name) != nullptr
                      ? name
                      : resolve_one(session.graph(), name, session.rows_for(name)).id);
  return ids;
}

void check_new_names(const RevisionGraph& graph, const ScriptOptions& options) {
  if (options.rev_id) {
    check_revision_id(*options.rev_id);
    require_free_name(graph, "revision id", *options.rev_id);
  }
  for (const std::string& label : options.labels) require_free_name(graph, "branch label", label);
}

std::filesystem::path real_folder(const std::filesystem::path& folder) {
  const auto path = std::filesystem::absolute(folder).lexically_normal();
  return std::filesystem::weakly_canonical(path.has_filename() ? path : path.parent_path());
}

using Folders = std::vector<std::filesystem::path>;

Folders::const_iterator location_of(const Folders& locations, const std::filesystem::path& folder) {
  const auto real = real_folder(folder);
  return std::ranges::find_if(locations,
                              [&](const auto& each) { return real_folder(each) == real; });
}

std::filesystem::path folder_for(Session& session, const NewRevision& revision,
                                 const ScriptOptions& options) {
  const Folders& locations = session.config().versions;
  if (options.version_path) {
    const auto found = location_of(locations, *options.version_path);
    if (found != locations.end()) return *found;
    Problem unknown{.code = "DBT733",
                    .message = "\"" + *options.version_path + "\" is no location of versions",
                    .hint = "versions: in dbtool.yaml lists them"};
    for (const auto& location : locations)
      unknown.notes.push_back({"known", display_path(location)});
    throw UsageError(std::move(unknown));
  }
  if (!revision.revision.parents.empty()) {
    const Revision* parent = session.graph().find(revision.revision.parents.front());
    if (const auto beside = location_around(session.config(), *parent)) return *beside;
  }
  return locations.front();
}

std::filesystem::path write_into(Session& session, const NewScript& script,
                                 const std::filesystem::path& folder) {
  session.interruption().check();
  auto path = write_revision(*script.revision, folder);
  session.output().line("Wrote " + display_path(path) + script.remark);
  return path;
}

}  // namespace

std::optional<std::filesystem::path> location_around(const Config& config,
                                                     const Revision& revision) {
  std::filesystem::path path = std::filesystem::absolute(revision.file);
  while (path.has_relative_path()) {
    path = path.parent_path();
    const auto found = location_of(config.versions, path);
    if (found != config.versions.end()) return *found;
  }
  return std::nullopt;
}

void declare_script(Arguments& arguments, ScriptOptions& options) {
  arguments.option("-m,--message", options.message, "TEXT", "What the revision does")
      .option("--rev-id", options.rev_id, "ID", "Its id instead of a random one")
      .list("--branch-label", options.labels, "LABEL", "Name the branch that starts here")
      .option("--version-path", options.version_path, "DIR", "One of several version folders")
      .option("--script", options.format, "yaml|sql", "Form of the script (also --format)");
}

void declare_place(Arguments& arguments, ScriptOptions& options) {
  arguments.option("--head", options.head, "REV", "Come after this revision instead of the head")
      .flag("--splice", options.splice, "Allow a --head that has children: a new branch")
      .list("--depends-on", options.depends_on, "REV", "Another revision that must be there");
}

NewRevision new_revision(Session& session, const ScriptOptions& options) {
  return new_revision_after(session, options, parents_of_head(session, options));
}

NewRevision new_revision_after(Session& session, const ScriptOptions& options,
                               std::vector<std::string> parents) {
  check_new_names(session.graph(), options);
  const Config& config = session.config();
  NewRevision revision;
  revision.revision.id = options.rev_id.value_or("");
  revision.revision.message = options.message;
  revision.revision.parents = std::move(parents);
  revision.revision.depends_on = dependencies(session, options);
  revision.revision.labels = options.labels;
  revision.format = options.format.value_or(config.script_format);
  revision.template_text = script_template(
      config, revision.format, template_text("generic", "script." + revision.format + ".mustache"));
  revision.file_template = config.file_template;
  revision.timezone = config.timezone;
  return revision;
}

std::filesystem::path add_script(Session& session, NewRevision& revision,
                                 const ScriptOptions& options, const std::string& remark) {
  auto path = write_into(session, {&revision, remark}, folder_for(session, revision, options));
  session.output().report("revisions", Value::List{new_revision_value(revision.revision)});
  return path;
}

void write_scripts(Session& session, const std::vector<NewScript>& scripts,
                   const ScriptOptions& options) {
  const std::filesystem::path folder = folder_for(session, *scripts.front().revision, options);
  std::vector<std::filesystem::path> paths;
  Value::List revisions;
  for (const NewScript& script : scripts) {
    paths.push_back(write_into(session, script, folder));
    revisions.push_back(new_revision_value(script.revision->revision));
  }
  session.output().report("revisions", revisions);
  for (const std::filesystem::path& path : paths) run_after_write(session, path);
}

void write_script(Session& session, NewRevision& revision, const ScriptOptions& options,
                  const std::string& remark) {
  write_scripts(session, {{&revision, remark}}, options);
}

}  // namespace dbtool::cli
