#include "core/dialect/dialect.h"

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

}  // namespace dbtool
