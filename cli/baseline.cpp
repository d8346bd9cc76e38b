#include "cli/baseline.h"

#include "cli/change_list.h"
#include "cli/live_models.h"
#include "cli/migration.h"
#include "cli/revision_list.h"
#include "cli/session.h"
#include "core/revisions/revision_body.h"
#include "core/run/prove.h"
#include "core/schema/model_file.h"
#include "core/support/file.h"
#include "core/support/text.h"

#include <algorithm>
#include <set>

namespace dbtool::cli {
namespace {

namespace fs = std::filesystem;

/// The models of the project; nothing when nobody has declared a table yet.
std::optional<Model> declared_models(Session& session) {
  try {
    return session.model();
  } catch (const UsageError& error) {
    auto says_nothing = [](const Problem& problem) { return problem.code == "DBT150"; };
    if (!std::ranges::all_of(error.problems(), says_nothing)) throw;
    return std::nullopt;
  }
}

std::string file_name_for(const std::string& database) {
  std::string name = slug_of(fs::path(database).stem().string());
  return (name.empty() ? "database" : name) + ".yaml";
}

/// Where `models:` looks for it.
fs::path model_file(Session& session, const std::string& given) {
  if (!given.empty()) return fs::absolute(given);
  const Config& config = session.config();
  fs::path place = config.folder / config.models.patterns.front();
  if (place.filename().string().find('*') != std::string::npos) place = place.parent_path();
  bool is_file = place.extension() == ".yaml" || place.extension() == ".yml";
  return is_file ? place : place / file_name_for(session.database());
}

[[noreturn]] void refuse(const std::string& code, const std::string& message,
                         const std::vector<Change>& changes, const Terminal& terminal,
                         const std::string& next) {
  Problem problem{.code = code, .message = message};
  for (const Change& change : changes)
    problem.notes.push_back({"differs", std::string(trim(change_line(change, terminal)))});
  problem.notes.push_back({"state", "nothing was written"});
  problem.notes.push_back({"next", next});
  throw UsageError(std::move(problem));
}

void require_tables(Session& session, const Schema& live) {
  if (!live.tables.empty()) return;
  throw UsageError({.code = "DBT311",
                    .message = session.database() + " has no tables: there is nothing to adopt",
                    .notes = {{"state", "nothing was written"},
                              {"next", "declare tables in the models, then: dbtool migrate"}}});
}

ProjectComparison with_new_model(Session& session, Baseline& baseline, const std::string& given) {
  fs::path file = model_file(session, given);
  if (fs::exists(file))
    throw UsageError({.code = "DBT315",
                      .message = display_path(file) + " is there already",
                      .notes = {{"state", "nothing was written"},
                                {"next", "write another file: --output FILE"}}});
  baseline.model_file = file.string();
  baseline.model = model_text(baseline.live);
  Model declared = load_model({{.file = display_path(file), .text = baseline.model}},
                              session.dialect().traits().name);
  ProjectComparison comparison = compare_model(session, std::move(declared), baseline.live);
  if (!comparison.operations.empty())
    refuse("DBT313", "the models cannot say all that " + session.database() + " has",
           comparison.changes, session.output().err(),
           "change the database, or write models with ignore: for it, and then: dbtool baseline");
  return comparison;
}

ProjectComparison from_nothing(ProjectComparison comparison) {
  ProjectComparison nothing{.declared = std::move(comparison.declared),
                            .wanted = std::move(comparison.wanted)};
  nothing.wanted.unmanaged.clear();
  nothing.operations =
      compare({.live = nothing.live, .wanted = nothing.wanted, .declared = nothing.declared});
  nothing.changes = changes_of(nothing.operations, nothing.declared);
  return nothing;
}

/// The schemas whose tables, views and enums the steps are about.
void add_schemas(const RevisionBody& body, std::set<std::string>& schemas) {
  for (const Section& section : body.upgrade)
    for (const Operation& operation : section.operations)
      if (Name name = subject(operation); !name.schema.empty()) schemas.insert(name.schema);
}

}  // namespace

void require_unversioned(Session& session, const Rows& rows) {
  if (rows.empty()) return;
  throw HistoryError({.code = "DBT751",
                      .message = session.database() + " has recorded revisions already",
                      .notes = {{"state", session.database() + " is at " + rows_text(rows)},
                                {"next", "go on from there: dbtool migrate"}}});
}

Baseline read_baseline(Session& session, const BaselineOptions& options) {
  Baseline baseline;
  if (declared_models(session)) {
    ProjectComparison comparison = compare_project(session);
    baseline.live = comparison.live;
    require_tables(session, baseline.live);
    if (!comparison.operations.empty())
      refuse("DBT312", "the models and " + session.database() + " differ", comparison.changes,
             session.output().err(),
             "change the models until dbtool diff finds nothing, or move them away");
    baseline.from_nothing = from_nothing(std::move(comparison));
    return baseline;
  }
  baseline.live = live_schema(session, options.schemas);
  require_tables(session, baseline.live);
  baseline.from_nothing = from_nothing(with_new_model(session, baseline, options.file));
  return baseline;
}

std::string write_baseline(Session& session, const Baseline& baseline, const ScriptOptions& script,
                           const BaselineOptions& options) {
  NewRevision head = new_revision(session, script);
  head.body.irreversible = "what it makes was there before";
  ProjectComparison comparison = baseline.from_nothing;
  std::vector<Draft> drafts = draft_revisions(session, comparison, head);
  if (!options.no_prove) prove_drafts(session, std::move(comparison), drafts);
  if (!baseline.model_file.empty()) {
    fs::path file = baseline.model_file;
    fs::create_directories(file.parent_path());
    write_new_file(file, baseline.model);
    session.output().line("Wrote " + display_path(file));
    session.output().report("models", display_path(file));
  }
  write_drafts(session, drafts, script);
  return drafts.back().revision.revision.id;
}

void require_schema_of(Session& session, const Revision& revision,
                       const std::vector<std::string>& schemas) {
  const Dialect& dialect = session.dialect();
  Scratch& scratch = session.scratch()();
  scratch.reset();
  scratch.furnish();
  std::set<std::string> concerned(schemas.begin(), schemas.end());
  for (const Step& step : upgrade_route(session.graph(), {}, revision.id)) {
    const RevisionBody body = session.body(*step.revision);
    add_schemas(body, concerned);
    run_upgrade(dialect, scratch.connection(), body);
  }
  const std::vector<std::string> all(concerned.begin(), concerned.end());
  Schema made = dialect.inspect(scratch.connection(), {.schemas = all});
  Schema live = live_schema(session, all);
  ProjectComparison comparison =
      compare_model(session, {.schema = std::move(made)}, std::move(live));
  if (comparison.operations.empty()) return;
  refuse("DBT314", session.database() + " is not what " + revision.id + " makes of it",
         comparison.changes, session.output().err(),
         "change the database, name another revision with --revision, or, if it is meant: dbtool "
         "stamp " +
             revision.id);
}

}  // namespace dbtool::cli
