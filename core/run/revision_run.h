// RevisionRun: one revision carried out, in its own transactions or inside a common one.
#pragma once

#include "core/run/failure.h"
#include "core/run/run.h"
#include "core/run/verify.h"
#include "core/support/clock.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace dbtool {

/// One revision; its step and body must outlive this. Errors leave it as the database has it:
/// rolled back, or part-way and recorded.
class RevisionRun {
 public:
  /// `sections` are the body's in the direction of the step; of the body, only the text is needed.
  RevisionRun(Run& run, const Step& step, const RevisionBody& body, std::vector<Section> sections);

  /// In the transaction that the run shares where it can, else in transactions of its own, going on
  /// after what is recorded.
  void run();
  /// In a transaction that is open; the caller commits.
  void run_inside(const TransactionMark& mark);
  /// Whether no part has to run outside a transaction.
  bool is_transactional() const;
  /// The statements of some parts as far as they can be told before any of them runs, for the frame
  /// of their transaction.
  std::vector<Statement> foreseen(std::size_t first, std::size_t count);
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
  void run_in_own(const PartGroup& group, bool is_last);
  void run_in_shared(const PartGroup& group);
  bool may_wait_for(const PartGroup& group);
  void open_shared(const TransactionFrame& frame);
  void run_parts(const PartGroup& group);
  /// Looks at the schema before the parts that are still to run.
  void look_before();
  /// What steps outside transactions have set of the session, when a run goes on after them.
  void set_session_again();
  /// Whether they made what they say: an error where they can be rolled back, else a note.
  void verify(bool can_roll_back);
  bool is_whole(const PartGroup& group) const;
  bool may_share(const PartGroup& group) const;
  TableBefore before(std::size_t part) const;
  Schema enums_before(const Name& name, std::size_t part) const;
  TransactionFrame frame_of(const PartGroup& group);
  void render(std::size_t part);
  void run_alone(const PartGroup& group, bool is_last);
  void run_lone_step(const PlannedPart& part);
  void commit_with_record(const PartGroup& group, bool is_last);
  bool ran_before_crash(const PlannedPart& part);
  void withdraw_intent() noexcept;
  /// Who may have kept a statement waiting that gave up.
  void name_lock_holders(Error& error) noexcept;
  /// `status` is that of the log: done, started, running.
  void record_alone(std::size_t parts_done, const std::string& status);
  void run_statements(const PlannedPart& part);
  void run_statement(const Statement& statement);
  void run_batches(const RunBatches& batches, const PartGroup& group, bool is_last);
  /// False when there are no more rows.
  bool run_batch(const RunBatches& batches, const PlannedPart& part);
  void run_bounded(const RunBatches& batches, const PlannedPart& part, std::int64_t after,
                   std::int64_t upto);
  void run_row(const Statement& statement);
  void require_row(const Statement& statement);
  const std::set<std::string>& rows_to_keep();
  void set_session(const PlannedPart& part);
  void require_state();
  void require_state_inside();
  void prove_lock_and_state();
  void require(const State& found);
  void require_transaction();
  void require_no_transaction();
  void write_record(std::size_t parts_done, const std::string& status);
  void advance(bool is_last);
  void note_recorded(std::size_t parts_done);
  /// COMMIT was not answered; the parts that are recorded when it was carried out.
  void doubt(std::size_t parts_done, bool is_last);
  void roll_back_open_transaction();

  Run& run_;
  const Step& step_;
  const RevisionBody& body_;
  std::vector<PlannedPart> parts_;
  std::optional<Verification> verification_ = {};
  /// Whether the statements of a part hold whatever the tables are, so that they are made once.
  std::vector<bool> is_rendered_ = {};
  std::size_t parts_recorded_ = 0;
  std::size_t statements_ = 0;
  std::optional<Statement> statement_ = {};  ///< that is running
  bool in_transaction_ = true;
  TransactionMark mark_ = {};
  bool in_doubt_ = false;
  std::size_t parts_in_doubt_ = 0;
  bool session_is_set_ = false;
  bool may_have_run_ = false;  ///< the next part, before a crash
  /// The log says that a part runs of which no trace could be found.
  bool has_intent_ = false;
  /// The key of the last row that the batches of the next part have done.
  std::optional<std::int64_t> batch_cursor_ = {};
  std::int64_t batch_first_ = 0;
  std::int64_t batch_last_ = 0;
  /// Rows of reference data that were there before this revision made them.
  std::vector<std::string> rows_found_ = {};
  /// The same of its upgrade, for its downgrade; asked when it is needed.
  std::optional<std::set<std::string>> rows_to_keep_ = {};
  std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
  Instant started_at_ = now();
};

}  // namespace dbtool
