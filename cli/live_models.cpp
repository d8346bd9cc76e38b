#include "cli/live_models.h"

#include "cli/change_list.h"
#include "cli/comparison.h"
#include "cli/session.h"
#include "core/schema/model_file.h"
#include "core/schema/model_write.h"
#include "core/support/text.h"

namespace dbtool::cli {

Schema live_schema(Session& session, const std::vector<std::string>& schemas) {
  StateTables tables = session.tables();
  Scope scope{.schemas = schemas, .ignored_tables = {tables.version}};
  if (tables.log) scope.ignored_tables.insert(*tables.log);
  Schema live = session.dialect().inspect(session.connection(), scope);
  for (const std::string& name : schemas)
    if (!live.namespaces.contains(name)) live.namespaces.add({.name = name});
  return live;
}

std::string model_text(const Schema& live) {
  std::string text;
  for (const Unmanaged& thing : live.unmanaged)
    text += "#   " + thing.kind + " " + thing.name + "\n";
  if (!text.empty()) text = "\n# Left alone by dbtool, and not part of the models:\n" + text;
  return write_model(live) + text;
}

Value unmanaged_value(const Schema& live) {
  Value::List list;
  for (const Unmanaged& thing : live.unmanaged)
    list.push_back(Value::Map{{"kind", thing.kind}, {"name", thing.name}});
  return list;
}

std::vector<Problem> not_said(Session& session, const std::string& model, const Schema& live) {
  const std::string dialect = session.dialect().traits().name;
  Model declared = load_model({{.file = "the model", .text = model}}, dialect);
  std::vector<Problem> problems;
  for (const Change& change : compare_model(session, std::move(declared), live).changes)
    problems.push_back(
        {.code = "DBT310",
         .message = "the models cannot say this: " +
                    std::string(trim(change_line(change, session.output().err()))),
         .hint = "dbtool would change it; keep it out with ignore:, or change the database"});
  return problems;
}

}  // namespace dbtool::cli
