#include "core/schema/table.h"

namespace dbtool {

const Column* find_column(const Table& table, const std::string& name) {
  for (const Column& column : table.columns)
    if (column.name == name) return &column;
  return nullptr;
}

Column* find_column(Table& table, const std::string& name) {
  return const_cast<Column*>(find_column(std::as_const(table), name));
}

}  // namespace dbtool
