// Rows of reference data: made when they are missing, and taken back only by the revision that made
// them. Which were there already is kept in the log.
#include "core/run/log_detail.h"
#include "core/run/log_table.h"
#include "core/run/revision_run.h"

namespace dbtool {

void RevisionRun::run_row(const Statement& statement) {
  const RowEffect& effect = statement.row;
  if (effect.removes) {
    if (rows_to_keep().contains(effect.row)) return;
    if (!statement.check_message.empty()) return run_check(run_.connection, statement);
    run_.connection.execute(statement.sql, statement.values);
    return;
  }
  if (run_.connection.execute(statement.sql, statement.values) > 0) return;
  require_row(statement);
  rows_found_.push_back(effect.row);
  if (effect.look.empty() || !run_.events.noted) return;
  run_.connection.query(effect.look, effect.look_values, [&](Row row) {
    run_.events.noted(step_, "row " + effect.row + " is there already and " +
                                 (effect.is_set ? "is set: " : "stays as it is: ") +
                                 std::string(row[0].value_or("")));
  });
}

/// Another row with its key kept it from being made; or a trigger did, and there is none.
void RevisionRun::require_row(const Statement& statement) {
  run_check(run_.connection,
            {.sql = statement.row.find,
             .check_message = "row " + statement.row.row +
                              " was not made, and is not there: a trigger or a rule passes it over",
             .expects_rows = true,
             .where = statement.where,
             .values = statement.row.find_values});
}

const std::set<std::string>& RevisionRun::rows_to_keep() {
  if (rows_to_keep_) return *rows_to_keep_;
  rows_to_keep_.emplace();
  if (step_.direction != Direction::downgrade || !run_.settings.tables.log) return *rows_to_keep_;
  for (const std::string& detail :
       details_since_downgrade(run_.connection, run_.settings.tables, step_.revision->id))
    for (std::string& row : parse_log_detail(detail).rows_found)
      rows_to_keep_->insert(std::move(row));
  return *rows_to_keep_;
}

}  // namespace dbtool
