// RevisionRun: one revision carried out, in its own transactions or inside a common one.
#pragma once

#include "core/run/execute.h"
#include "core/run/failure.h"
#include "core/run/log_entry.h"
#include "core/support/clock.h"

#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace dbtool {

/// How far a revision came that was left part-way.
struct Progress {
  std::string direction = {};
  std::size_t parts = 0;      ///< that are done
  std::string checksum = {};  ///< of those parts
};
/// What the log says was left part-way since the last stamp, by revision.
std::map<std::string, Progress> read_progress(Connection& connection, const State& state,
                                              const StateTables& tables);

/// What the revisions of one run share.
struct Run {
  Connection& connection;
  const Dialect& dialect;
  const RunSettings& settings;
  const RunEvents& events;
  Lock& lock;
  RunReport& report;
  RunIdentity identity = this_run();
  State state = {};  ///< as this run left it
  std::map<std::string, Progress> progress = {};
};

/// One revision. Errors leave it as the database has it: rolled back, or part-way and recorded.
class RevisionRun {
 public:
  RevisionRun(Run& run, const Step& step, const RevisionBody& body);

  /// In transactions of its own, going on after what is recorded.
  void run();
  /// In a transaction that is open; the caller commits.
  void run_inside();
  /// Whether no part has to run outside a transaction.
  bool is_transactional() const;
  /// The statements of some parts as far as they can be told before any of them runs, for the frame
  /// of their transaction.
  std::vector<Statement> foreseen(std::size_t first, std::size_t count) const;
  std::size_t parts() const { return parts_.size(); }
  std::string isolation() const;

  std::size_t statements() const { return statements_; }
  /// For the error of a revision that failed.
  Scene scene() const;

 private:
  void skip_recorded();
  std::vector<PartGroup> groups_to_run() const;
  void run_group(const PartGroup& group, bool is_last);
  void run_transaction(const PartGroup& group, bool is_last);
  TableBefore before(std::size_t part) const;
  Schema enums_before(const Name& name, std::size_t part) const;
  TransactionFrame frame_of(const PartGroup& group);
  void run_alone(const PartGroup& group, bool is_last);
  void record_alone(std::size_t parts_done, bool is_last);
  void run_statements(const PlannedPart& part);
  void run_statement(const Statement& statement);
  void set_session(const PlannedPart& part);
  void require_state();
  void require_transaction();
  void require_no_transaction();
  void write_record(std::size_t parts_done, bool is_last);
  void advance(bool is_last);
  void note_recorded(std::size_t parts_done);
  void roll_back_open_transaction();

  Run& run_;
  const Step& step_;
  std::vector<PlannedPart> parts_;
  std::size_t parts_recorded_ = 0;
  std::size_t statements_ = 0;
  std::optional<Statement> statement_ = {};  ///< that is running
  bool in_transaction_ = true;
  bool in_doubt_ = false;
  bool session_is_set_ = false;
  std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
  Instant started_at_ = now();
};

}  // namespace dbtool
