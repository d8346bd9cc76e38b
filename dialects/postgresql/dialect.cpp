// PostgreSQL, and what is peculiar about it:
// - DDL is transactional, but for a few statements (CREATE INDEX CONCURRENTLY, ALTER TYPE … ADD
//   VALUE before its value is used) that must run on their own.
// - The server keeps trees, not texts: what it prints of a check, a default or a view is its own
//   wording, which depends on the search path. canonical.cpp imitates the usual rewrites and asks a
//   scratch database for the rest.
// - Names fold to lower case; quoted ones keep theirs and differ from unquoted ones.
// - Advisory locks belong to the session, so the session must be one (no transaction pooler) and
//   must not reconnect: see lock.cpp and connection.cpp.
// - Catalogs grow columns with each version; queries are put together by the server's version and
//   use none that came after 15.
#include "dialects/postgresql/canonical.h"
#include "dialects/postgresql/client_variables.h"
#include "dialects/postgresql/connection.h"
#include "dialects/postgresql/inspect.h"
#include "dialects/postgresql/lock.h"
#include "dialects/postgresql/lock_holders.h"
#include "dialects/postgresql/postgresql.h"
#include "dialects/postgresql/probe.h"
#include "dialects/postgresql/render.h"
#include "dialects/postgresql/scratch.h"
#include "dialects/postgresql/session_settings.h"

namespace dbtool {
namespace {

// Its COMMIT has a record to write, and waits for the disk, and for standbys, with it and all
// before it; unless the disk has all there is, as after a DROP, whose COMMIT always waits.
constexpr std::string_view flush =
    "BEGIN; SET LOCAL synchronous_commit = DEFAULT; "
    "SELECT pg_logical_emit_message(true, 'dbtool', '') WHERE pg_current_wal_flush_lsn() < "
    "pg_current_wal_insert_lsn() OR current_setting('synchronous_standby_names') <> ''; COMMIT";

// Two thirds of what the lock table holds by default (max_locks_per_transaction = 64 for each of
// 100 connections): other sessions need some, too.
constexpr std::size_t most_objects = 4000;

class PostgreSql final : public Dialect {
 public:
  const Traits& traits() const override {
    static const Traits traits{
        .name = "postgresql",
        .display_name = "PostgreSQL",
        .longest_identifier = 63,
        .has_schemas = true,
        .has_enums = true,
        .has_comments = true,
        .lexical = sql::postgresql_rules(),
        .now_sql =
            "to_char(now() AT TIME ZONE 'UTC', "
            "'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')",
        .user_sql = "current_user",
        .commits = {.flush = std::string(flush),
                    .waits_for = "a standby of synchronous_standby_names, or for "
                                 "its disk",
                    .joins_writes = true},
        .rows = postgres::row_words(),
        .most_objects = most_objects,
        .ends_holders = true};
    return traits;
  }
  std::unique_ptr<Connection> connect(const DatabaseUrl& url, Access access,
                                      const Timeouts& timeouts) const override {
    return postgres::open_connection(url, access, timeouts);
  }
  std::map<std::string, std::string> client_variables(const DatabaseUrl& url) const override {
    return postgres::client_variables(url);
  }
  std::string identity(Connection& connection, const DatabaseUrl& /*url*/) const override {
    return postgres::database_identity(connection);
  }
  std::vector<Statement> render(std::span<const Operation> operations,
                                const TableBefore& before) const override {
    return postgres::render(operations, before);
  }
  std::string default_schema(Connection& connection) const override {
    return postgres::default_schema(connection);
  }
  Schema inspect(Connection& connection, const Scope& scope) const override {
    return postgres::inspect(connection, scope);
  }
  std::optional<TableSource> table_source(Connection& connection, const Name& name) const override {
    return postgres::table_source(connection, name);
  }
  std::unique_ptr<Scratch> scratch(Connection& like, const DatabaseUrl& url) const override {
    return postgres::make_scratch(like, url);
  }
  Schema canonical(const Model& declared, const Schema& live,
                   const ScratchSource& scratch) const override {
    return postgres::canonical(declared, live, scratch);
  }
  std::unique_ptr<Lock> lock(Connection& connection, const LockRequest& request) const override {
    return postgres::take_lock(connection, request);
  }
  std::vector<LockHolder> lock_holders(const DatabaseUrl& /*url*/, const std::string& key,
                                       const std::function<Connection&()>& connect) const override {
    return postgres::lock_holders(connect(), postgres::lock_key(key));
  }
  void end_holder(Connection& connection, const std::string& key,
                  const LockHolder& holder) const override {
    postgres::end_holder(connection, postgres::lock_key(key), holder);
  }
  std::vector<LockHolder> table_lock_holders(Connection& connection) const override {
    return postgres::table_lock_holders(connection);
  }
  TransactionFrame transaction(Connection& connection, std::span<const Statement>) const override {
    return {.before_commit = [&connection] {
      connection.execute_soon("SET CONSTRAINTS ALL IMMEDIATE");
    }};
  }
  std::optional<StepProbe> probe(const Statement& statement) const override {
    return postgres::probe(statement.sql);
  }
  void relax_commits(Connection& connection) const override {
    postgres::own(connection).pin("synchronous_commit", "off");
    postgres::own(connection).renew_soon();
  }
  void unrelax_commits(Connection& connection) const override {
    postgres::own(connection).unpin("synchronous_commit");
    postgres::own(connection).renew_soon();
    connection.catch_up();
  }
  void renew_session(Connection& connection) const override {
    postgres::PostgresConnection& session = postgres::own(connection);
    if (!session.is_renewed()) session.renew_soon();
  }
  void prepare_record(Connection& connection, bool is_last) const override {
    postgres::PostgresConnection& session = postgres::own(connection);
    is_last ? session.renew_soon() : session.shelter_soon();
  }
  std::optional<bool> was_committed(Connection& connection, const std::string& id) const override {
    return postgres::was_committed(connection, id);
  }
  bool runs_alone(const Operation& operation) const override {
    return postgres::runs_alone(operation);
  }
  std::vector<std::string> set_session(const SessionSettings& settings) const override {
    return postgres::set_session(settings);
  }
  bool table_exists(Connection& connection, const Name& name) const override {
    return postgres::table_exists(connection, name);
  }
};

}  // namespace

const Dialect& postgresql() {
  static const PostgreSql dialect;
  return dialect;
}

}  // namespace dbtool
