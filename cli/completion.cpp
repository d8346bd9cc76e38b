#include "cli/completion.h"

#include "cli/help.h"
#include "core/support/text.h"

#include <algorithm>

namespace dbtool::cli {
namespace {

bool takes_revision(const std::vector<OptionDescription>& options) {
  return std::any_of(options.begin(), options.end(), [](const OptionDescription& option) {
    return option.positional && option.names == "revision";
  });
}

std::vector<std::string> option_words(const std::vector<OptionDescription>& options) {
  std::vector<std::string> words;
  for (const OptionDescription& option : options)
    for (const std::string& name : names_of(option))
      if (!option.positional) words.push_back(name);
  return words;
}

std::vector<std::string> positional_choices(const std::vector<OptionDescription>& options) {
  for (const OptionDescription& option : options)
    if (option.positional && option.value.find('|') != std::string::npos) return choices_of(option);
  return {};
}

std::vector<std::string> names_of(const Command& command) {
  auto names = command.aliases;
  names.insert(names.begin(), command.name);
  return names;
}

// A case of the bash function: the words that may follow one command.
std::string bash_case(const Command& command) {
  auto options = options_of(command);
  auto words = option_words(options);
  for (const std::string& choice : positional_choices(options)) words.push_back(choice);
  std::string text = "    " + join(names_of(command), "|") + ") words=\"" + join(words, " ") + "\"";
  if (takes_revision(options)) text += "; revisions=1";
  return text + " ;;\n";
}

// The choices of an option's value: "--format) values=…".
std::string bash_values(const std::vector<Command>& commands) {
  auto options = global_options();
  for (const Command& command : commands)
    for (const OptionDescription& option : options_of(command))
      if (std::find(options.begin(), options.end(), option) == options.end())
        options.push_back(option);
  std::string text;
  for (const OptionDescription& option : options)
    if (!option.positional && !choices_of(option).empty())
      text += "    " + join(names_of(option), "|") + ") COMPREPLY=($(compgen -W \"" +
              join(choices_of(option), " ") + "\" -- \"$current\")); return ;;\n";
  return text;
}

constexpr const char* revision_words =
    "head heads base current -1 +1 $(dbtool history 2>/dev/null | cut -d' ' -f1)";

std::string bash_script(const std::vector<Command>& commands) {
  std::vector<std::string> names;
  std::vector<std::string> all_names;
  std::string cases;
  for (const Command& command : commands) {
    names.push_back(command.name);
    for (const std::string& name : names_of(command)) all_names.push_back(name);
    if (command.name != "help") cases += bash_case(command);
  }
  return R"sh(# dbtool completion for bash: eval "$(dbtool completion bash)"
_dbtool() {
  local current="${COMP_WORDS[COMP_CWORD]}" previous="${COMP_WORDS[COMP_CWORD-1]}"
  local word command= words= revisions= i
  case "$previous" in
)sh" + bash_values(commands) +
         R"sh(    -c|--config) COMPREPLY=($(compgen -f -- "$current")); return ;;
    -C|-d|--directory) COMPREPLY=($(compgen -d -- "$current")); return ;;
  esac
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="${COMP_WORDS[i]}"
    case " )sh" +
         join(all_names, " ") + R"sh( " in *" $word "*) command="$word"; break ;; esac
  done
  case "$command" in
    ''|help) words=")sh" +
         join(names, " ") + "\" ;;\n" + cases + R"sh(  esac
  [ -n "$revisions" ] && words="$words )sh" +
         revision_words + R"sh("
  COMPREPLY=($(compgen -W "$words )sh" +
         join(option_words(global_options()), " ") + R"sh(" -- "$current"))
}
complete -F _dbtool dbtool
)sh";
}

// Zsh runs bash completions as they are; its own function would say the same in other words.
std::string zsh_script(const std::vector<Command>& commands) {
  return "#compdef dbtool\n"
         "# dbtool completion for zsh: eval \"$(dbtool completion zsh)\"\n"
         "autoload -U +X bashcompinit && bashcompinit\n" +
         bash_script(commands);
}

std::string fish_quoted(const std::string& text) {
  return "'" + replace_all(replace_all(text, "\\", "\\\\"), "'", "\\'") + "'";
}

std::string fish_option(const std::string& condition, const OptionDescription& option) {
  std::string text = "complete -c dbtool" + condition;
  if (option.positional) {
    if (!choices_of(option).empty())
      return text + " -f -a " + fish_quoted(join(choices_of(option), " ")) + "\n";
    if (option.names != "revision") return {};
    return text + " -f -a " +
           fish_quoted(
               "head heads base current (dbtool history 2>/dev/null | string split -f1 ' ')") +
           "\n";
  }
  for (const std::string& name : names_of(option))
    text += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
  if (!option.value.empty()) text += " -r";
  if (!choices_of(option).empty()) text += " -f -a " + fish_quoted(join(choices_of(option), " "));
  return text + " -d " + fish_quoted(option.help) + "\n";
}

std::string fish_script(const std::vector<Command>& commands) {
  std::string text = "# dbtool completion for fish: dbtool completion fish | source\n";
  for (const Command& command : commands)
    text += "complete -c dbtool -n __fish_use_subcommand -f -a " + command.name + " -d " +
            fish_quoted(command.summary) + "\n";
  for (const OptionDescription& option : global_options()) text += fish_option("", option);
  for (const Command& command : commands) {
    std::string condition =
        " -n '__fish_seen_subcommand_from " + join(names_of(command), " ") + "'";
    for (const OptionDescription& option : options_of(command))
      text += fish_option(condition, option);
  }
  return text;
}

}  // namespace

std::string completion_script(const std::string& shell, const std::vector<Command>& commands) {
  if (shell == "bash") return bash_script(commands);
  if (shell == "zsh") return zsh_script(commands);
  return fish_script(commands);
}

}  // namespace dbtool::cli
