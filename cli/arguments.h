// Arguments: the only place that knows CLI11. Commands declare what they take through this facade;
// help, completion and the man page's test are made from the same declarations.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace dbtool::cli {

/// What one command takes. Options bind to members of the command's Options struct.
class Arguments {
 public:
  virtual ~Arguments() = default;
  virtual Arguments& positional(const std::string& name, std::string& into,
                                const std::string& help) = 0;
  virtual Arguments& positionals(const std::string& name, std::vector<std::string>& into,
                                 const std::string& help) = 0;
  /// `names` as in "-m,--message"; `value` names the value in help: "TEXT".
  virtual Arguments& option(const std::string& names, std::string& into, const std::string& value,
                            const std::string& help) = 0;
  virtual Arguments& option(const std::string& names, std::optional<std::string>& into,
                            const std::string& value, const std::string& help) = 0;
  virtual Arguments& list(const std::string& names, std::vector<std::string>& into,
                          const std::string& value, const std::string& help) = 0;
  virtual Arguments& flag(const std::string& names, bool& into, const std::string& help) = 0;
  /// "dbtool upgrade +1" and what it does; shown in help.
  virtual Arguments& example(const std::string& command, const std::string& help) = 0;
};

}  // namespace dbtool::cli
