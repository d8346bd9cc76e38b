// Revision: one migration script. The head is what the graph needs; the body is read when it runs.
#pragma once

#include "core/operations/operation.h"
#include "core/support/clock.h"

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace dbtool {

/// Lines of header words, for messages; 0: not written.
struct HeaderLines {
  int revises = 0;
  int depends_on = 0;
  int labels = 0;
  int replaces = 0;
  bool operator==(const HeaderLines&) const = default;
};

struct Revision {
  std::string id = {};
  std::string message = {};
  std::string file = {};                     ///< path as opened
  std::vector<std::string> parents = {};     ///< `revises`; empty: a base
  std::vector<std::string> depends_on = {};  ///< as written: ids or labels
  std::vector<std::string> labels = {};      ///< branch labels declared here
  std::vector<std::string> replaces = {};    ///< squashed ids, oldest first; the last is the end
  std::optional<Instant> created = {};
  Location where = {};  ///< of the id in the file
  HeaderLines lines = {};
  bool operator==(const Revision&) const = default;
};

enum class Direction { upgrade, downgrade };

/// How a part of a revision runs.
struct SectionSettings {
  bool transaction = true;
  bool foreign_keys =
      true;  ///< false: SQLite does not enforce them meanwhile, and checks before COMMIT
  std::vector<std::string> only = {};       ///< dialects; empty: all
  std::vector<std::string> databases = {};  ///< names of dbtool.yaml; empty: all
  std::optional<std::chrono::milliseconds> lock_timeout = {};
  std::optional<std::chrono::milliseconds> statement_timeout = {};
  std::optional<int> retries = {};
  std::string isolation = {};  ///< "", "read committed", "repeatable read", "serializable"
  /// Outside transactions, for a step of which a crash leaves open whether it ran: it may run
  /// again.
  bool repeatable = false;
  /// A query that is true when the step has run; asked after a crash.
  std::string probe = {};
  bool operator==(const SectionSettings&) const = default;
};
struct Section {
  SectionSettings settings = {};
  std::vector<Operation> operations = {};
  bool operator==(const Section&) const = default;
};

struct RevisionBody {
  std::vector<Section> upgrade = {};
  std::vector<Section> downgrade = {};
  std::optional<std::string> irreversible = {};  ///< the reason why there is no way back
  Location where = {};                           ///< of the downgrade part
  std::string text = {};                         ///< the file it was read from
  /// The databases that the file names, and where it does first.
  std::map<std::string, Location> databases = {};
  bool operator==(const RevisionBody&) const = default;
};

}  // namespace dbtool
