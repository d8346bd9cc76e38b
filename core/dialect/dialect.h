// Dialect: what dbtool needs to know about one database system.
#pragma once

#include "core/dialect/connection.h"
#include "core/dialect/database_url.h"
#include "core/dialect/row_sql.h"
#include "core/dialect/statement.h"
#include "core/operations/operation.h"
#include "core/schema/model.h"
#include "core/support/sql_tokens.h"

#include <chrono>
#include <concepts>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace dbtool {

/// What a printed script does around a transaction that rebuilds tables, and the query that must
/// give no row before COMMIT. When dbtool runs the statements itself, Dialect::transaction() does
/// this.
struct RebuildScript {
  std::vector<std::string> before = {};
  std::string check = {};
  std::vector<std::string> after = {};
};

/// What commits cost, and how a run of many pays less; what is reported as done is safe either way.
struct CommitRules {
  /// Revisions that follow each other share a transaction, each in a savepoint (SQLite).
  bool shared = false;
  /// Returns when everything committed before is on the disk.
  std::string flush = {};
  /// What an answer to COMMIT may wait for, in words; empty: nothing that others could withhold.
  std::string waits_for = {};
  /// INSERT may stand on WITH … AS (UPDATE … RETURNING …).
  bool joins_writes = false;
};

struct Traits {
  std::string name = {};               ///< "sqlite"
  std::string display_name = {};       ///< "SQLite"
  std::size_t longest_identifier = 0;  ///< bytes; 0: no limit
  bool has_schemas = false;
  bool has_enums = false;
  bool has_comments = false;
  bool names_ignore_case = false;  ///< Users and users are one table
  sql::LexicalRules lexical = {};
  std::string version_column_type = "VARCHAR(255)";
  std::vector<std::string> script_start = {};  ///< SQLite: foreign keys on, as dbtool has them
  std::string now_sql = "CURRENT_TIMESTAMP";   ///< UTC as text, as the log has it
  std::string user_sql = "CURRENT_USER";       ///< who runs a script
  RebuildScript rebuild_script = {};
  CommitRules commits = {};
  RowWords rows = {};
  /// Tables, indexes and sequences that one transaction should touch at most; 0: as many as it
  /// likes.
  std::size_t most_objects = 0;
  bool backs_up = false;      ///< Dialect::back_up() can
  bool ends_holders = false;  ///< Dialect::end_holder() can
};

/// What to read of a database: all of it, or some tables.
struct Scope {
  std::vector<std::string> schemas = {};  ///< besides the default one
  std::vector<Name> tables = {};          ///< empty: all
  std::set<Name> ignored_tables = {};     ///< dbtool's own: alembic_version, dbtool_log
  bool definitions = false;               ///< Schema::unmanaged with what its objects are
};

enum class Access { read_only, read_write };

/// The table as it stands before an operation, with the text the database keeps of it.
struct TableSource {
  Table table = {};
  std::string create_sql = {};  ///< SQLite: CREATE TABLE as stored; else empty
  std::vector<std::string> dependents =
      {};  ///< SQLite: CREATE INDEX and TRIGGER texts of the table
  /// SQLite: names of views that use the table, directly or through others; checked afterwards.
  std::vector<std::string> views = {};
  /// SQLite: EXPLAINs of what fires triggers on the table and triggers that mention it, as far as
  /// they can be prepared; checked afterwards.
  std::vector<std::string> probes = {};
  bool analyzed = false;       ///< SQLite: there are statistics of it, which ANALYZE makes again
  NamedList<Enum> enums = {};  ///< SQLite: the enums of its columns
  /// As a plan expects it, not as the database has it: what else hangs on it is not known.
  bool planned = false;
};
/// An enum that the database keeps in checks of columns (SQLite).
struct EnumSource {
  Enum definition = {};
  std::vector<Name> tables = {};  ///< those with a column of it
};
/// A trigger of another table that uses a table.
struct TriggerSource {
  std::string name = {};
  Name table = {};         ///< its own
  std::string probe = {};  ///< a query that only works as long as the trigger does
};
/// What stands in the database before an operation; asked only for what rendering needs.
struct TableBefore {
  std::function<std::optional<TableSource>(const Name& name)> table = {};
  /// Needed where enums live in checks of columns; else it may be left out.
  std::function<std::optional<EnumSource>(const Name& name)> enum_type = {};
  /// Needed where the triggers of one table may use another; else it may be left out.
  std::function<std::vector<TriggerSource>(std::span<const Name> tables)> users = {};

