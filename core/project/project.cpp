#include "core/project/project.h"

#include "core/project/program.h"
#include "core/project/sql_model.h"
#include "core/revisions/revision_folder.h"
#include "core/schema/model_file.h"
#include "core/support/file.h"
#include "core/support/text.h"

#include <algorithm>

namespace dbtool {
namespace {

namespace fs = std::filesystem;

bool is_sql(const fs::path& file) {
  return lower(file.extension().string()) == ".sql";
}

/// Data of tables, which a model names.
bool is_rows_file(const fs::path& file) {
  const std::string name = lower(file.filename().string());
  return name.ends_with(".rows.yaml") || name.ends_with(".rows.yml");
}

/// A pattern that finds nothing is an error: what it should find must not look dropped.
std::vector<fs::path> files_of(const Config& config, const std::string& pattern) {
  std::vector<fs::path> files = expand_files(config.folder, pattern, {".yaml", ".yml", ".sql"});
  std::erase_if(files, is_rows_file);
  if (files.empty())
    throw UsageError({.code = "DBT150",
                      .message = "there are no models in \"" + pattern + "\"",
                      .hint = "write one there, or set models: in dbtool.yaml",
                      .notes = {{"looked for", "*.yaml, *.yml and *.sql in " +
                                                   display_path(config.folder / pattern)}}});
  return files;
}

std::vector<fs::path> model_files(const Config& config) {
  std::vector<fs::path> files;
  for (const std::string& pattern : config.models.patterns)
    for (const fs::path& file : files_of(config, pattern)) files.push_back(file);
  std::sort(files.begin(), files.end());
  files.erase(std::unique(files.begin(), files.end()), files.end());
  return files;
}

/// YAML and SQL declare in different ways what belongs together; one project uses one of them.
void require_one_kind(const std::vector<fs::path>& files) {
  const auto sql = std::find_if(files.begin(), files.end(), is_sql);
  const auto yaml = std::find_if_not(files.begin(), files.end(), is_sql);
  if (sql == files.end() || yaml == files.end()) return;
  throw UsageError({.code = "DBT112",
                    .message = "the models are YAML and SQL files at once",
                    .hint = "name one kind in dbtool.yaml, as in models: models/*.yaml",
                    .notes = {{"found", display_path(*yaml) + " and " + display_path(*sql)}}});
}

std::vector<ModelSource> read_sources(const std::vector<fs::path>& files) {
  std::vector<ModelSource> sources;
  for (const fs::path& file : files)
    sources.push_back({.file = display_path(file), .text = read_file(file)});
  return sources;
}

}  // namespace

Model load_project_model(const Config& config, const Dialect& dialect, const ScratchSource& scratch,
                         const std::function<std::string()>& default_schema) {
  const std::vector<std::string>& command = config.models.command;
  if (!command.empty())
    return load_sql_model(
        {{.file = "output of " + command.front(), .text = output_of(command, config.folder)}},
        dialect, scratch());
  const std::vector<fs::path> files = model_files(config);
  require_one_kind(files);
  const std::vector<ModelSource> sources = read_sources(files);
  return is_sql(files.front()) ? load_sql_model(sources, dialect, scratch())
                               : load_model(sources, dialect.traits().name, default_schema);
}

RevisionGraph load_project_graph(const Config& config) {
  return load_revisions(config.versions, config.recursive_versions);
}

void require_versions_folder(const Config& config) {
  auto is_there = [](const fs::path& folder) { return fs::is_directory(folder); };
  if (std::any_of(config.versions.begin(), config.versions.end(), is_there)) return;
  throw UsageError(
      {.code = "DBT113",
       .message = "there is no folder \"" + display_path(config.versions.front()) +
                  "\" with revision scripts",
       .notes = {
           {"next", config.file.empty()
                        ? "work in the folder of the project (-C DIR), or begin one: dbtool init"
                        : "dbtool migrate makes it with the first script"}}});
}

std::string script_template(const Config& config, const std::string& format,
                            const std::string& built_in) {
  const fs::path file = config.folder / config.migrations / ("script." + format + ".mustache");
  return fs::exists(file) ? read_file(file) : built_in;
}

}  // namespace dbtool
