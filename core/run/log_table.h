// Log table: its columns, how entries are written to it and read from it.
#pragma once

#include "core/run/state.h"

#include <string>
#include <vector>

namespace dbtool {

std::string create_log_table_sql(const Name& table, bool if_missing = false);
/// "INSERT INTO log (columns) ", before VALUES or SELECT.
std::string insert_into_log(const Name& log);
/// The places of an entry's values, which are added to the statement.
std::string log_values(const LogEntry& entry, Prepared& statement);
/// The statement that appends an entry when a script runs: number, time and user are those of then.
std::string append_statement(const Dialect& dialect, const Name& log, const LogEntry& entry);
/// "upgrade of 9b1d04aa7c21 by ana@web1 at 2026-11-21T06:01:00Z"; empty without an entry.
std::string newest_entry(Connection& connection, const StateTables& tables);
/// What the log keeps of an upgrade that has not been taken back since.
std::vector<std::string> details_since_downgrade(Connection& connection, const StateTables& tables,
                                                 const std::string& revision);
std::vector<LogEntry> read_log(Connection& connection, const Dialect& dialect,
                               const StateTables& tables);

}  // namespace dbtool
