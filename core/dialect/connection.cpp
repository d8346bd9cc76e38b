#include "core/dialect/connection.h"

namespace dbtool {

std::optional<std::string> query_value(Connection& connection, std::string_view sql) {
  std::optional<std::string> value;
  bool first = true;
  connection.query(sql, [&](Row row) {
    if (first && !row.empty() && row[0]) value = std::string(*row[0]);
    first = false;
  });
  return value;
}

}  // namespace dbtool
