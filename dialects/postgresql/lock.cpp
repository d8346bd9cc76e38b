#include "dialects/postgresql/lock.h"

#include "dialects/postgresql/catalog.h"
#include "dialects/postgresql/connection.h"

#include <algorithm>
#include <random>
#include <thread>

namespace dbtool::postgres {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::string_view first_key = "1684173935";  // "dbto": tells our locks from others'

std::uint32_t fnv1a(std::string_view text) {
  std::uint32_t hash = 2166136261U;
  for (char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  return hash;
}

/// The keys as the lock functions take them: two signed numbers.
std::string keys_of(std::uint32_t key) {
  return std::string(first_key) + ", " + std::to_string(static_cast<std::int32_t>(key));
}

/// SQL: rows of pg_locks that are this lock.
std::string is_this_lock(std::uint32_t key) {
  return "l.locktype = 'advisory' AND l.granted AND l.objsubid = 2 AND l.classid = " +
         std::string(first_key) + " AND l.objid = " + std::to_string(key) +
         " AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())";
}

std::string holder_of(Connection& connection, std::uint32_t key) {
  std::string holder;
  connection.query(
      "SELECT a.pid, a.application_name, host(a.client_addr), a.usename, "
      "extract(epoch FROM now() - a.backend_start)::bigint "
      "FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid WHERE " +
          is_this_lock(key),
      [&](Row row) {
        std::string name(text(row[1]));
        holder = (name.empty() ? "a session" : name) + " (process " + std::string(text(row[0]));
        if (row[3]) holder += ", user " + std::string(*row[3]);
        if (row[2]) holder += ", from " + std::string(*row[2]);
        if (row[4]) holder += ", connected for " + std::string(*row[4]) + " s";
        holder += ")";
      });
  return holder.empty() ? "another session" : holder;
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
      connection_.query("SELECT pg_advisory_unlock(" + keys_of(key_) + ")", [](Row) {});
    } catch (const DatabaseError&) {
      // The session is gone, and the lock with it.
    }
  }
  AdvisoryLock(const AdvisoryLock&) = delete;
  AdvisoryLock& operator=(const AdvisoryLock&) = delete;

  void prove() override {
    std::optional<std::string> held =
        query_value(connection_, "SELECT 1 FROM pg_locks l WHERE " + is_this_lock(key_) +
                                     " AND l.pid = pg_backend_pid() AND l.pid = " + process_);
    if (held) return;
    throw DatabaseError(
        {.code = "DBT407",
         .message = "the migration lock is no longer held by this session",
         .notes = {{"cause",
                    "a pooler between dbtool and the server, a failover, or a script that released "
                    "all advisory locks"},
                   {"next", "connect to the server directly and run the command again"}}},
        {}, ExitCode::busy);
  }

 private:
  Connection& connection_;
  std::uint32_t key_;
  std::string process_;
};

/// The process that holds the lock now: this session's, or nothing.
std::optional<std::string> try_lock(Connection& connection, std::uint32_t key) {
  return query_value(connection, "SELECT CASE WHEN pg_try_advisory_lock(" + keys_of(key) +
                                     ") THEN pg_backend_pid() END");
}

/// A server that is told nothing would finish a statement whose client was killed, and keep the
/// lock that long. From version 14 on it looks.
void notice_killed_clients(Connection& connection) {
  if (major_version(connection) < 14) return;
  try {
    connection.query("SELECT set_config('client_connection_check_interval', '2s', false)",
                     [](Row) {});
  } catch (const DatabaseError&) {
    // Not on every platform.
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
  std::uint32_t key = fnv1a(request.key);
  auto deadline = steady_clock::now() + request.patience;
  Pauses pauses;
  notice_killed_clients(connection);
  while (true) {
    if (std::optional<std::string> process = try_lock(connection, key))
      return std::make_unique<AdvisoryLock>(connection, key, *process);
    std::string holder = holder_of(connection, key);
    auto left = std::chrono::duration_cast<milliseconds>(deadline - steady_clock::now());
    if (left <= milliseconds(0)) throw not_obtained(holder);
    if (request.waiting) request.waiting(holder);
    std::this_thread::sleep_for(std::min(pauses.next(), left));
  }
}

}  // namespace dbtool::postgres
