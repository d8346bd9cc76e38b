#include "cli/global_options.h"

namespace dbtool::cli {

void declare(Arguments& arguments, GlobalOptions& options) {
  arguments.option("-c,--config", options.config, "FILE", "Settings file instead of dbtool.yaml")
      .option("-C", options.folder, "DIR", "Work in this folder")
      .option("-d,--directory", options.migrations, "DIR", "Folder of migrations")
      .option("-u,--url", options.url, "URL", "Database to work on")
      .option("--env", options.environment, "NAME", "Environment of dbtool.yaml")
      .list("-x", options.variables, "KEY=VALUE", "Value of ${KEY} in dbtool.yaml")
      .option("--format", options.format, "text|json", "Form of the report")
      .option("--color", options.color, "auto|always|never", "When to use colour")
      .flag("-q,--quiet", options.quiet, "Only answers and errors")
      .count("-v,--verbose", options.verbosity, "More; -vv shows every statement")
      .flag("-y,--yes", options.yes, "Answer yes to questions")
      .flag("--no-input", options.no_input, "Never ask")
      .flag("-h,--help", options.help, "Show this help")
      .flag("--version", options.version, "Show the version");
}

}  // namespace dbtool::cli
