#include "cli/change_list.h"
#include "cli/command.h"
#include "cli/live_models.h"
#include "cli/session.h"
#include "cli/template_list.h"
#include "core/support/file.h"
#include "core/support/template.h"
#include "core/support/text.h"

namespace dbtool::cli {
namespace {

namespace fs = std::filesystem;

struct Options {
  std::string template_name = "generic";
};

void declare(Arguments& arguments, Options& options) {
  arguments.option("-t,--template", options.template_name, "NAME", "See dbtool list-templates")
      .example("dbtool init", "a project here, on the SQLite database app.db")
      .example("dbtool init --url postgresql:///blog", "on another database");
}

struct NewFile {
  fs::path path = {};
  std::string text = {};
  std::string what = {};
};

// Secrets stay out of files that are committed.
std::string url_setting(const std::optional<std::string>& url) {
  if (!url) return "${DATABASE_URL:-sqlite:///app.db}";
  bool is_plain = url->find_first_of("}\"\\\n") == std::string::npos;
  if (redact_url_text(*url) != *url || !is_plain)
    return "${DATABASE_URL:?set DATABASE_URL to the URL of the database}";
  return "${DATABASE_URL:-" + *url + "}";
}

bool has_models(const fs::path& folder) {
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    auto ending = entry.path().extension();
    if (ending == ".yaml" || ending == ".yml" || ending == ".sql") return true;
  }
  return false;
}

std::vector<NewFile> files_of(const Options& options, const GlobalOptions& globals) {
  std::string migrations = globals.migrations.value_or("migrations");
  std::map<std::string, std::string> values = {{"url", url_setting(globals.url)},
                                               {"migrations", migrations}};
  std::vector<NewFile> files;
  for (const templates::Template& file : template_files(options.template_name)) {
    std::string path(file.path);
    std::string text(file.text);
    if (path == "dbtool.yaml")
      files.insert(files.begin(), {path, render_template(text, values, path), "settings"});
    else if (!path.starts_with("models/"))
      files.push_back({fs::path(migrations) / path, text,
                       path == "README.md" ? "what the folder is" : "template of a new script"});
    else if (!has_models("models"))
      files.push_back({path, text, "your schema, to be declared here"});
  }
  files.push_back({fs::path(migrations) / "versions" / ".gitkeep", "", "the scripts"});
  return files;
}

void refuse_existing(const std::vector<NewFile>& files) {
  Problem problem{.code = "DBT009", .message = "this folder has files that init would make"};
  for (const NewFile& file : files)
    if (fs::exists(file.path)) problem.notes.push_back({"is there", display_path(file.path)});
  if (problem.notes.empty()) return;
  problem.notes.push_back({"state", "nothing was written"});
  throw UsageError(std::move(problem));
}

// What a database that is there already has, so that nobody writes a first revision over it. One
// that cannot be reached yet is no reason not to begin.
bool is_in_use(Session& session) {
  if (!session.options().url) return false;
  Output& output = session.output();
  try {
    Schema live = live_schema(session, {});
    if (live.tables.empty()) return false;
    output.line(session.database() + " is not empty: " + schema_counts(live) + ".");
    return true;
  } catch (const ConnectError& error) {
    Problem problem = error.problems().front();
    problem.severity = Severity::warning;
    output.warn(problem);
    return false;
  }
}

ExitCode run(const Options& options, Session& session) {
  auto files = files_of(options, session.options());
  refuse_existing(files);
  const bool in_use = is_in_use(session);
  Output& output = session.output();
  Value::List created;
  for (const NewFile& file : files) {
    if (file.path.has_parent_path()) fs::create_directories(file.path.parent_path());
    write_new_file(file.path, file.text);
    std::string name = file.path.string();
    created.emplace_back(name);
    output.line("Created " + name + std::string(name.size() < 36 ? 36 - name.size() : 1, ' ') +
                file.what);
  }
  output.report("created", std::move(created));
  output.note(in_use
                  ? "\nNext: adopt what the database has: dbtool baseline"
                  : "\nNext: declare tables in models/, then: dbtool migrate -m \"first tables\"");
  return ExitCode::ok;
}

}  // namespace

Command init() {
  return make_command("init", "Make the files of a project here", "Start", declare, run);
}

}  // namespace dbtool::cli
