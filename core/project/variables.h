// Variables: the environment and `.env`, and ${NAME} in the values of dbtool.yaml.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace dbtool {

struct Variable {
  std::string value = {};
  std::string origin = {};  ///< "environment DATABASE_URL", ".env:3"
};

/// Reads `NAME=value` lines: `export`, comments, 'as it is', "with \n escapes". Lines without `=`
/// mean nothing. Throws UsageError (DBT125) for a quote that is never closed.
std::map<std::string, Variable> parse_dotenv(std::string_view text, const std::string& file);

/// The environment of the process, and below it what `.env` says. Empty counts as not set.
class Variables {
 public:
  using Environment = std::function<std::optional<std::string>(const std::string&)>;

  explicit Variables(Environment environment) : environment_(std::move(environment)) {}

  void set_dotenv(std::map<std::string, Variable> entries) { dotenv_ = std::move(entries); }
  std::optional<Variable> in_environment(const std::string& name) const;
  std::optional<Variable> in_dotenv(const std::string& name) const;
  std::optional<Variable> find(const std::string& name) const;

 private:
  Environment environment_;
  std::map<std::string, Variable> dotenv_ = {};
};

/// Replaces ${NAME}, ${NAME:-default} and ${NAME:?message}; `$${` stands for `${`, any other `$`
/// for itself. Throws UsageError (DBT122) without a place.
std::string interpolate(std::string_view text, const Variables& variables);

}  // namespace dbtool
