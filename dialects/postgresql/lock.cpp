#include "dialects/postgresql/lock.h"

#include "dialects/postgresql/catalog.h"
#include "dialects/postgresql/connection.h"
#include "dialects/postgresql/lock_holders.h"
#include "dialects/postgresql/names.h"

#include <algorithm>
#include <random>
#include <thread>

namespace dbtool::postgres {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// The keys as the lock functions take them: two signed numbers.
std::string keys_of(std::uint32_t key) {
  return std::string(first_lock_key) + ", " + std::to_string(static_cast<std::int32_t>(key));
}

std::string holder_of(Connection& connection, std::uint32_t key) {
  const std::vector<LockHolder> holders = lock_holders(connection, key);
  return holders.empty() ? "another session" : describe(holders.front());
}

DatabaseError not_obtained(const std::string& holder) {
  return {{.code = "DBT406",
           .message = "another migration is running: the lock is held by " + holder,
           .notes = {{"next", "wait for it to end, or raise timeouts.migration_lock"}}},
          {},
          ExitCode::busy};
}

class AdvisoryLock final : public Lock {
 public:
  AdvisoryLock(Connection& connection, std::uint32_t key, std::string process)
      : connection_(connection), key_(key), process_(std::move(process)) {}

  ~AdvisoryLock() override {
    try {
      connection_.query("SELECT " + unlock() + ", " + unlock(), [](Row) {});
    } catch (const DatabaseError&) {
      // The session is gone, and the lock with it.
    }
  }
  AdvisoryLock(const AdvisoryLock&) = delete;
  AdvisoryLock& operator=(const AdvisoryLock&) = delete;

  void prove() override {
    if (!query_value(connection_, "SELECT " + if_held("1"))) throw not_held();
  }

  TransactionMark prove_inside() override {
    std::optional<std::string> proof;
    connection_.query(Prepared{.sql = "SELECT " + proof_sql()}, [&](Row row) { proof = row[0]; });
    return proven(proof);
  }

  std::string proof_sql() const override { return "(SELECT " + if_held(current_id) + ")"; }

  TransactionMark proven(const std::optional<std::string>& proof) override {
    if (!proof) throw not_held();
    return {.id = *proof, .current = current_id};
  }

  TransactionMark mark_inside() override {
    const auto id = query_value(connection_, "SELECT " + std::string(current_id));
    return {.id = id.value_or("0"), .current = current_id};
  }

 private:
  static constexpr const char* current_id = "CAST(txid_current() AS TEXT)";

  std::string unlock() const { return "pg_advisory_unlock(" + keys_of(key_) + ")"; }

  /// The lock is held twice: one hold is let go of, which tells whether there was one, and taken
  /// again; pg_locks would go through the locks of all sessions. CASE keeps the order.
  std::string if_held(const std::string& value) const {
    return "CASE WHEN pg_backend_pid() = " + process_ + " THEN CASE WHEN " + unlock() +
           " THEN CASE WHEN pg_try_advisory_lock(" + keys_of(key_) + ") THEN " + value +
           " END END END";
  }

  static DatabaseError not_held() {
    return DatabaseError(
        {.code = "DBT407",
         .message = "the migration lock is no longer held by this session",
         .notes = {{"cause",
                    "a pooler between dbtool and the server, a failover, or a script that released "
                    "all advisory locks"},
                   {"next", "connect to the server directly"}}},
        {}, ExitCode::busy);
  }

