#include "cli/command.h"
#include "cli/session.h"
#include "cli/template_list.h"

namespace dbtool::cli {
namespace {

struct Options {};

void declare(Arguments& arguments, Options&) {
  arguments.example("dbtool list-templates", "what init --template takes");
}

ExitCode run(const Options&, Session& session) {
  auto names = template_names();
  for (const std::string& name : names) session.output().line(name);
  session.output().report("templates", list_value(names));
  return ExitCode::ok;
}

}  // namespace

Command list_templates() {
  return make_command("list-templates", "List the templates of init", "More", declare, run);
}

}  // namespace dbtool::cli
