#include "core/dialect/dialect.h"

#include <map>
#include <memory>

namespace dbtool {

TableBefore tables_in(const Dialect& dialect, Connection& connection) {
  TableBefore before = [&](const Name& name) { return dialect.table_source(connection, name); };
  before.enum_type = [&](const Name& name) { return dialect.enum_source(connection, name); };
  before.users = [&](auto tables) { return dialect.trigger_users(connection, tables); };
  return before;
}

std::string describe(const LockHolder& holder) {
  std::string text = holder.program.empty() ? "a session" : holder.program;
  text += " (process " + std::to_string(holder.process);
  if (!holder.user.empty()) text += ", user " + holder.user;
  if (!holder.host.empty()) text += ", from " + holder.host;
  if (holder.connected.count() > 0)
    text += ", connected for " + std::to_string(holder.connected.count()) + " s";
  return text + ")";
}

TableLookup tables_once(const TableBefore& before) {
  return [&before, known = std::make_shared<std::map<Name, std::optional<TableSource>>>()](
             const Name& name) -> const Table* {
    const auto [found, is_new] = known->try_emplace(name);
    if (is_new) found->second = before(name);
    return found->second ? &found->second->table : nullptr;
  };
}

}  // namespace dbtool
