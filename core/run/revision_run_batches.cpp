// SQL that runs over a table in batches: each is a transaction that records how far it came, so
// that the next run goes on there.
#include "core/dialect/raw_sql.h"
#include "core/run/retry.h"
#include "core/run/revision_run.h"
#include "core/run/transaction.h"
#include "core/support/text.h"

#include <utility>

namespace dbtool {
namespace {

std::optional<std::int64_t> query_number(Connection& connection, const std::string& sql) {
  const auto value = query_value(connection, sql);
  if (!value) return std::nullopt;
  const auto number = parse_integer(*value);
  if (number) return *number;
  throw UsageError(
      {.code = "DBT636",
       .message = "the key of a batch must be a whole number, and is \"" + *value + "\"",
       .hint = "take an integer column that is unique"});
}

}  // namespace

void RevisionRun::run_batches(const RunBatches& batches, const PartGroup& group, bool is_last) {
  const PlannedPart& part = parts_[group.first];
  if (!run_.settings.tables.log)
    throw UsageError({.code = "DBT636",
                      .message = "batches are recorded in the log, and there is none",
                      .where = part.operations.front().where,
                      .hint = "set log_table in dbtool.yaml"});
  settle(run_);
  make_state_tables(run_);
  const std::string key = run_.dialect.traits().rows.quote_name(batches.key);
  const std::string table = run_.dialect.traits().rows.quote_table(batches.table);
  const auto last = query_number(run_.connection, "SELECT max(" + key + ") FROM " + table);
  const auto first = query_number(run_.connection, "SELECT min(" + key + ") FROM " + table);
  batch_last_ = last.value_or(0);
  batch_first_ = first.value_or(0);
  try {
    for (bool goes_on = last.has_value(); goes_on;) {
      with_retries(step_, run_.events, part.settings.retries,
                   [&] { goes_on = run_batch(batches, part); });
      if (goes_on) pause(batches.pause, run_.events);
    }
  } catch (Error& error) {
    if (batch_cursor_)
      error.add_note({"batches", "rows of " + to_text(batches.table) + " up to " + batches.key +
                                     " " + std::to_string(*batch_cursor_) +
                                     " are done and recorded"});
    throw;
  }
  batch_cursor_.reset();
  record_alone(group.first + 1, is_last ? "done" : "started");
}

/// Rows that come to the end meanwhile are not waited for: they are as new rows should be.
bool RevisionRun::run_batch(const RunBatches& batches, const PlannedPart& part) {
  if (run_.events.interrupted && run_.events.interrupted())
    throw DatabaseError({.code = "DBT405", .message = "interrupted"}, {});
  const std::string key = run_.dialect.traits().rows.quote_name(batches.key);
  const std::string table = run_.dialect.traits().rows.quote_table(batches.table);
  Transaction transaction(run_.connection, run_.dialect.transaction(run_.connection, {}));
  for (const std::string& sql : run_.dialect.set_session({.isolation = part.settings.isolation}))
    run_.connection.execute(sql);
  mark_ = run_.lock.prove_inside();
  require_state();
  set_session(part);
  const std::int64_t after = batch_cursor_.value_or(batch_first_ - 1);
  const auto upto = query_number(
      run_.connection, "SELECT max(k) FROM (SELECT " + key + " AS k FROM " + table + " WHERE " +
                           key + " > " + std::to_string(after) + " ORDER BY " + key + " LIMIT " +
                           std::to_string(batches.size) + ") AS batch");
  if (!upto || after >= batch_last_) return false;
  run_bounded(batches, part, after, *upto);
  require_transaction();
  transaction.check_soon();
  const auto before = std::exchange(batch_cursor_, upto);
  try {
    write_record(parts_recorded_, "started");
    transaction.commit();
  } catch (const Error&) {
    batch_cursor_ = before;
    in_doubt_ = transaction.in_doubt();
    throw;
  }
  in_transaction_ = false;
  advance(false);
  return true;
}

void RevisionRun::run_bounded(const RunBatches& batches, const PlannedPart& part,
                              std::int64_t after, std::int64_t upto) {
  const Traits& traits = run_.dialect.traits();
  const std::string* text = text_for(batches.by_dialect, traits.name);
  if (text == nullptr) return;
  const RunSql bounded{
      .by_dialect = {{"any", with_bounds(*text, std::to_string(after), std::to_string(upto))}}};
  for (Statement& statement : sql_statements(bounded, traits.name, traits.lexical)) {
    statement.where = part.operations.front().where;
    statement.purpose =
        "rows of " + to_text(batches.table) + " up to " + batches.key + " " + std::to_string(upto);
    if (batch_last_ > batch_first_)
      statement.purpose +=
          ", " + std::to_string((upto - batch_first_) * 100 / (batch_last_ - batch_first_)) + " %";
    run_statement(statement);
  }
}

}  // namespace dbtool
