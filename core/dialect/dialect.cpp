#include "core/dialect/dialect.h"

namespace dbtool {

TableBefore tables_in(const Dialect& dialect, Connection& connection) {
  TableBefore before = [&](const Name& name) { return dialect.table_source(connection, name); };
  before.enum_type = [&](const Name& name) { return dialect.enum_source(connection, name); };
  return before;
}

}  // namespace dbtool
