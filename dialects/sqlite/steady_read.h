// Reading the schema in several queries while others may change it.
#pragma once

#include "dialects/sqlite/connection.h"

namespace dbtool::lite {

/// What `read` gives when the schema was the same before and after; it reads again when it was not.
/// A transaction would keep writers from committing for as long.
template <class Read>
auto read_steadily(SqliteConnection& connection, const Read& read) {
  if (connection.in_transaction()) return read();
  const auto version = [&] { return query_value(connection, "PRAGMA schema_version"); };
  while (true) {
    const auto before = version();
    try {
      auto found = read();
      if (version() == before) return found;
    } catch (const DatabaseError& error) {
      if (version() == before) throw;
    }
  }
}

}  // namespace dbtool::lite
