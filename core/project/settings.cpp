#include "core/project/settings.h"

#include "core/support/text.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace dbtool {
namespace {

constexpr int format_version = 1;

/// The words that may stand in a map: the first parts of the names below `prefix`.
void allow_names_below(yaml::MapReader& reader, const std::string& prefix) {
  std::string last;
  for (const std::string& name : setting_names()) {
    if (!name.starts_with(prefix)) continue;
    std::string word = split(name.substr(prefix.size()), '.')[0];
    if (word != last) reader.allow(word);
    last = std::move(word);
  }
}

void check_timeouts(const yaml::Node& block, std::vector<Problem>& problems) {
  const yaml::Node* timeouts = block.find("timeouts");
  if (timeouts == nullptr || timeouts->is_null()) return;
  yaml::MapReader reader(*timeouts, "timeouts", problems);
  allow_names_below(reader, "timeouts.");
  if (timeouts->is_map()) reader.finish();
}

/// What may differ between the databases of a project; they share the scripts.
constexpr std::array<std::string_view, 8> database_keys = {
    "url",       "models",   "backup",    "version_table",
    "log_table", "timeouts", "protected", "scratch_url"};

const yaml::Node* map_in(const yaml::Node& block, std::string_view key) {
  const yaml::Node* found = block.is_map() ? block.find(key) : nullptr;
  return found != nullptr && found->is_map() ? found : nullptr;
}

bool is_database_name(const std::string& name) {
  auto is_letter = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-';
  };
  return !name.empty() && std::all_of(name.begin(), name.end(), is_letter) &&
         name != "irreversible";
}

void check_databases(const yaml::Node& block, std::vector<Problem>& problems) {
  const yaml::Node* databases = block.find("databases");
  if (databases == nullptr || databases->is_null()) return;
  yaml::MapReader reader(*databases, "databases", problems);
  for (const yaml::Entry& entry : databases->entries) {
    if (!is_database_name(entry.key))
      problems.push_back({.code = "DBT123",
                          .message = "\"" + entry.key + "\" is no name of a database",
                          .where = entry.where,
                          .hint = "use letters, digits, - and _"});
    if (entry.value.is_null()) continue;
    yaml::MapReader database(entry.value, "database " + entry.key, problems);
    if (!entry.value.is_map()) continue;
    for (std::string_view key : database_keys) database.allow(key);
    database.finish();
    check_timeouts(entry.value, problems);
  }
}

void check_keys(const yaml::Node& block, const std::string& what, bool is_root,
                std::vector<Problem>& problems) {
  if (block.is_null()) return;
  yaml::MapReader reader(block, what, problems);
  if (!block.is_map()) return;
  if (is_root) {
    reader.allow("dbtool");
    reader.allow("environments");
  }
  reader.allow("databases");
  allow_names_below(reader, "");
  reader.finish();
  check_timeouts(block, problems);
  check_databases(block, problems);
}

void check_format(const yaml::Node& root, std::vector<Problem>& problems) {
  const yaml::Node* version = root.is_map() ? root.find("dbtool") : nullptr;
  if (version == nullptr) return;
  auto number = version->is_scalar() ? parse_integer(version->text) : std::nullopt;
  if (number && *number > format_version)
    throw UsageError({.code = "DBT124",
                      .message = "this file has format " + version->text +
                                 ", and this dbtool reads format " + std::to_string(format_version),
                      .where = version->where,
                      .hint = "a newer dbtool is needed"});
  if (!number || *number != format_version)
    problems.push_back({.code = "DBT124",
                        .message = "\"dbtool\" must be the version of the format, 1",
                        .where = version->where});
}

std::string origin_of(const Location& where) {
  return where.file + ":" + std::to_string(where.line);
}

void add_block(const yaml::Node& block, const std::string& prefix, Settings& settings) {
  if (!block.is_map()) return;
  for (const yaml::Entry& entry : block.entries) {
    std::string name = prefix + entry.key;
    bool is_block = entry.key == "timeouts" || name == "databases" || prefix == "databases.";
    if (is_block)
      add_block(entry.value, name + ".", settings);
    else if (!entry.value.is_null() || entry.key == "log_table")
      settings[name] = {.value = entry.value, .origin = origin_of(entry.where), .from_file = true};
  }
}

