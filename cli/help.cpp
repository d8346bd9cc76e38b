#include "cli/help.h"

#include "cli/global_options.h"
#include "core/support/text.h"

#include <algorithm>

namespace dbtool::cli {
namespace {

constexpr std::size_t option_width = 30;

std::string command_list(const std::vector<Command>& commands,
                         const std::vector<std::string>& groups) {
  std::string text;
  for (const std::string& group : groups) {
    std::string label = group;
    for (const Command& command : commands) {
      if (command.group != group) continue;
      text += "  " + padded(label, 8) + padded(command.name, 16) + command.summary + "\n";
      label.clear();
    }
  }
  return text;
}

// "-m, --message TEXT", "    --sql", "revision".
std::string left_side(const OptionDescription& option) {
  if (option.positional) return "  " + option.names + (option.repeats ? " ..." : "");
  auto names = names_of(option);
  std::string text = names.front().starts_with("--") ? "      " : "  ";
  text += join(names, ", ");
  return option.value.empty() ? text : text + " " + option.value;
}

std::string option_list(const std::vector<OptionDescription>& options) {
  std::string text;
  for (const OptionDescription& option : options) {
    std::string left = left_side(option);
    if (left.size() + 2 > option_width)
      text += left + "\n" + std::string(option_width, ' ');
    else
      text += padded(left, option_width);
    text += option.help + "\n";
  }
  return text;
}

std::string usage_of(const Command& command, const std::vector<OptionDescription>& options) {
  std::string text = "dbtool " + command.name;
  bool has_options =
      std::any_of(options.begin(), options.end(), [](auto& o) { return !o.positional; });
  if (has_options) text += " [options]";
  for (const OptionDescription& option : options)
    if (option.positional) text += " [" + option.names + (option.repeats ? " ...]" : "]");
  return text + "\n";
}

}  // namespace

std::vector<OptionDescription> options_of(const Command& command) {
  Arguments arguments;
  command.declare(arguments);
  return arguments.descriptions();
}

std::vector<OptionDescription> global_options() {
  Arguments arguments;
  GlobalOptions options;
  declare(arguments, options);
  return arguments.descriptions();
}

std::string short_help(const std::vector<Command>& commands) {
  return "dbtool: declare your schema, review a script, upgrade without fear\n\n" +
         command_list(commands, {"Start", "Change", "Apply", "Ask"}) +
         "\nMore: dbtool --help, dbtool COMMAND --help, man dbtool\n";
}

std::string full_help(const std::vector<Command>& commands) {
  return "Usage: dbtool [options] COMMAND [arguments]\n\n"
         "Examples:\n"
         "  dbtool init                       make the files of a project here\n"
         "  dbtool migrate -m \"add posts\"     write a revision from the changed models\n"
         "  dbtool upgrade                    apply it\n\n"
         "Commands:\n" +
         command_list(commands, {"Start", "Change", "Apply", "Ask", "More"}) +
         "\nOptions of all commands, before or after the command:\n" +
         option_list(global_options()) +
         "\nExit: 0 fine, 1 the answer is no, 2 usage, 3 no connection, 4 failed and rolled back,\n"
         "5 stopped part-way, 6 locked, 7 history, 8 refused for safety, 130 interrupted.\n"
         "Manual: man dbtool, man dbtool.yaml, man dbtool-model, man dbtool-revision\n";
}

std::string command_help(const Command& command) {
  Arguments arguments;
  command.declare(arguments);
  auto options = arguments.descriptions();
  std::string text = command.summary + ".\n\nUsage: " + usage_of(command, options);
  if (!arguments.examples().empty()) {
    text += "\nExamples:\n";
    for (const Example& example : arguments.examples())
      text += "  " + padded(example.command, 40) + "  " + example.help + "\n";
  }
  if (!options.empty()) text += "\nOptions:\n" + option_list(options);
  if (!command.aliases.empty()) text += "\nAlso: " + join(command.aliases, ", ") + "\n";
  return text + "\nOptions of all commands: dbtool --help\n";
}

}  // namespace dbtool::cli
