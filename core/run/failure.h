// Failure: what is told when a revision fails: where, the state of the database, what to type next.
#pragma once

#include "core/run/execute.h"
#include "core/run/offenders.h"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace dbtool {

/// The scene of a failure.
struct Scene {
  const RunSettings& settings;
  const RunReport& report;
  const Step& step;
  std::optional<Statement> statement = {};  ///< that failed, when one did
  bool in_transaction = true;
  std::optional<TransactionMark> in_doubt = {};  ///< COMMIT was sent and not answered
  /// Recorded when that COMMIT was carried out; 0: the revision was done with it.
  std::size_t steps_in_doubt = 0;
  bool is_interrupted = false;     ///< by the user
  std::size_t steps_recorded = 0;  ///< of this revision, committed
  std::size_t steps = 0;
  std::size_t lost = 0;     ///< revisions before it that were taken back with it
  std::size_t unknown = 0;  ///< revisions before it that a crashed server may have lost
  bool is_applied = false;  ///< COMMIT was not answered, and was carried out
  /// What was left of the revision, asked for rows that stand in the way.
  std::vector<Operation> operations = {};
  std::optional<Offence> offence = {};
  bool is_settling = false;  ///< no revision was at work: those before were being made safe
};

/// Throws the server's error as the revision's: DBT401 rolled back, DBT402 outside a transaction,
/// with place, state and next step.
[[noreturn]] void throw_failure(const DatabaseError& error, const Scene& scene);
/// Adds the state of the database to an error that is not the server's.
void explain(Error& error, const Scene& scene);
/// Adds the state and what to type next, where an error from outside of any revision does not say
/// them.
void complete(Error& error, const RunSettings& settings, const RunReport& report);

/// Whether the same transaction may succeed when it is run again.
bool is_lock_timeout(const DatabaseError& error);
bool is_conflict(const DatabaseError& error);

/// Runs a check; throws DatabaseError (DBT410) with its message when it does not hold.
void run_check(Connection& connection, const Statement& statement);

}  // namespace dbtool
