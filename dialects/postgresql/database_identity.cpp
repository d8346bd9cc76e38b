#include "dialects/postgresql/connection.h"

namespace dbtool::postgres {

std::string database_identity(Connection& connection) {
  // Anyone may ask when the server started; its system identifier would be the same in a copy.
  auto identity = query_value(
      connection,
      "SELECT extract(epoch FROM pg_postmaster_start_time()) || ' ' || oid || ' ' || datname "
      "FROM pg_database WHERE datname = current_database()");
  return "server " + identity.value_or("");
}

}  // namespace dbtool::postgres
