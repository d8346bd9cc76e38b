#include "core/run/revision_run.h"

#include "core/revisions/revision_body.h"
#include "core/run/log_detail.h"
#include "core/run/lone_step.h"
#include "core/run/replay.h"
#include "core/support/digest.h"
#include "core/support/text.h"

#include <algorithm>
#include <iterator>
#include <span>
#include <utility>

namespace dbtool {
namespace {

std::string text_of(const PlannedPart& part) {
  RevisionBody body;
  body.upgrade.push_back({.settings = part.settings, .operations = part.operations});
  return write_yaml_steps(body);
}

}  // namespace

RevisionRun::RevisionRun(Run& run, const Step& step, const RevisionBody& body,
                         std::vector<Section> sections)
    : run_(run),
      step_(step),
      body_(body),
      parts_(parts_of(std::move(sections), run.dialect)),
      is_rendered_(parts_.size()) {
  skip_recorded();
}

void RevisionRun::skip_recorded() {
  auto found = run_.part_way.find(step_.revision->id);
  if (found == run_.part_way.end()) return;
  const PartWay& done = found->second;
  if (done.parts > parts_.size() || digest_of(done.parts) != done.checksum)
    throw HistoryError(
        {.code = "DBT721",
         .message = "revision " + step_.revision->id + " was edited after its first steps had run",
         .where = step_.revision->where,
         .notes = {
             {"cause", "what ran before must still be there, to go on after it"},
             {"next", "put those steps back as they were, or forget them with: dbtool stamp"}}});
  parts_recorded_ = done.parts;
  may_have_run_ = done.is_running;
  const LogDetail detail = parse_log_detail(done.detail);
  batch_cursor_ = detail.cursor;
}

/// Each is made of the one before: thousands of steps are recorded one by one.
const std::string& RevisionRun::digest_of(std::size_t count) {
  if (digests_.empty()) digests_.push_back(sha256(write_yaml_steps({})));
  while (digests_.size() <= count)
    digests_.push_back(sha256(digests_.back() + text_of(parts_[digests_.size() - 1])));
  return digests_[count];
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
  std::vector<Problem> opaque = {{.message = "everything but the enum"}};
  for (std::size_t i = 0; i < part; ++i)
    replay({{.operations = parts_[i].operations}}, run_.dialect, schema, opaque);
  return schema;
}

/// Statements that were made without a look at a table stay right when other runs change tables.
void RevisionRun::render(std::size_t part) {
  if (is_rendered_[part]) return;
  bool asks = false;
  TableBefore live = before(part);
  TableBefore noting = [&](const Name& name) {
    asks = true;
    return live(name);
  };
  noting.enum_type = [&](const Name& name) {
    asks = true;
    return live.enum_type(name);
  };
  noting.users = [&](std::span<const Name> tables) {
    asks = true;
    return live.users(tables);
  };
  render_part(parts_[part], run_.dialect, noting);
  is_rendered_[part] = !asks;
}

std::vector<Statement> RevisionRun::foreseen(std::size_t first, std::size_t count) {
  std::vector<Statement> statements;
  for (std::size_t i = first; i < first + count; ++i) {
    try {
      render(i);
      const std::vector<Statement>& own = parts_[i].statements;
      statements.insert(statements.end(), own.begin(), own.end());
    } catch (const UsageError&) {
      if (i == first) throw;
      // It needs what the parts before it make. A frame for a rebuild is right for everything.
      statements.push_back({.rebuilds = true});
    }
  }
  return statements;
}

void RevisionRun::set_session_again() {
  const auto is_script = [](const Operation& operation) {
    return std::holds_alternative<RunSql>(operation.what);
  };
  for (std::size_t i = 0; i < parts_recorded_; ++i) {
    if (parts_[i].settings.transaction) continue;
    if (!std::ranges::all_of(parts_[i].operations, is_script)) continue;
    render(i);
    for (const Statement& statement : parts_[i].statements)
      if (sets_session(statement, run_.dialect)) run_statement(statement);
  }
}

void RevisionRun::look_before() {
  if (!run_.settings.verifies) return;
  Scope scope = {.ignored_tables = {run_.settings.tables.version}};
  if (run_.settings.tables.log) scope.ignored_tables.insert(*run_.settings.tables.log);
  verification_.emplace(run_.dialect, run_.connection, std::move(scope),
                        std::span(parts_).subspan(parts_recorded_));
}

void RevisionRun::verify(bool can_roll_back) {
  if (!verification_) return;
  const Verdict verdict = verification_->verdict(run_.settings.scratch);
  const auto note = [&](const std::string& text) {
    if (run_.events.noted) run_.events.noted(step_, text);
  };
  if (!verdict.is_known) return note("not verified: its steps do not tell what they make");
  if (verdict.differences.empty()) return;
  constexpr const char* message = "the revision did not make what its steps say";
  if (!can_roll_back) return note(message + (": " + join(verdict.differences, ", ")));
  Problem problem = {.code = "DBT415", .message = message};
  for (const std::string& difference : verdict.differences)
    problem.notes.push_back({"missing", difference});
  throw DatabaseError(std::move(problem), {});
}

void RevisionRun::run() {
  const std::vector<PartGroup> groups = groups_to_run();
  try {
    run_.dialect.renew_session(run_.connection);
    set_session_again();
    look_before();
    for (const PartGroup& group : groups) run_group(group, &group == &groups.back());
    if (parts_.empty()) run_transaction({}, true);
    if (groups.empty() && !parts_.empty()) record_alone(parts_.size(), "done");
    if (!groups.empty() && !is_whole(groups.front())) verify(false);
  } catch (Error& error) {
    if (!in_transaction_) roll_back_open_transaction();
    withdraw_intent();
    name_lock_holders(error);
    throw;
  }
}

void RevisionRun::name_lock_holders(Error& error) noexcept {
  const auto* database = dynamic_cast<const DatabaseError*>(&error);
  if (database == nullptr || !is_lock_timeout(*database)) return;
  try {
    for (const LockHolder& holder : run_.dialect.table_lock_holders(run_.connection))
      error.add_note({"locks", describe(holder)});
  } catch (const Error&) {
    // The error that led here is the one to tell.
  }
}

void RevisionRun::run_inside(const TransactionMark& mark) {
  mark_ = mark;
  run_.dialect.renew_session(run_.connection);
  require_state_inside();
  look_before();
  run_parts({.first = parts_recorded_, .count = parts_.size() - parts_recorded_});
  require_transaction();
  verify(true);
  write_record(parts_.size(), "done");
  advance(true);
}

std::string RevisionRun::isolation() const {
  std::string isolation;
  for (const PartGroup& group : groups_to_run()) isolation = stricter(isolation, group.isolation);
  return isolation;
}

void RevisionRun::run_group(const PartGroup& group, bool is_last) {
  if (group.transaction) return run_transaction(group, is_last);
  if (run_.shared.is_open()) settle(run_);
  const auto& operations = parts_[group.first].operations;
  if (operations.size() == 1)
    if (const auto* batches = std::get_if<RunBatches>(&operations.front().what))
      return run_batches(*batches, group, is_last);
  render(group.first);
  const bool at_once = can_be_recorded_at_once(parts_[group.first], run_.dialect) &&
                       !may_have_run_ && !run_.connection.in_transaction();
  if (!at_once) return run_alone(group, is_last);
  try {
    run_transaction(group, is_last);
  } catch (const DatabaseError& error) {
    constexpr std::string_view active_transaction = "25001";
    if (error.details().sqlstate != active_transaction) throw;
    run_alone(group, is_last);
  }
}

void RevisionRun::run_parts(const PartGroup& group) {
  for (std::size_t i = group.first; i < group.first + group.count; ++i) {
    set_session(parts_[i]);
    render(i);
    run_statements(parts_[i]);
  }
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
  if (!statement.row.row.empty())
    run_row(statement);
  else if (statement.check_message.empty() && !statement.values.empty())
    run_.connection.execute(statement.sql, statement.values);
  else if (statement.check_message.empty())
    run_.connection.execute(statement.sql);
  else
    run_check(run_.connection, statement);
  run_.dialect.note_statement(run_.connection, statement);
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

Scene RevisionRun::scene() const {
  Scene scene = {.settings = run_.settings,
                 .report = run_.report,
                 .step = step_,
                 .statement = statement_,
                 .in_transaction = in_transaction_,
                 .in_doubt = in_doubt_ ? mark_ : std::optional<TransactionMark>(),
                 .is_interrupted = run_.events.interrupted && run_.events.interrupted()};
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    scene.steps += parts_[i].operations.size();
    if (i < parts_recorded_) scene.steps_recorded += parts_[i].operations.size();
    if (i >= parts_recorded_)
      std::ranges::copy(parts_[i].operations, std::back_inserter(scene.operations));
    if (i < parts_in_doubt_) scene.steps_in_doubt += parts_[i].operations.size();
  }
  return scene;
}

}  // namespace dbtool
