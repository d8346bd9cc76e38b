// State: which revisions a database has, in alembic_version, and what was done, in dbtool_log.
#pragma once

#include "core/dialect/dialect.h"
#include "core/revisions/route.h"
#include "core/run/slow_commit.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace dbtool {

struct StateTables {
  Name version = {"", "alembic_version"};
  std::optional<Name> log = Name{"", "dbtool_log"};
};

struct State {
  bool version_table = false;
  bool log_table = false;
  Rows rows = {};        ///< sorted
  std::int64_t seq = 0;  ///< of the newest log entry; 0: none
};

/// A table's name in SQL: "billing"."alembic_version".
std::string quoted(const Name& name);
/// CREATE TABLE [IF NOT EXISTS] name (
std::string begin_create_table(const Name& table, bool if_missing);

/// Reads only; missing tables read as "no revision".
State read_state(Connection& connection, const Dialect& dialect, const StateTables& tables);
/// An expression whose value is asked along with the state.
struct Aside {
  std::string sql = {};  ///< empty: none
  std::optional<std::string> value = {};
};
/// The same by a plan that the session keeps, when the tables are known to be there.
State read_state_again(Connection& connection, const Dialect& dialect, const StateTables& tables,
                       const State& known, Aside& aside);
/// CREATE TABLE of the version table, as Alembic makes it but for the longer column.
std::string create_version_table_sql(const Dialect& dialect, const Name& table,
                                     bool if_missing = false);
/// Makes the missing ones in the transaction that is open.
void create_missing_tables(Connection& connection, const Dialect& dialect,
                           const StateTables& tables);
/// Makes the missing ones, in a transaction of its own; under the lock. Another process that has
/// just made them is no error.
void create_state_tables(Connection& connection, const Dialect& dialect, const StateTables& tables,
                         const SlowCommit& slow = {});

/// One entry of the log.
struct LogEntry {
  std::int64_t seq = 0;
  std::string revision = {};
  std::string direction = {};  ///< upgrade, downgrade, stamp, repair
  std::string parents = {};    ///< ids joined by commas
  int step = 0;
  std::string status = {};     ///< done, started
  std::string checksum = {};   ///< SHA-256 of the script
  std::string upgrade = {};    ///< the script as it was when applied, but for
  std::string downgrade = {};  ///< its downgrade part
  std::string started = {};    ///< UTC
  std::string finished = {};
  std::int64_t duration_ms = 0;
  std::string user = {};
  std::string host = {};
  std::string tool = {};        ///< version of dbtool
  std::string run = {};         ///< run id
  std::string depends_on = {};  ///< as `parents`
  std::string message = {};     ///< of the revision; of a repair its reason
  std::string detail = {};      ///< what the step left to know: see log_detail.h
  bool operator==(const LogEntry&) const = default;
};

/// The statements that move the version rows; each must change exactly one row.
std::vector<std::string> row_statements(const std::vector<RowChange>& changes,
                                        const StateTables& tables);
/// The state is not what this run has seen last: HistoryError (DBT720, exit 7).
[[noreturn]] void throw_stale(const std::string& expected, const std::string& found,
                              const std::string& moved_by = {});
bool is_stale(const Error& error);
/// Moves the version rows and appends to the log; entry.seq must be the next number. A row count
/// other than one, or a taken number, is stale data: HistoryError (DBT720, exit 7). In another
/// transaction than the marked one nothing is recorded: DatabaseError (DBT411).
void record(Connection& connection, const Dialect& dialect, const StateTables& tables,
            const std::vector<RowChange>& changes, const LogEntry& entry,
            const TransactionMark& mark = {});

}  // namespace dbtool
