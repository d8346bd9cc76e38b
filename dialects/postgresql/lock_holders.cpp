#include "dialects/postgresql/lock_holders.h"

#include "core/support/text.h"

#include <algorithm>

namespace dbtool::postgres {

/// FNV-1a.
std::uint32_t lock_key(const std::string& key) {
  std::uint32_t hash = 2166136261U;
  for (char c : key) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  return hash;
}

std::string is_this_lock(std::uint32_t key) {
  return std::string("l.locktype = 'advisory' AND l.granted AND l.objsubid = 2 AND l.classid = ") +
         first_lock_key + " AND l.objid = " + std::to_string(key) +
         " AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())";
}

namespace {

/// Sessions `a` with locks `l`.
std::vector<LockHolder> holders_where(Connection& connection, const std::string& condition) {
  std::vector<LockHolder> holders;
  connection.query(
      "SELECT a.pid, a.application_name, host(a.client_addr), a.usename, "
      "extract(epoch FROM now() - a.backend_start)::bigint, a.state, a.query "
      "FROM pg_stat_activity a WHERE EXISTS (SELECT 1 FROM pg_locks l WHERE l.pid = a.pid AND " +
          condition + ") ORDER BY a.xact_start, a.pid",
      [&](Row row) {
        auto text = [&](std::size_t i) { return std::string(row[i].value_or("")); };
        holders.push_back({.process = parse_integer(text(0)).value_or(0),
                           .program = text(1),
                           .host = text(2),
                           .user = text(3),
                           .connected = std::chrono::seconds(parse_integer(text(4)).value_or(0)),
                           .state = text(5),
                           .statement = text(6)});
      });
  return holders;
}

}  // namespace

std::vector<LockHolder> lock_holders(Connection& connection, std::uint32_t key) {
  return holders_where(connection, is_this_lock(key));
}

// Asked of the lock, not of the process: the number may be another session's by now.
void end_holder(Connection& connection, std::uint32_t key, const LockHolder& holder) {
  constexpr std::string_view insufficient_privilege = "42501";
  try {
    connection.query("SELECT pg_terminate_backend(l.pid) FROM pg_locks l WHERE " +
                         is_this_lock(key) + " AND l.pid = " + std::to_string(holder.process),
                     [](Row) {});
  } catch (const DatabaseError& error) {
    if (error.details().sqlstate != insufficient_privilege) throw;
    Problem problem = error.problems().front();
    problem.code = "DBT816";
    problem.message = "this user may not end the session of " + describe(holder);
    problem.notes.insert(problem.notes.begin(), {"cause", error.problems().front().message});
    throw DatabaseError(std::move(problem), error.details());
  }
}

std::vector<LockHolder> table_lock_holders(Connection& connection) {
  constexpr std::size_t most = 3;
  auto holders = holders_where(
      connection,
      "l.granted AND l.locktype = 'relation' AND l.pid <> pg_backend_pid() AND l.relation >= 16384 "
      "AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())");
  holders.resize(std::min(holders.size(), most));
  return holders;
}

}  // namespace dbtool::postgres
