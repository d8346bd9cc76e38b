#include "cli/command.h"
#include "cli/session.h"
#include "core/support/text.h"

namespace dbtool::cli {
namespace {

struct Options {
  std::optional<std::string> key = {};
  bool show_origin = false;
};

void declare(Arguments& arguments, Options& options) {
  arguments.positional("key", options.key, "One setting")
      .flag("--show-origin", options.show_origin, "Where each value comes from")
      .example("dbtool config", "all settings in force")
      .example("dbtool config url --show-origin", "which database, and why");
}

std::string origin_of(const Config& config, const std::string& key) {
  auto found = config.origins.find(key);
  return found == config.origins.end() ? "default" : found->second;
}

ExitCode run(const Options& options, Session& session) {
  const Config& config = session.config();
  Output& output = session.output();
  Value::List settings;
  std::vector<std::string> known;
  for (const auto& [key, value] : settings_of(config)) {
    known.push_back(key);
    if (options.key && *options.key != key) continue;
    std::string origin = origin_of(config, key);
    std::string line = options.key ? value : key + ": " + value;
    output.line(options.show_origin ? line + "    (" + origin + ")" : line);
    Value::Map map;
    put(map, "key", key);
    put(map, "value", value);
    put(map, "origin", origin);
    settings.push_back(std::move(map));
  }
  if (settings.empty())
    throw UsageError({.code = "DBT006",
                      .message = "there is no setting \"" + *options.key + "\"",
                      .hint = did_you_mean(*options.key, known)});
  output.report("settings", std::move(settings));
  return ExitCode::ok;
}

}  // namespace

Command config() {
  return make_command("config", "Show the settings in force and their origin", "More", declare,
                      run);
}

}  // namespace dbtool::cli
