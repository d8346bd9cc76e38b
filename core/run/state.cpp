#include "core/run/state.h"

#include "core/run/log_table.h"
#include "core/run/transaction.h"
#include "core/support/sql_tokens.h"
#include "core/support/text.h"

#include <algorithm>
#include <functional>
#include <span>

namespace dbtool {
namespace {

/// Rows and the newest number in one; cast, so that the type of the column may change.
std::string rows_and_seq_query(const StateTables& tables, const std::string& aside = {}) {
  const std::string more = aside.empty() ? "" : ", NULL";
  return "SELECT CAST(version_num AS TEXT), NULL" + more + " FROM " + quoted(tables.version) +
         " UNION ALL SELECT NULL, coalesce(max(seq), 0)" + (aside.empty() ? "" : ", " + aside) +
         " FROM " + quoted(*tables.log);
}

std::string rows_query(const Name& version) {
  return "SELECT version_num FROM " + quoted(version);
}

[[noreturn]] void throw_unsound(const Name& table, const std::string& what, const Note& note) {
  throw HistoryError({.code = "DBT749",
                      .message = to_text(table) + " " + what,
                      .notes = {note,
                                {"next", "look at it with: SELECT * FROM " + quoted(table) +
                                             ", and put it right by hand"}}});
}

/// What no program that keeps versions writes. To go on as if it were not there could run a
/// revision again.
void require_sound(const State& state, const Name& version, bool has_null) {
  if (has_null || (!state.rows.empty() && state.rows.front().empty()))
    throw_unsound(version, "does not say what is applied",
                  {"cause", "it has a row without a revision"});
}

template <class Statement>
void read_rows(Connection& connection, const Statement& statement, const Name& version,
               State& state, Aside* aside = nullptr) {
  bool has_null = false;
  connection.query(statement, [&](Row row) {
    const bool is_of_log = row.size() > 1 && row[1];
    if (row[0]) state.rows.emplace_back(*row[0]);
    if (is_of_log) state.seq = parse_integer(*row[1]).value_or(0);
    has_null = has_null || (!row[0] && !is_of_log);
    if (row.size() > 2 && row[2]) aside->value = *row[2];
  });
  std::sort(state.rows.begin(), state.rows.end());
  require_sound(state, version, has_null);
}

/// One query that fails when a table is missing; nothing then.
std::optional<State> read_at_once(Connection& connection, const StateTables& tables) {
  State state = {.version_table = true, .log_table = tables.log.has_value()};
  const std::string sql = tables.log ? rows_and_seq_query(tables) : rows_query(tables.version);
  try {
    read_rows(connection, sql, tables.version, state);
    return state;
  } catch (const DatabaseError& error) {
    if (error.details().connection_lost || connection.in_transaction()) throw;
    return std::nullopt;
  }
}

/// A table of the name that is something else is no table of versions.
void read_table(const Name& table, const std::function<void()>& read) {
  constexpr std::string_view no_such_column = "42703";
  constexpr int sqlite_error = 1;
  try {
    read();
  } catch (const DatabaseError& error) {
    const auto& details = error.details();
    if (details.sqlstate != no_such_column && details.sqlite_code != sqlite_error) throw;
    throw_unsound(table, "is not the table that keeps what is applied",
                  {"cause", error.problems().front().message});
  }
}

/// A table that another process made in between is not an error of ours.
bool both_exist(Connection& connection, const Dialect& dialect, const StateTables& tables) {
  return dialect.table_exists(connection, tables.version) &&
         (!tables.log || dialect.table_exists(connection, *tables.log));
}

/// Whether a key was there already, and the error says which: deferred constraints that are checked
/// in the same message have errors of their own.
bool is_duplicate(const DatabaseError& error, const std::string& key) {
  constexpr int sqlite_primary_key = 1555;
  constexpr int sqlite_unique = 2067;
  const auto& details = error.details();
  if (details.sqlite_code == sqlite_primary_key || details.sqlite_code == sqlite_unique)
    return true;
  const Problem& problem = error.problems().front();
  const auto names_it = [&](const std::string& text) { return text.find(key) != text.npos; };
  return details.sqlstate == "23505" &&
         (names_it(problem.message) || std::ranges::any_of(problem.notes, names_it, &Note::text));
}

/// The table may have been made by others, who name its key as they like.
bool is_version_there(const DatabaseError& error) {
  return is_duplicate(error, "(version_num)=(");
}

bool is_entry_there(const DatabaseError& error, const StateTables& tables) {
  return is_duplicate(error, '"' + tables.log->name + "_pkc\"");
}

/// How values stand in a statement: as literals, or as what stands for them.
using Writer = std::function<std::string(const std::string&)>;

std::string statement_of(const RowChange& change, const Name& version, const Writer& value,
                         const std::string& condition = {}) {
  const std::string table = quoted(version);
  if (change.kind == RowChange::Kind::insert) {
    const std::string to = value(change.to);
    return "INSERT INTO " + table + " (version_num) " +
           (condition.empty() ? "VALUES (" + to + ")" : "SELECT " + to + " WHERE " + condition);
  }
  const std::string begin = change.kind == RowChange::Kind::update
                                ? "UPDATE " + table + " SET version_num = " + value(change.to)
                                : "DELETE FROM " + table;
  return begin + " WHERE version_num = " + value(change.from) +
         (condition.empty() ? "" : " AND " + condition);
}

Writer adding_to(Prepared& statement) {
  return [&statement](const std::string& value) { return statement.add(value); };
}

std::string rows_text(const Rows& rows) {
  return rows.empty() ? "no revision" : join(rows, ", ");
}

/// Tables that Alembic made hold ids of 32 characters.
bool is_too_long(const DatabaseError& error, std::span<const RowChange> changes) {
  constexpr std::size_t shortest_column = 32;
  return error.details().sqlstate == "22001" &&
         std::ranges::any_of(
             changes, [](const RowChange& change) { return change.to.size() > shortest_column; });
}

[[noreturn]] void throw_too_long(const DatabaseError& error, const Name& version) {
  Problem problem = error.problems().front();
  problem.notes.push_back({"next", "widen the column with: ALTER TABLE " + quoted(version) +
                                       " ALTER COLUMN version_num TYPE VARCHAR(255)"});
  throw DatabaseError(problem, error.details());
}

/// Runs one statement on the version rows; anything but one row means that somebody else moved
/// them.
void move_row(Connection& connection, const StateTables& tables, const RowChange& change) {
  bool inserts = change.kind == RowChange::Kind::insert;
  const std::string expected =
      inserts ? "no row " + change.to : "one row " + change.from + " in " + to_text(tables.version);
  try {
    Prepared statement;
    statement.sql = statement_of(change, tables.version, adding_to(statement));
    std::int64_t count = connection.execute(statement);
    if (count == change.rows) return;
    State found;
    read_rows(connection, rows_query(tables.version), tables.version, found);
    throw_stale(expected, count == 0 ? rows_text(found.rows)
                                     : count_of(static_cast<std::size_t>(count), "row"));
  } catch (const DatabaseError& error) {
    if (is_version_there(error)) throw_stale(expected, "it is there already");
    if (is_too_long(error, {&change, 1})) throw_too_long(error, tables.version);
    throw;
  }
}

[[noreturn]] void throw_taken(const StateTables& tables, const LogEntry& entry) {
  throw_stale("entry " + std::to_string(entry.seq) + " of " + to_text(*tables.log) + " to be free",
              "another run has written it");
}

void append_log(Connection& connection, const StateTables& tables, const LogEntry& entry) {
  try {
    Prepared statement;
    statement.sql = insert_into_log(*tables.log) + "VALUES (" + log_values(entry, statement) + ")";
    if (connection.execute(statement) != 1)
      throw_stale(
          "entry " + std::to_string(entry.seq) + " to be written to " + to_text(*tables.log),
          "it was not");
  } catch (const DatabaseError& error) {
    if (is_entry_there(error, tables)) throw_taken(tables, entry);
    throw;
  }
}

/// One statement that writes the entry only when each version row was there to be moved.
Prepared joined_record(const StateTables& tables, const std::vector<RowChange>& changes,
                       const LogEntry& entry, const TransactionMark& mark) {
  Prepared statement;
  const Writer value = adding_to(statement);
  std::vector<std::string> moves;
  std::vector<std::string> conditions;
  std::string is_open;
  if (!mark.current.empty()) {
    is_open = mark.current + " = " + value(mark.id);
    conditions.push_back(is_open);
  }
  for (const RowChange& change : changes) {
    const std::string name = "moved_" + std::to_string(moves.size());
    moves.push_back(name + " AS (" + statement_of(change, tables.version, value, is_open) +
                    " RETURNING 1)");
    conditions.push_back("(SELECT count(*) FROM " + name + ") = " + std::to_string(change.rows));
  }
  statement.sql = (moves.empty() ? "" : "WITH " + join(moves, ", ") + " ") +
                  insert_into_log(*tables.log) + "SELECT " + log_values(entry, statement) +
                  (conditions.empty() ? "" : " WHERE " + join(conditions, " AND "));
  return statement;
}

void require(const TransactionMark& mark, Connection& connection) {
  if (!mark.current.empty() && query_value(connection, "SELECT " + mark.current) != mark.id)
    throw DatabaseError({.code = "DBT411", .message = "a statement ended the transaction"}, {});
}

[[noreturn]] void throw_not_recorded(Connection& connection, const StateTables& tables,
                                     const std::vector<RowChange>& changes,
                                     const TransactionMark& mark) {
  require(mark, connection);
  std::vector<std::string> expected;
  for (const RowChange& change : changes)
    expected.push_back(change.kind == RowChange::Kind::insert ? "no row " + change.to
                                                              : "one row " + change.from);
  State found;
  read_rows(connection, rows_query(tables.version), tables.version, found);
  throw_stale(join(expected, " and ") + " in " + to_text(tables.version), rows_text(found.rows));
}

[[noreturn]] void throw_row_there(const std::vector<RowChange>& changes) {
  std::vector<std::string> expected;
  for (const RowChange& change : changes)
    if (!change.to.empty()) expected.push_back("no row " + change.to);
  throw_stale(join(expected, " and "), "it is there already");
}

void record_at_once(Connection& connection, const StateTables& tables,
                    const std::vector<RowChange>& changes, const LogEntry& entry,
                    const TransactionMark& mark) {
  try {
    if (connection.execute(joined_record(tables, changes, entry, mark)) == 1) return;
  } catch (const DatabaseError& error) {
    if (is_entry_there(error, tables)) throw_taken(tables, entry);
    if (is_version_there(error)) throw_row_there(changes);
    if (is_too_long(error, changes)) throw_too_long(error, tables.version);
    throw;
  }
  throw_not_recorded(connection, tables, changes, mark);
}

}  // namespace

std::string quoted(const Name& name) {
  return name.schema.empty() ? sql::quote_name(name.name)
                             : sql::quote_name(name.schema) + "." + sql::quote_name(name.name);
}

std::string begin_create_table(const Name& table, bool if_missing) {
  return std::string("CREATE TABLE ") + (if_missing ? "IF NOT EXISTS " : "") + quoted(table) + " (";
}

State read_state(Connection& connection, const Dialect& dialect, const StateTables& tables) {
  if (auto state = read_at_once(connection, tables)) return *state;
  State state = {.version_table = dialect.table_exists(connection, tables.version),
                 .log_table = tables.log && dialect.table_exists(connection, *tables.log)};
  if (state.version_table)
    read_table(tables.version,
               [&] { read_rows(connection, rows_query(tables.version), tables.version, state); });
  if (state.log_table)
    read_table(*tables.log, [&] {
      const auto seq = query_value(connection, "SELECT max(seq) FROM " + quoted(*tables.log));
      state.seq = parse_integer(seq.value_or("0")).value_or(0);
    });
  return state;
}

State read_state_again(Connection& connection, const Dialect& dialect, const StateTables& tables,
                       const State& known, Aside& aside) {
  if (!known.version_table || !known.log_table || !tables.log) {
    if (!aside.sql.empty()) aside.value = query_value(connection, "SELECT " + aside.sql);
    return read_state(connection, dialect, tables);
  }
  State state = {.version_table = true, .log_table = true};
  read_rows(connection, Prepared{.sql = rows_and_seq_query(tables, aside.sql)}, tables.version,
            state, &aside);
  return state;
}

std::string create_version_table_sql(const Dialect& dialect, const Name& table, bool if_missing) {
  return begin_create_table(table, if_missing) + "version_num " +
         dialect.traits().version_column_type + " NOT NULL, CONSTRAINT " +
         sql::quote_name(table.name + "_pkc") + " PRIMARY KEY (version_num))";
}

void create_missing_tables(Connection& connection, const Dialect& dialect,
                           const StateTables& tables) {
  if (!dialect.table_exists(connection, tables.version))
    connection.execute(create_version_table_sql(dialect, tables.version));
  if (tables.log && !dialect.table_exists(connection, *tables.log))
    connection.execute(create_log_table_sql(*tables.log));
}

void create_state_tables(Connection& connection, const Dialect& dialect, const StateTables& tables,
                         const SlowCommit& slow) {
  if (both_exist(connection, dialect, tables)) return;
  try {
    Transaction transaction(connection, dialect.transaction(connection, {}));
    create_missing_tables(connection, dialect, tables);
    transaction.commit(slow);
  } catch (const DatabaseError& error) {
    if (error.details().connection_lost || !both_exist(connection, dialect, tables)) throw;
  }
}

std::vector<std::string> row_statements(const std::vector<RowChange>& changes,
                                        const StateTables& tables) {
  std::vector<std::string> statements;
  for (const RowChange& change : changes)
    statements.push_back(statement_of(change, tables.version, sql::quote_string));
  return statements;
}

void throw_stale(const std::string& expected, const std::string& found,
                 const std::string& moved_by) {
  Problem problem = {.code = "DBT720",
                     .message = "the recorded state changed while this ran",
                     .notes = {{"expected", expected}, {"found", found}}};
  if (!moved_by.empty()) problem.notes.push_back({"by", moved_by});
  throw HistoryError(std::move(problem));
}

bool is_stale(const Error& error) {
  return error.problems().front().code == "DBT720";
}

void record(Connection& connection, const Dialect& dialect, const StateTables& tables,
            const std::vector<RowChange>& changes, const LogEntry& entry,
            const TransactionMark& mark) {
  if (dialect.traits().commits.joins_writes && tables.log)
    return record_at_once(connection, tables, changes, entry, mark);
  require(mark, connection);
  for (const RowChange& change : changes) move_row(connection, tables, change);
  if (tables.log) append_log(connection, tables, entry);
}

}  // namespace dbtool
