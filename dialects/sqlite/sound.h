// Whether a file may be written to: what is damaged is left as it is.
#pragma once

namespace dbtool::lite {

class SqliteConnection;

/// Looks through the file, once per connection; not through one of more than 1 GiB, whose rows a
/// backup before a rebuild reads anyway. Throws DatabaseError (DBT413) when it is damaged.
void require_sound(SqliteConnection& connection);

}  // namespace dbtool::lite
