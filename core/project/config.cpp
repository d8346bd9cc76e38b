#include "core/project/config.h"

#include "core/project/settings.h"
#include "core/support/clock.h"
#include "core/support/file.h"
#include "core/support/text.h"

#include <algorithm>
#include <array>

namespace dbtool {
namespace {

namespace fs = std::filesystem;

/// What reading one setting needs besides its value.
struct Reading {
  Config& config;
  const std::string& name;
  const Setting& setting;
  std::vector<Problem>& problems;

  void refuse(std::string expected) const {
    Problem problem = {.code = "DBT123",
                       .message = "\"" + name + "\" must be " + std::move(expected),
                       .where = setting.value.where};
    if (setting.value.is_scalar()) problem.message += ", not \"" + setting.value.text + "\"";
    if (!setting.from_file) problem.notes.push_back({"from", setting.origin});
    problems.push_back(std::move(problem));
  }
};

/// One key: how its value becomes a member of Config, and how that is shown.
struct Key {
  std::string name;
  std::function<void(const Reading&)> read;
  std::function<std::string(const Config&)> show;
};

Key text_key(std::string name, std::string Config::*member) {
  return {std::move(name),
          [=](const Reading& reading) {
            if (!reading.setting.value.is_scalar()) return reading.refuse("a text");
            reading.config.*member = reading.setting.value.text;
          },
          [=](const Config& config) { return config.*member; }};
}

Key url_key(std::string name, std::string Config::*member) {
  Key key = text_key(std::move(name), member);
  key.show = [=](const Config& config) { return redact_url_text(config.*member); };
  return key;
}

Key flag_key(std::string name, bool Config::*member) {
  return {std::move(name),
          [=](const Reading& reading) {
            const std::string text = lower(reading.setting.value.text);
            if (text == "true" || text == "1")
              reading.config.*member = true;
            else if (text == "false" || text == "0")
              reading.config.*member = false;
            else
              reading.refuse("true or false");
          },
          [=](const Config& config) -> std::string { return config.*member ? "true" : "false"; }};
}

std::string duration_text(std::chrono::milliseconds duration) {
  if (duration.count() == 0) return "0";
  if (duration.count() % 1000 != 0) return std::to_string(duration.count()) + "ms";
  return std::to_string(duration.count() / 1000) + "s";
}

Key duration_key(const std::string& name, std::chrono::milliseconds Timeouts::*member) {
  return {"timeouts." + name,
          [=](const Reading& reading) {
            const yaml::Node& value = reading.setting.value;
            auto duration = value.is_scalar() ? parse_duration(value.text) : std::nullopt;
            if (!duration) return reading.refuse("a duration such as 3s, 500ms or 0");
            reading.config.timeouts.*member = *duration;
          },
          [=](const Config& config) { return duration_text(config.timeouts.*member); }};
}

std::optional<std::vector<std::string>> texts_of(const yaml::Node& node) {
  if (node.is_scalar()) return std::vector{node.text};
  if (!node.is_list()) return std::nullopt;
  std::vector<std::string> texts;
  for (const yaml::Node& item : node.items) {
    if (!item.is_scalar()) return std::nullopt;
    texts.push_back(item.text);
  }
  return texts;
}

void read_models(const Reading& reading) {
  const yaml::Node& value = reading.setting.value;
  const yaml::Node* command = value.is_map() ? value.find("command") : nullptr;
  auto texts = texts_of(command != nullptr ? *command : value);
  bool is_command = command != nullptr && value.entries.size() == 1 && command->is_list();
  if (!texts || texts->empty() || (value.is_map() && !is_command))
    return reading.refuse("a folder, a file, a list of these, or { command: [program, …] }");
  reading.config.models = is_command ? ModelSources{.patterns = {}, .command = *texts}
                                     : ModelSources{.patterns = *texts, .command = {}};
}

std::string show_models(const Config& config) {
  return config.models.command.empty() ? join(config.models.patterns, ", ")
                                       : "output of " + join(config.models.command, " ");
}

void read_migrations(const Reading& reading) {
  if (!reading.setting.value.is_scalar()) return reading.refuse("a folder");
  fs::path path = reading.setting.value.text;
  bool elsewhere = !reading.setting.base.empty() && reading.setting.base != reading.config.folder;
  reading.config.migrations = elsewhere ? reading.setting.base / path : path;
}

void read_versions(const Reading& reading) {
  auto texts = texts_of(reading.setting.value);
  if (!texts || texts->empty()) return reading.refuse("a folder or a list of folders");
  const fs::path& base =
      reading.setting.base.empty() ? reading.config.folder : reading.setting.base;
  for (const std::string& text : *texts)
    reading.config.versions.push_back((base / text).lexically_normal());
}

std::string show_versions(const Config& config) {
  std::vector<std::string> paths;
  for (const fs::path& path : config.versions) paths.push_back(display_path(path));
  return join(paths, ", ");
}

void read_script_format(const Reading& reading) {
  const std::string& text = reading.setting.value.text;
  if (text != "yaml" && text != "sql") return reading.refuse("yaml or sql");
  reading.config.script_format = text;
}

/// A script in a folder below is only found again where those are read too.
void read_file_template(const Reading& reading) {
  const std::string& text = reading.setting.value.text;
  if (text.find("{rev}") == std::string::npos)
    return reading.refuse("a file name with {rev} in it");
  if (text.find('/') != std::string::npos && !reading.config.recursive_versions)
    return reading.refuse("a file name without \"/\" unless recursive_versions is true");
  reading.config.file_template = text;
}

/// A list of commands, each a list of words: no shell cuts them.
void read_after_write(const Reading& reading) {
  const yaml::Node& value = reading.setting.value;
  bool is_right = value.is_list();
  for (const yaml::Node& command : value.items) {
    auto words = command.is_list() ? texts_of(command) : std::nullopt;
    is_right = is_right && words && !words->empty();
    if (is_right) reading.config.after_write.push_back(*words);
  }
  if (!is_right) reading.refuse("a list of commands: [[program, \"{path}\"], …]");
}

std::string show_after_write(const Config& config) {
  std::vector<std::string> commands;
  for (const auto& words : config.after_write) commands.push_back(join(words, " "));
  return join(commands, ", ");
}

/// Words of one command, as no shell cuts them, and when it must have succeeded.
void read_backup(const Reading& reading) {
  const yaml::Node& value = reading.setting.value;
  const yaml::Node* command = value.is_map() ? value.find("command") : nullptr;
  const yaml::Node* when = value.is_map() ? value.find("required_for") : nullptr;
  const auto words = command != nullptr && command->is_list() ? texts_of(*command) : std::nullopt;
  const bool before_all = when != nullptr && when->text == "all";
  const bool is_known = when == nullptr || before_all || when->text == "destructive";
  const std::size_t keys = when == nullptr ? 1 : 2;
  if (!words || words->empty() || !is_known || value.entries.size() != keys)
    return reading.refuse("{ command: [program, …], required_for: destructive } or \"all\"");
  reading.config.backup = {.command = *words, .before_all = before_all};
}

std::string show_backup(const Config& config) {
  if (config.backup.command.empty()) return {};
  return join(config.backup.command, " ") +
         (config.backup.before_all ? " (before all runs)" : " (before destructive runs)");
}

void read_version_table(const Reading& reading) {
  Name name = parse_name(reading.setting.value.text);
  if (name.name.empty()) return reading.refuse("the name of a table");
  reading.config.version_table = name;
}

void read_log_table(const Reading& reading) {
  reading.config.log_table.reset();
  if (reading.setting.value.is_null()) return;
  Name name = parse_name(reading.setting.value.text);
  if (name.name.empty()) return reading.refuse("the name of a table, or null");
  reading.config.log_table = name;
}

/// The one list of settings: to add one, add a member to Config and a line here.
const std::vector<Key>& keys() {
  static const std::vector<Key> list = {
      url_key("url", &Config::url),
      {"models", read_models, show_models},
      {"migrations", read_migrations,
       [](const Config& config) { return config.migrations.string(); }},
      {"versions", read_versions, show_versions},
      flag_key("recursive_versions", &Config::recursive_versions),
      {"script_format", read_script_format,
       [](const Config& config) { return config.script_format; }},
      {"file_template", read_file_template,
       [](const Config& config) { return config.file_template; }},
      text_key("timezone", &Config::timezone),
      {"after_write", read_after_write, show_after_write},
      {"backup", read_backup, show_backup},
      {"version_table", read_version_table,
       [](const Config& config) { return to_text(config.version_table); }},
      {"log_table", read_log_table,
       [](const Config& config) {
         return config.log_table ? to_text(*config.log_table) : std::string("null");
       }},
      duration_key("connect", &Timeouts::connect),
      duration_key("lock", &Timeouts::lock),
      duration_key("statement", &Timeouts::statement),
      duration_key("migration_lock", &Timeouts::migration_lock),
      flag_key("protected", &Config::is_protected),
      url_key("scratch_url", &Config::scratch_url),
  };
  return list;
}

/// dbtool.yaml of the folder or the nearest one above it; empty when there is none.
fs::path find_file(const ConfigRequest& request, const Variables& variables) {
  auto named = request.config_file;
  std::string origin = "--config";
  if (auto variable = variables.in_environment("DBTOOL_CONFIG"); !named && variable) {
    named = variable->value;
    origin = variable->origin;
  }
  if (named) {
    fs::path file = request.working_directory / *named;
    if (fs::exists(file)) return file.lexically_normal();
    throw UsageError({.code = "DBT120",
                      .message = "there is no file \"" + named->string() + "\"",
                      .notes = {{"from", origin}}});
  }
  for (fs::path folder = request.working_directory;; folder = folder.parent_path()) {
    if (fs::exists(folder / "dbtool.yaml")) return folder / "dbtool.yaml";
    if (folder == folder.parent_path()) return {};
  }
}

void read_dotenv(const fs::path& folder, Variables& variables) {
  fs::path file = folder / ".env";
  if (fs::is_regular_file(file))
    variables.set_dotenv(parse_dotenv(read_file(file), display_path(file)));
}

void choose_environment(const ConfigRequest& request, const Variables& variables, Config& config) {
  if (request.environment) {
    config.environment = *request.environment;
    config.origins["environment"] = "--env";
  } else if (auto variable = variables.find("DBTOOL_ENV")) {
    config.environment = variable->value;
    config.origins["environment"] = variable->origin;
  } else {
    config.origins["environment"] = "default";
  }
}

void interpolate_node(yaml::Node& node, const Variables& variables) {
  if (node.is_scalar()) node.text = interpolate(node.text, variables);
  for (yaml::Node& item : node.items) interpolate_node(item, variables);
  for (yaml::Entry& entry : node.entries) interpolate_node(entry.value, variables);
}

/// Replaces variables; what cannot be is a problem of this value alone.
bool interpolate_setting(Setting& setting, const Variables& variables,
                         std::vector<Problem>& problems) {
  try {
    if (setting.from_file) interpolate_node(setting.value, variables);
    return true;
  } catch (UsageError& error) {
    error.locate(setting.value.where);
    problems.insert(problems.end(), error.problems().begin(), error.problems().end());
    return false;
  }
}

/// A database that is not asked for needs no URL, so a variable missing there waits until it is.
void read_settings(Settings& settings, const Variables& variables, Config& config,
                   std::vector<Problem>& problems) {
  for (const Key& key : keys()) {
    auto setting = settings.find(key.name);
    config.origins[key.name] = setting == settings.end() ? "default" : setting->second.origin;
    if (setting == settings.end()) continue;
    bool is_url = key.name == "url";
    if (!interpolate_setting(setting->second, variables, is_url ? config.url_problems : problems))
      continue;
    key.read({config, key.name, setting->second, problems});
    if (is_url && !setting->second.base.empty()) config.url_folder = setting->second.base;
  }
}

Settings file_settings(Config& config, std::vector<Problem>& problems) {
  yaml::Node root;
  if (!config.file.empty())
    root = yaml::parse(read_file(config.file), display_path(config.file), problems);
  Settings settings = settings_in_file(root, config.environment, problems);
  config.databases = databases_in_file(root, config.environment);
  return settings;
}

/// The database that is asked for, or the only one.
std::string chosen_database(const ConfigRequest& request, const Config& config) {
  if (!request.database) return config.databases.size() == 1 ? config.databases.front() : "";
  if (std::ranges::count(config.databases, *request.database) > 0) return *request.database;
  Problem problem = {.code = "DBT128",
                     .message = "there is no database \"" + *request.database + "\"",
                     .hint = did_you_mean(*request.database, config.databases)};
  problem.notes.push_back({"known", config.databases.empty()
                                        ? "dbtool.yaml has no databases: by name"
                                        : join(config.databases, ", ")});
  throw UsageError(std::move(problem));
}

}  // namespace

const std::vector<std::string>& setting_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> list;
    for (const Key& key : keys()) list.push_back(key.name);
    return list;
  }();
  return names;
}

