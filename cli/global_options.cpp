#include "cli/global_options.h"

#include "core/support/error.h"

#include <array>
#include <string_view>

namespace dbtool::cli {

void declare(Arguments& arguments, GlobalOptions& options) {
  arguments.option("-c,--config", options.config, "FILE", "Settings file instead of dbtool.yaml")
      .option("-C", options.folder, "DIR", "Work in this folder")
      .option("-d,--directory", options.migrations, "DIR", "Folder of migrations")
      .option("-u,--url", options.url, "URL", "Database to work on")
      .option("--env", options.environment, "NAME", "Environment of dbtool.yaml")
      .option("--database", options.database, "NAME", "One of the databases of dbtool.yaml")
      .list("-x", options.variables, "KEY=VALUE", "Value of ${KEY} in dbtool.yaml")
      .option("--format", options.format, "text|json", "Form of the report")
      .option("--color", options.color, "auto|always|never", "When to use colour")
      .flag("-q,--quiet", options.quiet, "Only answers and errors")
      .count("-v,--verbose", options.verbosity, "More; -vv shows every statement")
      .flag("-y,--yes", options.yes, "Answer yes to questions")
      .flag("--no-input", options.no_input, "Never ask")
      .flag("--no-pager", options.no_pager, "Never page what is printed")
      .flag("-h,--help", options.help, "Show this help")
      .flag("--version", options.version, "Show the version");
}

namespace {

struct OptionVariable {
  std::string_view variable;
  std::string_view option;
  bool is_flag = false;
};

constexpr std::array option_variables = {
    OptionVariable{"DBTOOL_FORMAT", "--format"},
    OptionVariable{"DBTOOL_COLOR", "--color"},
    OptionVariable{"DBTOOL_QUIET", "--quiet", true},
    OptionVariable{"DBTOOL_VERBOSE", "--verbose", true},
    OptionVariable{"DBTOOL_YES", "--yes", true},
    OptionVariable{"DBTOOL_NO_INPUT", "--no-input", true},
};

// The option as it would stand on the command line; a flag as often as a number says.
std::vector<std::string> words_for(const OptionVariable& known, const std::string& value) {
  std::string option(known.option);
  if (!known.is_flag) return {option + "=" + value};
  if (value == "0" || value == "false" || value == "no") return {};
  return std::vector<std::string>(value == "2" ? 2 : 1, option);
}

}  // namespace

void read_variables(const Variable& variable, GlobalOptions& options) {
  Arguments arguments;
  declare(arguments, options);
  for (const OptionVariable& known : option_variables) {
    auto value = variable(std::string(known.variable));
    if (!value || value->empty()) continue;
    try {
      arguments.parse(words_for(known, *value));
    } catch (UsageError& error) {
      error.add_note({"from", "environment " + std::string(known.variable)});
      throw;
    }
  }
}

}  // namespace dbtool::cli