  TableBefore() = default;
  template <std::invocable<const Name&> Table>
  TableBefore(Table ask_table) : table(std::move(ask_table)) {}

  std::optional<TableSource> operator()(const Name& name) const { return table(name); }
};

/// Tables as they are before an operation, each asked for once. `before` must outlive it.
TableLookup tables_once(const TableBefore& before);

/// An empty database of the same kind and version; gone when this is destroyed.
class Scratch {
 public:
  Scratch() = default;
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  virtual ~Scratch() = default;
  virtual Connection& connection() = 0;
  /// Makes it empty again.
  virtual void reset() = 0;
  /// Takes back what statements have set for the session and names depend on.
  virtual void restore_session() {}
  /// Adds what the live database has and no schema tells: extensions, functions, domains…, as far
  /// as they can be made.
  virtual void furnish() {}
};
/// Makes the scratch database on first use: a comparison that finds nothing should cost none.
using ScratchSource = std::function<Scratch&()>;

/// What tells the transaction that is open from others; empty where the database has no such thing.
struct TransactionMark {
  std::string id = {};       ///< for Dialect::was_committed()
  std::string current = {};  ///< SQL for the id of the transaction that is open
};

/// One migration at a time. Held until destroyed.
class Lock {
 public:
  Lock() = default;
  Lock(const Lock&) = delete;
  Lock& operator=(const Lock&) = delete;
  virtual ~Lock() = default;
  /// Throws DatabaseError (exit 6) when the lock is no longer held.
  virtual void prove() = 0;
  /// The same inside a transaction.
  virtual TransactionMark prove_inside() {
    prove();
    return {};
  }
  /// The same as part of another query, inside a transaction: an expression, and what its value
  /// tells. Empty where a proof needs no query.
  virtual std::string proof_sql() const { return {}; }
  virtual TransactionMark proven(const std::optional<std::string>& /*proof*/) {
    return prove_inside();
  }
  /// The mark alone, to record what has run already whatever became of the lock.
  virtual TransactionMark mark_inside() { return {}; }
};
/// Who holds the lock, as far as the database can tell.
struct LockHolder {
  std::int64_t process = 0;
  std::string program = {};
  std::string host = {};
  std::string user = {};
  std::chrono::seconds connected = {};
  std::string state = {};
  std::string statement = {};  ///< that runs, or ran last
};
/// "dbtool (process 4711, user me, from 10.0.0.7, connected for 3 s)".
std::string describe(const LockHolder& holder);
struct LockRequest {
  std::string key = {};  ///< schema.version_table
  std::chrono::milliseconds patience = std::chrono::seconds(60);
  std::function<void(const std::string& holder)> waiting = {};  ///< called while waiting
  std::function<bool()> interrupted = {};                       ///< true ends the wait
};

/// How one revision's transaction is opened and closed.
struct TransactionFrame {
  std::vector<std::string> before = {};  ///< run in autocommit, before `begin`
  std::string begin = "BEGIN";
  std::function<void()> after_begin = {};  ///< inside, before the first statement
  /// Throws DatabaseError when it may not be committed: at once, or with the next statement.
  std::function<void()> before_commit = {};
  std::vector<std::string> after = {};  ///< run on every path, after COMMIT or ROLLBACK
};

