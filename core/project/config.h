// Config: the settings of a project, each with where it came from.
#pragma once

#include "core/dialect/database_url.h"
#include "core/dialect/dialect.h"
#include "core/schema/name.h"
#include "core/support/error.h"

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace dbtool {

/// Where models come from: files by pattern, or a program that prints DDL.
struct ModelSources {
  std::vector<std::string> patterns = {"models"};
  std::vector<std::string> command = {};
};

/// A program that makes a backup before a run; an empty command: none.
struct BackupHook {
  std::vector<std::string> command = {};
  bool before_all = false;  ///< else before steps that lose data
};

/// The effective settings (dbtool.yaml(5)).
struct Config {
  std::filesystem::path file = {};         ///< dbtool.yaml; empty when there is none
  std::filesystem::path folder = {};       ///< what relative paths start from
  std::string url = {};                    ///< as written, after ${…}
  std::filesystem::path url_folder = {};   ///< what a relative SQLite file in `url` starts from
  std::vector<Problem> url_problems = {};  ///< why `url` is empty: a variable that is not set
  ModelSources models = {};
  std::filesystem::path migrations = "migrations";
  std::vector<std::filesystem::path> versions = {};  ///< absolute; the first takes new files
  bool recursive_versions = false;
  std::string script_format = "yaml";
  std::string file_template = "{year}{month}{day}_{hour}{minute}_{rev}_{slug}";
  std::string timezone = "UTC";
  /// Programs to run on every script that was written; `{path}` in a word is its file.
  std::vector<std::vector<std::string>> after_write = {};
  BackupHook backup = {};
  Name version_table = {"", "alembic_version"};
  std::optional<Name> log_table = Name{"", "dbtool_log"};
  Timeouts timeouts = {};
  bool is_protected = false;
  std::string environment = {};  ///< chosen with --env; empty: none
  /// Names under `databases:`, in the order of the file; empty: one database without a name.
  std::vector<std::string> databases = {};
  std::string database = {};  ///< whose settings these are; empty: of no named one
  std::string scratch_url = {};

  /// Where each setting came from: "url" to ".env:3", "--url", "default".
  std::map<std::string, std::string> origins = {};
};

/// What the command line and the process bring.
struct ConfigRequest {
  std::filesystem::path working_directory = {};
  std::optional<std::filesystem::path> config_file = {};  ///< -c
  std::optional<std::string> environment = {};            ///< --env
  std::optional<std::string> database = {};               ///< --database
  std::map<std::string, std::string> options = {};        ///< "url", "migrations": from options
  std::function<std::optional<std::string>(const std::string&)> variable = {};  ///< getenv
};

/// Finds dbtool.yaml (upward from the working directory), reads `.env` beside it, merges by
/// precedence. Throws UsageError (DBT12x) with every problem. Without a file: the defaults, `file`
/// empty. Where `databases:` are declared, the settings of the requested one, or of the only one,
/// are merged over the others.
Config load_config(const ConfigRequest& request);
/// The database the settings name. Throws UsageError when none is named (DBT126), a variable of its
/// URL is not set (DBT122), one of several must be chosen (DBT127), or the URL is wrong (DBT21x).
DatabaseUrl database_url(const Config& config);
/// Effective settings as text, in the order of dbtool.yaml(5); secrets redacted.
std::vector<std::pair<std::string, std::string>> settings_of(const Config& config);

}  // namespace dbtool
