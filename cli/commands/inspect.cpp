#include "cli/change_list.h"
#include "cli/command.h"
#include "cli/comparison.h"
#include "cli/session.h"
#include "core/schema/model_file.h"
#include "core/schema/model_write.h"
#include "core/support/text.h"

namespace dbtool::cli {
namespace {

struct Options {
  std::vector<std::string> schemas = {};
};

void declare(Arguments& arguments, Options& options) {
  arguments.list("--schema", options.schemas, "NAME", "This schema too (PostgreSQL)")
      .example("dbtool inspect > models/app.yaml", "models of an existing database")
      .example("dbtool --url sqlite:///old.db inspect", "without a project");
}

Schema read_schema(const Options& options, Session& session) {
  StateTables tables = session.tables();
  Scope scope{.schemas = options.schemas, .ignored_tables = {tables.version}};
  if (tables.log) scope.ignored_tables.insert(*tables.log);
  return session.dialect().inspect(session.connection(), scope);
}

/// What dbtool sees and leaves alone, as comments below the model.
std::string left_alone(const Schema& live) {
  std::string text;
  for (const Unmanaged& thing : live.unmanaged)
    text += "#   " + thing.kind + " " + thing.name + "\n";
  return text.empty() ? text : "\n# Left alone by dbtool, and not part of the models:\n" + text;
}

Value unmanaged_value(const Schema& live) {
  Value::List list;
  for (const Unmanaged& thing : live.unmanaged)
    list.push_back(Value::Map{{"kind", thing.kind}, {"name", thing.name}});
  return list;
}

/// The model must say what the database has; what it does not say is told.
bool prove(Session& session, const std::string& model, const Schema& live) {
  const std::string dialect = session.dialect().traits().name;
  Model declared = load_model({{.file = "the model", .text = model}}, dialect);
  ProjectComparison comparison = compare_model(session, std::move(declared), live);
  for (const Change& change : comparison.changes)
    session.output().warn(
        {.code = "DBT310",
         .message = "the models cannot say this: " +
                    std::string(trim(change_line(change, session.output().err()))),
         .hint = "dbtool would change it; keep it out with ignore:, or change the database"});
  return comparison.operations.empty();
}

ExitCode run(const Options& options, Session& session) {
  Output& output = session.output();
  Schema live = read_schema(options, session);
  for (const std::string& name : options.schemas)
    if (!live.namespaces.contains(name)) live.namespaces.add({.name = name});
  std::string model = write_model(live);
  output.text(model + left_alone(live));
  output.report("model", model);
  output.report("unmanaged", unmanaged_value(live));
  if (live.tables.empty()) {
    output.note(session.database() + " has no tables.");
    return ExitCode::ok;
  }
  return prove(session, model, live) ? ExitCode::ok : ExitCode::no;
}

}  // namespace

Command inspect() {
  return make_command("inspect", "Print the live database as models", "Ask", declare, run);
}

}  // namespace dbtool::cli