/// How to tell, after a crash, whether a statement that runs on its own has run.
struct StepProbe {
  std::string query = {};  ///< true when it has; empty: it may simply run again
  /// What takes back the half of it before it runs again, or finishes it: the query is asked again.
  std::vector<std::string> clean_up = {};
};

struct Timeouts {
  std::chrono::milliseconds connect = std::chrono::seconds(10);
  std::chrono::milliseconds lock = std::chrono::seconds(3);
  std::chrono::milliseconds statement = std::chrono::milliseconds(0);  ///< 0: none
  std::chrono::milliseconds migration_lock = std::chrono::seconds(60);
};

/// How a section runs; what is not set stays as it was connected.
struct SessionSettings {
  std::optional<std::chrono::milliseconds> lock_timeout = {};
  std::optional<std::chrono::milliseconds> statement_timeout = {};
  std::string isolation = {};  ///< "", "serializable", "repeatable read"
  bool in_transaction = true;  ///< until its end; else until set again
};

/// What dbtool needs to know about one database system. Stateless; safe to share between threads.
class Dialect {
 public:
  Dialect() = default;
  Dialect(const Dialect&) = delete;
  Dialect& operator=(const Dialect&) = delete;
  virtual ~Dialect() = default;

  virtual const Traits& traits() const = 0;
  /// Opens a session. read_only makes no file and can change nothing; a SQLite file that is not
  /// there reads as an empty database then. Throws ConnectError (DBT201…).
  virtual std::unique_ptr<Connection> connect(const DatabaseUrl& url, Access access,
                                              const Timeouts& timeouts) const = 0;
  /// Environment variables by which the database's own programs find it, password included.
  virtual std::map<std::string, std::string> client_variables(const DatabaseUrl& /*url*/) const {
    return {};
  }
  /// What tells this database from others: equal for two connections to the same one, however it
  /// was spelled. Empty for one that no other connection can reach.
  virtual std::string identity(Connection& connection, const DatabaseUrl& url) const = 0;
  /// The statements of some operations, in order. SQLite merges neighbouring changes of a table
  /// into one rebuild of the actual table, which it asks `before` for.
  virtual std::vector<Statement> render(std::span<const Operation> operations,
                                        const TableBefore& before) const = 0;
  /// The schema of names without one: "public", "main"; empty when there is none.
  virtual std::string default_schema(Connection& connection) const = 0;
  virtual Schema inspect(Connection& connection, const Scope& scope) const = 0;
  /// One table for `render`, as it is now; nothing when it does not exist.
  virtual std::optional<TableSource> table_source(Connection& connection,
                                                  const Name& name) const = 0;
  /// One enum for `render`; nothing when no column has it, or when the database knows enums itself.
  virtual std::optional<EnumSource> enum_source(Connection& /*connection*/,
                                                const Name& /*name*/) const {
    return std::nullopt;
  }
  /// The triggers of other tables that use one of these, and work.
  virtual std::vector<TriggerSource> trigger_users(Connection& /*connection*/,
                                                   std::span<const Name> /*tables*/) const {
    return {};
  }
  virtual std::unique_ptr<Scratch> scratch(Connection& like, const DatabaseUrl& url) const = 0;
  /// One that needs no server; nullptr where there is no such thing.
  virtual std::unique_ptr<Scratch> scratch_without_server() const { return nullptr; }
  /// The declared schema as this server would report it, so that `==` with an inspected one is the
  /// question. Spelling that differs is asked of a scratch database, and only that; where `scratch`
  /// is empty it stays different.
  virtual Schema canonical(const Model& declared, const Schema& live,
                           const ScratchSource& scratch) const = 0;
  virtual std::unique_ptr<Lock> lock(Connection& connection, const LockRequest& request) const = 0;
  /// Changes nothing. SQLite answers without opening the database: `connect` need not be called.
  virtual std::vector<LockHolder> lock_holders(
      const DatabaseUrl& url, const std::string& key,
      const std::function<Connection&()>& connect) const = 0;
  /// Ends the session of a holder, when it still holds the lock; its work is rolled back. Returns
  /// before it is gone.
  virtual void end_holder(Connection& /*connection*/, const std::string& /*key*/,
                          const LockHolder& /*holder*/) const {}
  /// Other sessions with locks on tables, the oldest first: one of them may be what a statement
  /// waited for in vain.
  virtual std::vector<LockHolder> table_lock_holders(Connection& /*connection*/) const {
    return {};
  }
  /// For the transaction that will run these statements.
  virtual TransactionFrame transaction(Connection& connection,
                                       std::span<const Statement> statements) const = 0;
  /// Whether a transaction, whose session broke while it was committed, was committed; asked over
  /// another session, and waited for. Nothing: it cannot be told.
  virtual std::optional<bool> was_committed(Connection& /*connection*/,
                                            const std::string& /*id*/) const {
    return std::nullopt;
  }
  /// Whether an operation cannot share a transaction with others: it runs on its own, also in a
  /// section with a transaction. Raw SQL says so itself, by its section.
  virtual bool runs_alone(const Operation& /*operation*/) const { return false; }
  /// Whether the statements would take rows away that a backup keeps, and the path of such a
  /// backup, made outside transactions. Where files are not the database's own there is none
  /// (PostgreSQL).
  virtual bool endangers_rows(Connection& /*connection*/,
                              std::span<const Statement> /*statements*/) const {
    return false;
  }
  virtual std::string back_up(Connection& /*connection*/) const { return {}; }
  /// Inside a transaction that a script has begun itself, where no frame can prevent it: throws
  /// RefusedError (DBT819) when the statement would take rows of other tables along (SQLite: DROP
  /// TABLE deletes the rows first, and with them those that refer to them).
  virtual void require_own_rows(Connection& /*connection*/, const Statement& /*statement*/) const {}
  /// The database with all its rows, to try things in; reset() copies it anew. nullptr where a
  /// transaction that is rolled back serves (PostgreSQL).
  virtual std::unique_ptr<Scratch> copy(Connection& /*connection*/) const { return nullptr; }
  /// Nothing for statements that leave no trace the dialect knows of.
  virtual std::optional<StepProbe> probe(const Statement& /*statement*/) const {
    return std::nullopt;
  }
  /// Makes the session what it was at the start, whatever scripts have done to it since: before
  /// each revision, at the latest with what comes next.
  virtual void renew_session(Connection& /*connection*/) const {}
  /// Told of each statement that has run, for renew_session() to know what to set back.
  virtual void note_statement(Connection& /*connection*/, const Statement& /*statement*/) const {}
  /// Whatever a script has set, the record that comes next is written as dbtool means it; with the
  /// last record of a revision the session may be renewed at once.
  virtual void prepare_record(Connection& /*connection*/, bool /*is_last*/) const {}
  /// COMMIT need not wait for the disk (PostgreSQL), and the way back; outside transactions.
  virtual void relax_commits(Connection& /*connection*/) const {}
  virtual void unrelax_commits(Connection& /*connection*/) const {}
  /// The statements that put a section's settings into force, right after `begin`. None for what
  /// is not set, nor where the database has no such settings.
  virtual std::vector<std::string> set_session(const SessionSettings& /*settings*/) const {
    return {};
  }
  /// How long statements wait for other connections where that is the session's own affair
  /// (SQLite), from before `begin` on; nothing: as long as the run waits for its lock.
  virtual void set_patience(Connection& /*connection*/,
                            std::optional<std::chrono::milliseconds> /*limit*/) const {}
  /// Whether a table exists (version table, log table); answers from the catalog.
  virtual bool table_exists(Connection& connection, const Name& name) const = 0;
};

/// What render() asks, answered by the live database. Both must outlive it.
TableBefore tables_in(const Dialect& dialect, Connection& connection);

}  // namespace dbtool
