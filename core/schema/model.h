// Model: the schema the user declared, with where it was declared and what was renamed.
#pragma once

#include "core/schema/naming.h"
#include "core/schema/reference_rows.h"
#include "core/schema/schema.h"
#include "core/support/error.h"

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace dbtool {

/// What is renamed, told by `renamed_from`, by --rename, or by an answer on the terminal.
struct Rename {
  enum class Kind { table, column, view, enum_type, enum_value, index };
  Kind kind = Kind::table;
  Name table = {};        ///< the table (its new name) of a column or index; the enum of a value
  std::string from = {};  ///< "accounts", "billing.accounts" or a column's old name
  std::string to = {};
  bool operator==(const Rename&) const = default;
};

/// The declared schema for one dialect: overrides merged, `only` applied, names filled in.
struct Model {
  Schema schema = {};
  std::vector<Rename> renames = {};
  /// Constraints and indexes whose name came from the convention: "users/users_email_key". They may
  /// carry another name in a live database and still be the same.
  std::set<std::string> names_by_convention = {};
  /// Names dbtool must neither change nor drop (`managed: false`, `ignore:`): globs by kind.
  std::map<std::string, std::vector<std::string>> ignored = {};
  /// How to convert a column on its next type change (`using:`): "users/age" to SQL.
  std::map<std::string, std::string> conversions = {};
  /// The rows that tables must have (`rows:`).
  std::map<Name, ReferenceRows> rows = {};
  /// Where objects are declared: "table users", "users.email", "users/users_email_key", "view v".
  std::map<std::string, Location> declared_at = {};
  /// The schema of names without one; known where a pattern of `ignored` has a schema.
  std::string default_schema = {};
  bool is_sql = false;  ///< read from SQL: exact, and Schema::unmanaged is as it should be
  bool names_ignore_case = false;       ///< SQLite: Users and users are one table
  std::vector<std::string> files = {};  ///< as read, for "compared models/blog.yaml with …"
};

}  // namespace dbtool
