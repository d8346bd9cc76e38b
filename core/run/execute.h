// Execute: revisions run against a database, each with its version row in one transaction.
#pragma once

#include "core/revisions/revision.h"
#include "core/run/plan.h"
#include "core/run/slow_commit.h"
#include "core/run/state.h"

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace dbtool {

/// What becomes of what a run does: a trial keeps nothing.
enum class Trial { none, rolled_back, in_a_copy };

struct RunSettings {
  StateTables tables = {};
  Timeouts timeouts = {};
  bool single_transaction = false;
  bool verifies = false;       ///< looks whether each revision made what its steps say
  ScratchSource scratch = {};  ///< for that; may be left out
  /// rolled_back: in one transaction, whatever `single_transaction` says, that ends in ROLLBACK.
  Trial trial = Trial::none;
  bool backs_up = true;  ///< before rows are put at risk, where the database has a way
  SlowCommit slow_commit = {};
  std::string tool_version = {};
  std::string database = "the database";  ///< for messages: "app.db"
  std::string command = {};               ///< to be typed again; empty: by direction
  /// What the revisions up to the rows say of an enum; asked where the database does not keep an
  /// enum that no column has (SQLite). May be left out.
  std::function<std::optional<Enum>(const Name& name, const Rows& rows)> enum_in_history = {};
  /// Opens a session in place of one that broke, to ask what became of the last COMMIT; the old one
  /// stays until the run is over. May be left out.
  std::function<Connection&()> reconnect = {};
};

/// What happens while it happens, for progress lines.
struct RunEvents {
  std::function<void(const Step&, std::size_t number, std::size_t total)> started = {};
  std::function<void(const Step&, const Statement&)> statement = {};
  /// Told when it is safe on the disk, which may be while a later one runs.
  std::function<void(const Step&, std::size_t statements, std::chrono::milliseconds)> finished = {};
  std::function<void(const std::string& holder)> waiting = {};
  std::function<void(const std::string& path)> backed_up = {};
  /// A transaction is repeated after a lock timeout, a deadlock or a serialization failure.
  std::function<void(const Step&, const Problem&, std::chrono::milliseconds delay)> retrying = {};
  /// Something about a step that is worth knowing and stops nothing.
  std::function<void(const Step&, const std::string&)> noted = {};
  /// Another run has moved the state before this revision began: the route is asked for again.
  std::function<void(const Step&)> overtaken = {};
  /// Asked between statements; true ends the run (exit 130).
  std::function<bool()> interrupted = {};
};

/// Reads the body of a revision when its turn comes.
using BodySource = std::function<RevisionBody(const Revision&)>;
/// Decides the steps once the lock is held and the state is read; again when another run has moved
/// the state since, where the lock is only that of a transaction (SQLite).
using RouteSource = std::function<std::vector<Step>(const State&)>;

struct RunReport {
  bool is_known = false;  ///< whether the state was read
  Rows rows_before = {};
  Rows rows_after = {};
  std::vector<Step> done = {};
  std::vector<Step> planned = {};
};

/// Locks, reads the state, asks for the route, runs it, records each revision. When a revision
/// fails the error says so with its place, the state of the database and what to type next; what
/// was done before stays (`report` tells). Exit 4: rolled back; 5: part-way outside a transaction,
/// recorded so that the next run goes on after the last recorded step. A revision that was left
/// part-way and is not in the route is a HistoryError (DBT722); a step of which nobody can tell
/// whether it ran before a crash ends the run (DBT723, exit 5).
void run_steps(Connection& connection, const Dialect& dialect, const RunSettings& settings,
               const RouteSource& route, const BodySource& body, const RunEvents& events,
               RunReport& report);

}  // namespace dbtool
