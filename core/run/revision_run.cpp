#include "core/run/revision_run.h"

#include "core/revisions/revision_body.h"
#include "core/run/replay.h"
#include "core/run/retry.h"
#include "core/run/transaction.h"
#include "core/support/digest.h"
#include "core/support/text.h"

#include <algorithm>
#include <utility>

namespace dbtool {
namespace {

/// What identifies the first parts of a revision: their steps as text.
std::string digest_of(const std::vector<PlannedPart>& parts, std::size_t count) {
  RevisionBody body;
  for (std::size_t i = 0; i < count; ++i)
    body.upgrade.push_back({.settings = parts[i].settings, .operations = parts[i].operations});
  return sha256(write_yaml_steps(body));
}

std::optional<int> retries_of(const std::vector<PlannedPart>& parts, const PartGroup& group) {
  std::optional<int> retries;
  for (std::size_t i = group.first; i < group.first + group.count; ++i)
    retries = std::max(retries, parts[i].settings.retries);
  return retries;
}

}  // namespace

std::map<std::string, Progress> read_progress(Connection& connection, const State& state,
                                              const StateTables& tables) {
  std::map<std::string, Progress> progress;
  if (!state.log_table) return progress;
  const std::string log = quoted(*tables.log);
  connection.query(
      "SELECT revision, direction, step, checksum FROM " + log +
          " AS entry WHERE status = 'started' AND seq > coalesce((SELECT max(seq) FROM " + log +
          " WHERE direction = 'stamp'), 0) AND seq = (SELECT max(seq) FROM " + log +
          " AS newest WHERE newest.revision = entry.revision)",
      [&](Row row) {
        auto text = [&](std::size_t i) { return std::string(row[i].value_or("")); };
        progress[text(0)] = {.direction = text(1),
                             .parts = static_cast<std::size_t>(parse_integer(text(2)).value_or(0)),
                             .checksum = text(3)};
      });
  return progress;
}

RevisionRun::RevisionRun(Run& run, const Step& step, const RevisionBody& body)
    : run_(run), step_(step), parts_(parts_of(sections_of(step, body), run.dialect)) {
  skip_recorded();
}

void RevisionRun::skip_recorded() {
  auto found = run_.progress.find(step_.revision->id);
  if (found == run_.progress.end()) return;
  const Progress& progress = found->second;
  if (progress.parts > parts_.size() || digest_of(parts_, progress.parts) != progress.checksum)
    throw HistoryError(
        {.code = "DBT721",
         .message = "revision " + step_.revision->id + " was edited after its first steps had run",
         .where = step_.revision->where,
         .notes = {
             {"cause", "what ran before must still be there, to go on after it"},
             {"next", "put those steps back as they were, or forget them with: dbtool stamp"}}});
  parts_recorded_ = progress.parts;
}

bool RevisionRun::is_transactional() const {
  return std::all_of(parts_.begin(), parts_.end(),
                     [](const PlannedPart& part) { return part.settings.transaction; });
}

std::vector<PartGroup> RevisionRun::groups_to_run() const {
  auto rest = parts_.begin() + static_cast<std::ptrdiff_t>(parts_recorded_);
  std::vector<PartGroup> groups = groups_of({rest, parts_.end()});
  for (PartGroup& group : groups) group.first += parts_recorded_;
  return groups;
}

TableBefore RevisionRun::before(std::size_t part) const {
  TableBefore before = tables_in(run_.dialect, run_.connection);
  before.enum_type = [this, part, live = before.enum_type](const Name& name) {
    if (auto source = live(name)) return source;
    const Schema history = enums_before(name, part);
    const Enum* known = history.enums.find(name);
    return known == nullptr ? std::nullopt : std::optional(EnumSource{.definition = *known});
  };
  return before;
}

/// An enum as the history has it, and the parts of this revision that have run.
Schema RevisionRun::enums_before(const Name& name, std::size_t part) const {
  Schema schema;
  if (run_.settings.enum_in_history)
    if (auto known = run_.settings.enum_in_history(name, run_.state.rows)) schema.enums.add(*known);
  std::vector<std::string> opaque = {"everything but the enum"};
  for (std::size_t i = 0; i < part; ++i)
    replay({{.operations = parts_[i].operations}}, schema, opaque);
  return schema;
}

std::vector<Statement> RevisionRun::foreseen(std::size_t first, std::size_t count) const {
  std::vector<Statement> statements;
  for (std::size_t i = first; i < first + count; ++i) {
    PlannedPart part = parts_[i];
    try {
      render_part(part, run_.dialect, before(i));
      statements.insert(statements.end(), part.statements.begin(), part.statements.end());
    } catch (const UsageError&) {
      if (i == first) throw;
      // It needs what the parts before it make. A frame for a rebuild is right for everything.
      statements.push_back({.rebuilds = true});
    }
  }
  return statements;
}

void RevisionRun::run() {
  const std::vector<PartGroup> groups = groups_to_run();
  try {
    for (const PartGroup& group : groups) run_group(group, &group == &groups.back());
    if (groups.empty()) record_alone(parts_.size(), true);
  } catch (const Error&) {
    if (!in_transaction_) roll_back_open_transaction();
    throw;
  }
}

/// What a script opened and left open.
void RevisionRun::roll_back_open_transaction() {
  try {
    if (run_.connection.in_transaction()) run_.connection.execute("ROLLBACK");
  } catch (const Error&) {
    // The error that led here is the one to tell; the server rolls back for a broken connection.
  }
}

void RevisionRun::run_inside() {
  require_state();
  for (std::size_t i = parts_recorded_; i < parts_.size(); ++i) {
    set_session(parts_[i]);
    render_part(parts_[i], run_.dialect, before(i));
    run_statements(parts_[i]);
  }
  require_transaction();
  write_record(parts_.size(), true);
  advance(true);
}

std::string RevisionRun::isolation() const {
  const std::vector<PartGroup> groups = groups_to_run();
  return groups.empty() ? "" : groups.front().isolation;
}

void RevisionRun::run_group(const PartGroup& group, bool is_last) {
  if (!group.transaction) {
    PlannedPart& part = parts_[group.first];
    render_part(part, run_.dialect, before(group.first));
    const bool can_be_atomic =
        part.statements.size() > 1 && !run_.connection.in_transaction() &&
        std::all_of(part.statements.begin(), part.statements.end(),
                    [](const Statement& statement) { return statement.in_transaction; });
    if (!can_be_atomic) return run_alone(group, is_last);
  }
  run_transaction(group, is_last);
}

void RevisionRun::run_transaction(const PartGroup& group, bool is_last) {
  if (!in_transaction_) require_no_transaction();
  in_transaction_ = true;
  const std::size_t statements_before = statements_;
  with_retries(step_, run_.events, retries_of(parts_, group), [&] {
    statements_ = statements_before;
    statement_.reset();
    Transaction transaction(run_.connection, frame_of(group));
    for (const std::string& sql : run_.dialect.set_session({.isolation = group.isolation}))
      run_.connection.execute(sql);
    run_.lock.prove();
    require_state();
    for (std::size_t i = group.first; i < group.first + group.count; ++i) {
      set_session(parts_[i]);
      render_part(parts_[i], run_.dialect, before(i));
      run_statements(parts_[i]);
    }
    require_transaction();
    write_record(group.first + group.count, is_last);
    try {
      transaction.commit();
    } catch (const DatabaseError&) {
      in_doubt_ = transaction.in_doubt();
      throw;
    }
  });
  advance(is_last);
  note_recorded(group.first + group.count);
}

TransactionFrame RevisionRun::frame_of(const PartGroup& group) {
  try {
    return run_.dialect.transaction(run_.connection, foreseen(group.first, group.count));
  } catch (const UsageError&) {
    // What cannot be rendered may be what another run has just done.
    require_state();
    throw;
  }
}

void RevisionRun::run_alone(const PartGroup& group, bool is_last) {
  run_.lock.prove();
  if (in_transaction_) require_state();
  in_transaction_ = false;
  const PlannedPart& part = parts_[group.first];
  set_session(part);
  run_statements(part);
  // A script that opened a transaction of its own is recorded when it has closed it.
  if (!is_last && run_.connection.in_transaction()) return;
  require_no_transaction();
  record_alone(group.first + 1, is_last);
}

void RevisionRun::record_alone(std::size_t parts_done, bool is_last) {
  Transaction transaction(run_.connection, run_.dialect.transaction(run_.connection, {}));
  require_state();
  write_record(parts_done, is_last);
  transaction.commit();
  advance(is_last);
  note_recorded(parts_done);
}

void RevisionRun::run_statements(const PlannedPart& part) {
  for (const Statement& statement : part.statements) {
    if (run_.events.interrupted && run_.events.interrupted())
      throw DatabaseError({.code = "DBT405", .message = "interrupted"}, {});
    run_statement(statement);
  }
}

void RevisionRun::run_statement(const Statement& statement) {
  statement_ = statement;
  if (run_.events.statement) run_.events.statement(step_, statement);
  if (statement.check_message.empty())
    run_.connection.execute(statement.sql);
  else
    run_check(run_.connection, statement);
  ++statements_;
  statement_.reset();
}

void RevisionRun::set_session(const PlannedPart& part) {
  const SectionSettings& own = part.settings;
  const bool sets = own.lock_timeout || own.statement_timeout;
  if (!sets && !session_is_set_) return;
  const Timeouts& usual = run_.settings.timeouts;
  const SessionSettings settings = {
      .lock_timeout = own.lock_timeout.value_or(usual.lock),
      .statement_timeout = own.statement_timeout.value_or(usual.statement),
      .in_transaction = own.transaction};
  for (const std::string& sql : run_.dialect.set_session(settings)) run_.connection.execute(sql);
  session_is_set_ = sets;
}

void RevisionRun::require_state() {
  const State found = read_state(run_.connection, run_.dialect, run_.settings.tables);
  const State& expected = run_.state;
  auto text = [](const State& state) {
    return (state.rows.empty() ? "no revision" : join(state.rows, ", ")) + " at entry " +
           std::to_string(state.seq);
  };
  if (found.rows != expected.rows || found.seq != expected.seq)
    throw_stale(text(expected), text(found));
}

/// A statement that ended the transaction would have left what came before committed.
void RevisionRun::require_transaction() {
  if (!run_.connection.in_transaction())
    throw DatabaseError({.code = "DBT411",
                         .message = "a statement ended the transaction",
                         .hint = "take COMMIT and ROLLBACK out of the script"},
                        {});
}

void RevisionRun::require_no_transaction() {
  if (run_.connection.in_transaction())
    throw DatabaseError({.code = "DBT412",
                         .message = "a script opened a transaction and did not close it",
                         .hint = "close it in the same section"},
                        {});
}

void RevisionRun::write_record(std::size_t parts_done, bool is_last) {
  const auto elapsed = std::chrono::steady_clock::now() - started_;
  LogEntry entry = entry_of(step_, run_.identity, run_.settings.tool_version);
  entry.seq = run_.state.seq + 1;
  entry.step = static_cast<int>(parts_done);
  entry.status = is_last ? "done" : "started";
  if (!is_last) entry.checksum = digest_of(parts_, parts_done);
  entry.started = to_iso(started_at_);
  entry.finished = to_iso(now());
  entry.duration_ms = std::chrono::duration_cast<std::chrono::milliseconds>(elapsed).count();
  record(run_.connection, run_.dialect, run_.settings.tables,
         is_last ? step_.row_changes : std::vector<RowChange>{}, entry);
}

void RevisionRun::advance(bool is_last) {
  if (run_.settings.tables.log) ++run_.state.seq;
  if (!is_last) return;
  run_.state.rows = step_.rows_after;
  std::sort(run_.state.rows.begin(), run_.state.rows.end());
}

void RevisionRun::note_recorded(std::size_t parts_done) {
  if (run_.settings.tables.log) parts_recorded_ = parts_done;
}

Scene RevisionRun::scene() const {
  Scene scene = {.settings = run_.settings,
                 .report = run_.report,
                 .step = step_,
                 .statement = statement_,
                 .in_transaction = in_transaction_,
                 .in_doubt = in_doubt_,
                 .is_interrupted = run_.events.interrupted && run_.events.interrupted()};
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    scene.steps += parts_[i].operations.size();
    if (i < parts_recorded_) scene.steps_recorded += parts_[i].operations.size();
  }
  return scene;
}

}  // namespace dbtool