const yaml::Node& environment_block(const yaml::Node& root, const std::string& name) {
  const yaml::Node* environments = root.is_map() ? root.find("environments") : nullptr;
  const yaml::Node* block =
      environments != nullptr && environments->is_map() ? environments->find(name) : nullptr;
  if (block != nullptr) return *block;
  Problem problem = {.code = "DBT121", .message = "there is no environment \"" + name + "\""};
  std::vector<std::string> known;
  if (environments != nullptr && environments->is_map())
    for (const yaml::Entry& entry : environments->entries) known.push_back(entry.key);
  problem.hint = did_you_mean(name, known);
  problem.notes.push_back(
      {"known", known.empty() ? "no environments are declared" : join(known, ", ")});
  throw UsageError(problem);
}

/// The names a setting has as a variable, besides the one made of its own name.
std::vector<std::string> variable_names(const std::string& name) {
  std::vector<std::string> names = {"DBTOOL_" + upper(replace_all(name, ".", "_"))};
  if (name == "url") names.emplace_back("DBTOOL_DATABASE_URL");
  if (name == "migrations") names.emplace_back("DBTOOL_DIRECTORY");
  return names;
}

std::string option_name(const std::string& name) {
  if (name == "migrations") return "--directory";
  return "--" + replace_all(replace_all(name, ".", "-"), "_", "-");
}

/// A text as it would stand in the file; lists are separated by colons, as in PATH.
yaml::Node node_of(const std::string& name, const std::string& text) {
  if (name != "versions") return {.kind = yaml::Node::Kind::scalar, .text = text};
  yaml::Node list = {.kind = yaml::Node::Kind::list};
  for (const std::string& item : split(text, ':'))
    list.items.push_back({.kind = yaml::Node::Kind::scalar, .text = item});
  return list;
}

template <class Find>
void add_variables(Settings& settings, const std::vector<std::string>& variables,
                   const std::string& name, Find find) {
  for (const std::string& variable : variables) {
    auto found = find(variable);
    if (!found) continue;
    settings[name] = {.value = node_of(name, found->value), .origin = found->origin};
    return;
  }
}

/// The settings of the chosen environment, an empty node when there is none.
yaml::Node chosen_block(const yaml::Node& root, const std::string& environment) {
  return environment.empty() ? yaml::Node() : environment_block(root, environment);
}

}  // namespace

Settings settings_in_file(const yaml::Node& root, const std::string& environment,
                          std::vector<Problem>& problems) {
  check_format(root, problems);
  check_keys(root, "the settings", true, problems);
  if (const yaml::Node* environments = root.is_map() ? root.find("environments") : nullptr;
      environments != nullptr && environments->is_map())
    for (const yaml::Entry& entry : environments->entries)
      check_keys(entry.value, "environment " + entry.key, false, problems);
  Settings settings;
  add_block(root, "", settings);
  add_block(chosen_block(root, environment), "", settings);
  return settings;
}

std::vector<std::string> databases_in_file(const yaml::Node& root, const std::string& environment) {
  std::vector<std::string> names;
  const yaml::Node block = chosen_block(root, environment);
  for (const yaml::Node* databases : {map_in(root, "databases"), map_in(block, "databases")})
    if (databases != nullptr)
      for (const yaml::Entry& entry : databases->entries)
        if (std::ranges::count(names, entry.key) == 0) names.push_back(entry.key);
  return names;
}

void choose_database(Settings& settings, const std::string& name, const ConfigRequest& request) {
  if (request.options.count("url") == 0) settings.erase("url");
  const std::string prefix = "databases." + name + ".";
  Settings own;
  for (const auto& [key, setting] : settings)
    if (key.starts_with(prefix)) own[key.substr(prefix.size())] = setting;
  for (auto& [key, setting] : own)
    if (key != "url" || request.options.count("url") == 0) settings[key] = std::move(setting);
}

void add_outer_settings(Settings& settings, const ConfigRequest& request,
                        const Variables& variables) {
  for (const std::string& name : setting_names()) {
    std::vector<std::string> own = variable_names(name);
    std::vector<std::string> all = own;
    if (name == "url") all.emplace_back("DATABASE_URL");
    add_variables(settings, all, name,
                  [&](const std::string& variable) { return variables.in_dotenv(variable); });
    add_variables(settings, all, name,
                  [&](const std::string& variable) { return variables.in_environment(variable); });
    auto option = request.options.find(name);
    if (option != request.options.end())
      settings[name] = {.value = node_of(name, option->second),
                        .origin = option_name(name),
                        .base = request.working_directory};
  }
}

}  // namespace dbtool
