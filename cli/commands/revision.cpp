#include "cli/command.h"
#include "cli/dedupe.h"
#include "cli/new_script.h"
#include "cli/session.h"
#include "core/schema/naming.h"
#include "core/support/text.h"

namespace dbtool::cli {
namespace {

struct Options {
  ScriptOptions script = {};
  std::optional<std::string> steps = {};
  std::string table = {};
  std::vector<std::string> columns = {};
  std::string keep = "first";
};

void declare(Arguments& arguments, Options& options) {
  declare_script(arguments, options.script);
  declare_place(arguments, options.script);
  arguments.option("--template", options.steps, "NAME", "Steps to begin with: dedupe")
      .option("--table", options.table, "TABLE", "dedupe: whose rows shall be unique")
      .list("--columns", options.columns, "COLUMN", "dedupe: in these columns together")
      .option("--keep", options.keep, "ORDER", "dedupe: first, last (by key), or SQL to order by")
      .example("dbtool revision -m \"fill slugs\"", "an empty script to write in")
      .example("dbtool revision -m hotfix --head 9b1d --splice", "a branch")
      .example("dbtool revision --template dedupe --table users --columns email",
               "make e-mail addresses unique");
}

/// As a model has it that declares the constraint already.
std::string constraint_name(Session& session, const DedupeRequest& request, const Table& live) {
  const std::string usual = name_by_convention(postgres_naming().unique, live, request.columns);
  try {
    const Model model = session.model();
    const Table* table = model.schema.tables.find(request.table);
    if (table == nullptr) return usual;
    for (const Unique& unique : table->uniques)
      if (unique.columns == request.columns) return unique.name;
  } catch (const UsageError&) {
    // There need be no models.
  }
  return usual;
}

void fill_dedupe(Session& session, const Options& options, NewRevision& revision) {
  Name table = parse_name(options.table);
  if (table.schema == session.dialect().default_schema(session.connection())) table.schema.clear();
  Scope scope;
  if (!table.schema.empty()) scope.schemas.push_back(table.schema);
  const Schema live = session.dialect().inspect(session.connection(), scope);
  if (revision.revision.id.empty()) revision.revision.id = new_revision_id();
  DedupeRequest request{.table = table, .keep = options.keep};
  for (const std::string& words : options.columns)
    for (const std::string& column : split(words, ',')) request.columns.emplace_back(trim(column));
  request.suffix = revision.revision.id.substr(0, 6);
  if (const Table* found = live.tables.find(table))
    request.constraint = constraint_name(session, request, *found);
  revision.body = dedupe_body(request, live, session.dialect().traits().rows);
  if (revision.revision.message.empty())
    revision.revision.message =
        "make " + to_text(table) + " unique by " + join(request.columns, ", ");
  session.output().note("The rows that go are kept in " + to_text(duplicates_of(request)) +
                        ". In the models, declare unique: [[" + join(request.columns, ", ") +
                        "]] of " + to_text(table) + ", and ignore: { tables: [" + table.name +
                        "_dups_*] }");
}

// An empty place for the steps of each database.
void make_places(NewRevision& revision, const std::vector<std::string>& databases) {
  for (const std::string& name : databases) {
    const Section place = {.settings = {.databases = {name}}};
    revision.body.upgrade.push_back(place);
    revision.body.downgrade.push_back(place);
    revision.upgrade_sql += "-- dbtool:upgrade database=" + name + "\n\n";
    revision.downgrade_sql += "-- dbtool:downgrade database=" + name + "\n\n";
  }
}

ExitCode run(const Options& options, Session& session) {
  NewRevision revision = new_revision(session, options.script);
  if (options.steps) {
    if (*options.steps != "dedupe")
      throw UsageError({.code = "DBT748",
                        .message = "there are no steps called \"" + *options.steps + "\"",
                        .hint = "--template dedupe"});
    if (revision.format != "yaml")
      throw UsageError({.code = "DBT748",
                        .message = "dedupe is written as YAML steps",
                        .hint = "--script yaml"});
    fill_dedupe(session, options, revision);
  } else {
    make_places(revision, session.config().databases);
  }
  write_script(session, revision, options.script);
  session.output().note(options.steps ? "Read it, then: dbtool upgrade"
                                      : "Fill in its steps, then: dbtool upgrade");
  return ExitCode::ok;
}

}  // namespace

Command revision() {
  return make_command("revision", "Write an empty revision", "Change", declare, run, {"new"});
}

}  // namespace dbtool::cli
