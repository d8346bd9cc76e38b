// Arguments: what a command takes. Help, completion and the man page's test are made from the same
// declarations as parsing; CLI11 stays behind this header, in arguments.cpp.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace dbtool::cli {

/// One option or positional, as declared.
struct OptionDescription {
  std::string names = {};  ///< "-m,--message"; the name of a positional
  std::string value = {};  ///< "TEXT"; "text|json" is a choice and checked; empty: a flag
  std::string help = {};
  bool positional = false;
  bool repeats = false;

  bool operator==(const OptionDescription&) const = default;
};

/// "dbtool upgrade +1" and what it does.
struct Example {
  std::string command = {};
  std::string help = {};
};

/// The options of one command line. Each is bound to a variable, which parse() fills.
class Arguments {
 public:
  Arguments& positional(const std::string& name, std::string& into, const std::string& help);
  Arguments& positional(const std::string& name, std::optional<std::string>& into,
                        const std::string& help);
  Arguments& positionals(const std::string& name, std::vector<std::string>& into,
                         const std::string& help);
  /// `names` as in "-m,--message"; `value` names the value in help: "TEXT".
  Arguments& option(const std::string& names, std::string& into, const std::string& value,
                    const std::string& help);
  Arguments& option(const std::string& names, std::optional<std::string>& into,
                    const std::string& value, const std::string& help);
  Arguments& list(const std::string& names, std::vector<std::string>& into,
                  const std::string& value, const std::string& help);
  Arguments& flag(const std::string& names, bool& into, const std::string& help);
  /// A flag that counts: -v, -vv.
  Arguments& count(const std::string& names, int& into, const std::string& help);
  Arguments& example(const std::string& command, const std::string& help);

  /// Reads the words after the command. Unknown options, missing values, values given twice and
  /// values that are no choice throw UsageError (DBT002–DBT004).
  void parse(const std::vector<std::string>& words) const;

  std::vector<OptionDescription> descriptions() const;
  const std::vector<Example>& examples() const { return examples_; }

 private:
  using Values = std::vector<std::string>;
  struct Declared {
    OptionDescription description = {};
    std::function<void(const Values&)> fill = {};
  };
  Arguments& add(OptionDescription description, std::function<void(const Values&)> fill);

  std::vector<Declared> declared_;
  std::vector<Example> examples_;
};

/// "--message", "-m": the names of an option apart.
std::vector<std::string> names_of(const OptionDescription& option);
/// The choices of a value "a|b|c"; none for any other value.
std::vector<std::string> choices_of(const OptionDescription& option);

}  // namespace dbtool::cli
