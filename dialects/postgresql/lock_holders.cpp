#include "dialects/postgresql/lock_holders.h"

#include "core/support/text.h"

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

std::vector<LockHolder> lock_holders(Connection& connection, std::uint32_t key) {
  std::vector<LockHolder> holders;
  connection.query(
      "SELECT a.pid, a.application_name, host(a.client_addr), a.usename, "
      "extract(epoch FROM now() - a.backend_start)::bigint, a.state, a.query "
      "FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid WHERE " +
          is_this_lock(key) + " ORDER BY a.pid",
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

}  // namespace dbtool::postgres
