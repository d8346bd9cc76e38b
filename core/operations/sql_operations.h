// Operations that are SQL.
#pragma once

#include "core/schema/schema.h"
#include "core/support/error.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace dbtool {

struct Operation;

/// What SQL makes of the schema, as operations, whose type is not complete yet: SQL is one of them.
struct Description {
  Description();
  explicit Description(std::vector<Operation> list);
  Description(const Description& other);
  Description(Description&& other) noexcept;
  Description& operator=(const Description& other);
  Description& operator=(Description&& other) noexcept;
  ~Description();
  bool operator==(const Description& other) const;

  std::vector<Operation> operations;
};

/// SQL as written, per dialect ("any" for all). May hold several statements. A dialect without
/// text does nothing.
struct RunSql {
  std::map<std::string, std::string> by_dialect = {};
  /// The place of the first character of each text; the statements' places are counted from it.
  std::map<std::string, Location> places = {};
  /// Files that hold the texts, as they are named; the texts are those of the files.
  std::map<std::string, std::string> files = {};
  std::optional<Description> describes = {};  ///< where the file says it
  bool operator==(const RunSql& other) const {
    return by_dialect == other.by_dialect && describes == other.describes;
  }
};
/// Stops the revision unless the query gives no row (`none`) or at least one row (`some`).
struct Assert {
  std::map<std::string, std::string> query = {};  ///< per dialect, "any" for all
  bool expects_rows = false;
  std::string message = {};
  bool operator==(const Assert&) const = default;
};

/// The text for a dialect, or nullptr.
const std::string* text_for(const std::map<std::string, std::string>& by_dialect,
                            const std::string& dialect);

void apply(const RunSql& operation, Schema& schema);
void apply(const Assert& operation, Schema& schema);

std::vector<Operation> reverse(const RunSql& operation, const Schema& before);
std::vector<Operation> reverse(const Assert& operation, const Schema& before);

std::string describe(const RunSql& operation);
std::string describe(const Assert& operation);

Name subject(const RunSql& operation);
Name subject(const Assert& operation);

}  // namespace dbtool
