#include "cli/command_line.h"

#include "core/support/text.h"

#include <algorithm>
#include <array>

namespace dbtool::cli {
namespace {

struct ForeignWord {
  std::string_view word;
  std::string_view here;
};

// The words of other migration tools for what dbtool does.
constexpr std::array foreign_words = {
    ForeignWord{"apply", "upgrade"},
    ForeignWord{"baseline", "stamp"},
    ForeignWord{"branch", "branches"},
    ForeignWord{"compare", "diff"},
    ForeignWord{"create", "revision"},
    ForeignWord{"db", ""},
    ForeignWord{"deploy", "upgrade"},
    ForeignWord{"down-to", "downgrade"},
    ForeignWord{"fake", "stamp"},
    ForeignWord{"force", "stamp"},
    ForeignWord{"generate", "migrate"},
    ForeignWord{"goto", "upgrade"},
    ForeignWord{"info", "status"},
    ForeignWord{"list", "history"},
    ForeignWord{"ls", "history"},
    ForeignWord{"make", "revision"},
    ForeignWord{"makemigrations", "migrate"},
    ForeignWord{"mark", "stamp"},
    ForeignWord{"migration", "migrate"},
    ForeignWord{"pending", "status"},
    ForeignWord{"plan", "upgrade --dry-run"},
    ForeignWord{"resolve", "stamp"},
    ForeignWord{"revert", "downgrade"},
    ForeignWord{"rollback", "downgrade"},
    ForeignWord{"run", "upgrade"},
    ForeignWord{"set", "stamp"},
    ForeignWord{"showmigrations", "history"},
    ForeignWord{"sqlmigrate", "upgrade --sql"},
    ForeignWord{"undo", "downgrade"},
    ForeignWord{"up-by-one", "upgrade +1"},
    ForeignWord{"up-to", "upgrade"},
    ForeignWord{"update", "upgrade"},
    ForeignWord{"validate", "check"},
    ForeignWord{"verify", "check"},
    ForeignWord{"version", "current"},
};

bool takes_value(const std::vector<OptionDescription>& globals, const std::string& name) {
  return std::any_of(globals.begin(), globals.end(), [&](const OptionDescription& option) {
    auto names = names_of(option);
    return !option.value.empty() && std::find(names.begin(), names.end(), name) != names.end();
  });
}

// Whether the value of this option is the next word: "-C", "-qC", "--url", but not "--url=x".
bool wants_next_word(const std::vector<OptionDescription>& globals, const std::string& word) {
  if (word.starts_with("--")) return takes_value(globals, word);
  for (std::size_t i = 1; i < word.size(); ++i)
    if (takes_value(globals, std::string{'-', word[i]})) return i + 1 == word.size();
  return false;
}

std::size_t command_position(const std::vector<std::string>& words,
                             const std::vector<OptionDescription>& globals) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i].size() < 2 || words[i][0] != '-') return i;
    if (wants_next_word(globals, words[i])) ++i;
  }
  return words.size();
}

// `migrate` writes a revision here; elsewhere it is the group of commands that apply them.
void refuse_false_friend(const Command& command, const std::string& next) {
  std::string here = find_command({command}, next) != nullptr ? "" : translation_of(next);
  if (next == "up" || next == "upgrade") here = "upgrade";
  if (next == "down" || next == "downgrade") here = "downgrade";
  if (next == "status" || next == "diff") here = next;
  if (command.name != "migrate" || here.empty()) return;
  throw UsageError({.code = "DBT001",
                    .message = "\"migrate\" writes a revision; it has no command \"" + next + "\"",
                    .hint = "did you mean \"dbtool " + here + "\"?"});
}

// --format says the report's form; where scripts are written it says their form, too.
std::vector<std::string> with_script_format(const std::vector<std::string>& words) {
  auto changed = words;
  for (std::size_t i = 0; i < changed.size(); ++i) {
    if (changed[i] == "--format=yaml" || changed[i] == "--format=sql")
      changed[i].replace(0, 8, "--script");
    else if (changed[i] == "--format" && i + 1 < changed.size() &&
             (changed[i + 1] == "yaml" || changed[i + 1] == "sql"))
      changed[i] = "--script";
  }
  return changed;
}

bool writes_scripts(const Arguments& arguments) {
  auto options = arguments.descriptions();
  return std::any_of(options.begin(), options.end(),
                     [](const OptionDescription& option) { return option.names == "--script"; });
}

}  // namespace

std::string translation_of(const std::string& word) {
  for (const ForeignWord& foreign : foreign_words)
    if (foreign.word == word) return std::string(foreign.here);
  return {};
}

void refuse_command(const std::string& word, const std::vector<Command>& commands,
                    const std::string& next) {
  Problem problem{.code = "DBT001", .message = "there is no command \"" + word + "\""};
  std::string here = translation_of(word);
  std::vector<std::string> names;
  for (const Command& command : commands) names.push_back(command.name);
  if (word == "db" && find_command(commands, next) != nullptr)
    problem.hint = "dbtool needs no \"db\": dbtool " + next;
  else
    problem.hint =
        here.empty() ? did_you_mean(word, names) : "did you mean \"dbtool " + here + "\"?";
  problem.notes.push_back({"next", "dbtool --help lists the commands"});
  throw UsageError(std::move(problem));
}

bool asks_for_json(const std::vector<std::string>& words) {
  for (std::size_t i = 0; i < words.size(); ++i)
    if (words[i] == "--format=json" ||
        (words[i] == "--format" && i + 1 < words.size() && words[i + 1] == "json"))
      return true;
  return false;
}

const Command* command_in(const std::vector<std::string>& words,
                          const std::vector<Command>& commands) {
  GlobalOptions globals;
  Arguments arguments;
  declare(arguments, globals);
  std::size_t position = command_position(words, arguments.descriptions());
  return position < words.size() ? find_command(commands, words[position]) : nullptr;
}

Invocation parse_command_line(const std::vector<std::string>& words,
                              const std::vector<Command>& commands, const GlobalOptions& defaults) {
  Invocation invocation{.globals = defaults};
  Arguments arguments;
  declare(arguments, invocation.globals);
  std::size_t position = command_position(words, arguments.descriptions());
  auto options = words;
  if (position < words.size()) {
    const std::string& word = words[position];
    std::string next = position + 1 < words.size() ? words[position + 1] : std::string();
    invocation.command = find_command(commands, word);
    if (invocation.command == nullptr) refuse_command(word, commands, next);
    refuse_false_friend(*invocation.command, next);
    options.erase(options.begin() + static_cast<std::ptrdiff_t>(position));
    invocation.command->declare(arguments);
    if (writes_scripts(arguments)) options = with_script_format(options);
  }
  arguments.parse(options);
  return invocation;
}

}  // namespace dbtool::cli