  Connection& connection_;
  std::uint32_t key_;
  std::string process_;
};

/// The process that holds the lock now, twice: this session's, or nothing.
std::optional<std::string> try_lock(Connection& connection, std::uint32_t key) {
  const std::string take = "CASE WHEN pg_try_advisory_lock(" + keys_of(key) + ") THEN ";
  return query_value(connection, "SELECT " + take + take + "pg_backend_pid() END END");
}

void set_and_pin(Connection& connection, const std::string& name, const std::string& value) {
  try {
    connection.query("SELECT set_config(" + literal(name) + ", " + literal(value) + ", false)",
                     [](Row) {});
    own(connection).pin(name, value);
  } catch (const DatabaseError&) {
    // Not on every platform.
  }
}

/// What version 14 brought. A server that is told nothing would finish a statement whose client was
/// killed, and keep the lock that long; and a session that waits for the lock, or for a question to
/// be answered, would be ended where the database limits idle sessions.
void set_newer_settings(Connection& connection) {
  if (major_version(connection) < 14) return;
  set_and_pin(connection, "client_connection_check_interval", "2s");
  set_and_pin(connection, "idle_session_timeout", "0");
}

[[noreturn]] void refuse_read_only(bool is_standby) {
  throw RefusedError({.code = "DBT812",
                      .message = is_standby
                                     ? "the server is a standby, which can only be read"
                                     : "sessions of this user, database or server may only read",
                      .notes = {{"state", "nothing was done"},
                                {"next", is_standby ? "connect to the primary server"
                                                    : "connect as a user that may write, or unset "
                                                      "default_transaction_read_only"}}});
}

[[noreturn]] void refuse_pooler() {
  throw RefusedError(
      {.code = "DBT813",
       .message = "there is a pooler between dbtool and the server",
       .notes = {{"cause",
                  "the lock belongs to a session of the server, which a pooler may give "
                  "to others"},
                 {"state", "nothing was done"},
                 {"next", "give a URL that leads to the server itself"}}});
}

/// What would fail later is refused before any work; what scripts could change is noted, to be set
/// back before each revision.
void prepare(Connection& connection) {
  PostgresConnection& session = own(connection);
  session.query(
      "SELECT pg_is_in_recovery(), current_setting('transaction_read_only'), pg_backend_pid(), "
      "current_setting('search_path'), "
      "(SELECT count(*) FROM unnest(current_schemas(false)) AS s WHERE s NOT LIKE 'pg\\_temp%')",
      [&](Row row) {
        if (row[0] == "t" || row[1] == "on") refuse_read_only(row[0] == "t");
        if (text(row[2]) != std::to_string(session.announced_process())) refuse_pooler();
        std::string path(text(row[3]));
        // Temporary tables come first unless the path says where, and could stand in for others.
        // Where the path leads to no schema, they would be all that is made.
        const bool leads_nowhere = row[4] == "0";
        if (!leads_nowhere && path.find("pg_temp") == std::string::npos) path += ", pg_temp";
        session.pin("search_path", path);
        session.pin("row_security", "off");
      });
}

/// A signal ends the wait.
void pause(milliseconds time, const LockRequest& request) {
  constexpr milliseconds slice(50);
  for (; time.count() > 0; time -= slice) {
    if (request.interrupted && request.interrupted())
      throw Error(ExitCode::interrupted, {{.code = "DBT405",
                                           .message = "interrupted while waiting for the lock",
                                           .notes = {{"state", "nothing was done"}}}});
    std::this_thread::sleep_for(std::min(slice, time));
  }
}

/// Each wait is a random time between the shortest and three times the last.
class Pauses {
 public:
  milliseconds next() {
    std::uniform_int_distribution<std::int64_t> between(50, std::max<std::int64_t>(last_ * 3, 51));
    last_ = std::min<std::int64_t>(between(generator_), 2000);
    return milliseconds(last_);
  }

 private:
  std::mt19937 generator_{std::random_device{}()};
  std::int64_t last_ = 50;
};

}  // namespace

// Never the form that blocks: waiting inside the server, it would deadlock with a holder that
// builds an index concurrently.
std::unique_ptr<Lock> take_lock(Connection& connection, const LockRequest& request) {
  std::uint32_t key = lock_key(request.key);
  auto deadline = steady_clock::now() + request.patience;
  Pauses pauses;
  prepare(connection);
  set_newer_settings(connection);
  own(connection).renew_soon();
  while (true) {
    if (std::optional<std::string> process = try_lock(connection, key))
      return std::make_unique<AdvisoryLock>(connection, key, *process);
    std::string holder = holder_of(connection, key);
    auto left = std::chrono::duration_cast<milliseconds>(deadline - steady_clock::now());
    if (left <= milliseconds(0)) throw not_obtained(holder);
    if (request.waiting) request.waiting(holder);
    pause(std::min(pauses.next(), left), request);
  }
}

std::optional<bool> was_committed(Connection& connection, const std::string& id) {
  // The server may still be at it: waiting for the disk, or for a standby.
  const auto deadline = steady_clock::now() + std::chrono::seconds(10);
  Pauses pauses;
  while (true) {
    const auto status = query_value(connection, "SELECT txid_status(" + id + ")");
    if (status == "committed") return true;
    if (status == "aborted") return false;
    if (!status || steady_clock::now() > deadline) return std::nullopt;
    std::this_thread::sleep_for(pauses.next());
  }
}

}  // namespace dbtool::postgres