Config load_config(const ConfigRequest& request) {
  Variables variables(request.variable);
  Config config;
  config.file = find_file(request, variables);
  config.folder = config.file.empty() ? request.working_directory : config.file.parent_path();
  config.url_folder = config.folder;
  if (!config.file.empty()) read_dotenv(config.folder, variables);
  choose_environment(request, variables, config);

  std::vector<Problem> problems;
  Settings settings = file_settings(config, problems);
  add_outer_settings(settings, request, variables);
  config.database = chosen_database(request, config);
  if (!config.database.empty()) choose_database(settings, config.database, request);
  read_settings(settings, variables, config, problems);
  if (!problems.empty()) throw UsageError(problems);
  if (config.versions.empty())
    config.versions = {(config.folder / config.migrations / "versions").lexically_normal()};
  return config;
}

DatabaseUrl database_url(const Config& config) {
  if (config.databases.size() > 1 && config.database.empty())
    throw UsageError({.code = "DBT127",
                      .message = "this project has several databases",
                      .hint = "say which with --database NAME",
                      .notes = {{"known", join(config.databases, ", ")}}});
  if (!config.url_problems.empty()) throw UsageError(config.url_problems);
  if (config.url.empty())
    throw UsageError({.code = "DBT126",
                      .message = "no database is named",
                      .hint = config.file.empty()
                                  ? "give --url or set DATABASE_URL; a new project: dbtool init"
                                  : "give --url, set DATABASE_URL, or write url: in dbtool.yaml"});
  return parse_url(config.url, config.url_folder, config.origins.at("url"));
}

std::vector<std::pair<std::string, std::string>> settings_of(const Config& config) {
  std::vector<std::pair<std::string, std::string>> settings;
  for (const Key& key : keys()) settings.emplace_back(key.name, key.show(config));
  settings.emplace_back("environment", config.environment);
  if (!config.databases.empty()) settings.emplace_back("databases", join(config.databases, ", "));
  return settings;
}

}  // namespace dbtool
