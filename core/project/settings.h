// Settings: what every source says about each key of dbtool.yaml, before it is typed.
#pragma once

#include "core/project/config.h"
#include "core/project/variables.h"
#include "core/support/yaml.h"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace dbtool {

/// One value and where it came from: "dbtool.yaml:3", ".env:3", "--url". Not yet interpolated when
/// it comes from dbtool.yaml.
struct Setting {
  yaml::Node value = {};
  std::string origin = {};
  bool from_file = false;
  std::filesystem::path base = {};  ///< what relative paths in it start from
};
/// By key, nested keys with a dot: "timeouts.lock", "databases.users.url".
using Settings = std::map<std::string, Setting>;

/// The settings of dbtool.yaml, the chosen environment's over those of the top level. Problems of
/// the other environments are found too. Throws UsageError alone for a later format (DBT124) and
/// for an unknown environment (DBT121).
Settings settings_in_file(const yaml::Node& root, const std::string& environment,
                          std::vector<Problem>& problems);
/// Puts `.env`, DATABASE_URL, DBTOOL_<KEY> and the options of the command line over them.
void add_outer_settings(Settings& settings, const ConfigRequest& request,
                        const Variables& variables);

/// The names under `databases:`, those of the top level first, in the order of the file.
std::vector<std::string> databases_in_file(const yaml::Node& root, const std::string& environment);
/// Puts what is said of one database over what is said of all. A URL for all is none of its own,
/// unless an option of the command line gave it.
void choose_database(Settings& settings, const std::string& name, const ConfigRequest& request);

/// The keys of dbtool.yaml that hold a value, in the order of dbtool.yaml(5).
const std::vector<std::string>& setting_names();

}  // namespace dbtool
