// Run: what the revisions of one run share, and what of their work is not safe yet.
#pragma once

#include "core/run/execute.h"
#include "core/run/log_entry.h"
#include "core/run/shared_transaction.h"

#include <chrono>
#include <cstddef>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace dbtool {

/// How far a revision came that was left part-way.
struct PartWay {
  std::string direction = {};
  std::size_t parts = 0;      ///< that are done
  std::string checksum = {};  ///< of those parts
  bool is_running = false;    ///< the next one was begun, and not recorded
  std::string detail = {};    ///< of the log: see log_detail.h
};
/// What the log says was left part-way since the last stamp, by revision.
std::map<std::string, PartWay> read_part_way(Connection& connection, const State& state,
                                             const StateTables& tables);
/// HistoryError (DBT722).
[[noreturn]] void throw_part_way(const std::string& revision, const PartWay& part_way);

/// A revision that was carried out, and may still be lost with its transaction or its server.
struct Outcome {
  Step step = {};
  std::size_t statements = 0;
  std::chrono::steady_clock::duration elapsed = {};
  State state = {};  ///< after it
};

struct Run {
  Connection& connection;
  const Dialect& dialect;
  const RunSettings& settings;
  const RunEvents& events;
  Lock& lock;
  RunReport& report;
  State state = {};  ///< as this run left it
  RunIdentity identity = this_run();
  std::map<std::string, PartWay> part_way = {};
  SharedTransaction shared{connection};
  /// Whether revisions may share a transaction; not while one is repeated that broke a common one.
  bool shares = dialect.traits().commits.shared;
  State settled = state;  ///< as it is, whatever happens
  std::vector<Outcome> unsettled = {};
  bool is_flushed = true;
  std::chrono::steady_clock::time_point settled_at = std::chrono::steady_clock::now();
  bool is_backed_up = !settings.backs_up || !dialect.traits().backs_up;
  Connection* replacement = nullptr;  ///< a new session to go on in
};

/// Waits for the lock, telling once who holds it; an interruption ends the wait.
std::unique_ptr<Lock> take_lock(Connection& connection, const Dialect& dialect,
                                const RunSettings& settings, const RunEvents& events);
/// What was found under the lock, for the report.
void note_state(const State& state, RunReport& report);
/// For as long as it lives, a section's own limit of waiting for other connections.
class Patience {
 public:
  Patience(Run& run, std::optional<std::chrono::milliseconds> limit) : run_(run) {
    run_.dialect.set_patience(run_.connection, limit);
  }
  Patience(const Patience&) = delete;
  Patience& operator=(const Patience&) = delete;
  ~Patience() { run_.dialect.set_patience(run_.connection, std::nullopt); }

 private:
  Run& run_;
};

void tell_started(const Run& run, std::size_t index);
/// The bodies of some steps, each in the direction of its step alone; a downgrade that is
/// irreversible refuses here, before anything ran.
std::vector<RevisionBody> read_bodies(std::span<const Step> steps, const BodySource& body);

/// Makes the missing state tables, in the transaction that is open or in one of their own.
void make_state_tables(Run& run);
/// Commits what is shared and waits until the database has it safe; only then it is reported as
/// done. When COMMIT fails, what was shared is lost and the run's state is the one before.
void settle(Run& run);
/// Makes a backup, once in a run, before statements that put rows at risk; inside a transaction
/// that has changed nothing yet, so that nobody else writes meanwhile.
void back_up_before(Run& run, std::span<const Statement> statements);
/// The revisions are safe: tells so.
void report_done(Run& run);
/// Whether what was done should not wait any longer to be safe.
bool is_due(const Run& run);
/// Forgets what was lost with the shared transaction.
void abandon(Run& run);

}  // namespace dbtool
