// A session of a PostgreSQL server: libpqxx behind the interface.
#pragma once

#include "core/dialect/dialect.h"

#include <memory>
#include <string>
#include <string_view>

namespace dbtool::postgres {

class PostgresConnection : public Connection {
 public:
  /// The process that the server, or a pooler before it, named when the session began.
  virtual int announced_process() const = 0;
  /// A setting that renewed sessions have besides those they were opened with; the first one stays.
  virtual void pin(const std::string& name, const std::string& value) = 0;
  virtual void unpin(const std::string& name) = 0;
  /// Role and settings become what they were at the start, and the pinned ones what was pinned: at
  /// the latest with the next statement; inside a transaction until it is rolled back, and from its
  /// COMMIT on for the session.
  virtual void renew_soon() = 0;
  /// The same for the role and what names and values depend on, until the transaction ends.
  virtual void shelter_soon() = 0;
  /// Whether they still hold: COMMIT came next, and no script since.
  virtual bool is_renewed() const = 0;
};
/// Every connection this dialect is given was opened by it.
PostgresConnection& own(Connection& connection);

std::unique_ptr<Connection> open_connection(const DatabaseUrl& url, Access access,
                                            const Timeouts& timeouts);
/// Which database of which server, whatever host or socket was named.
std::string database_identity(Connection& connection);
/// The major version a connection speaks to, from its server(): 15.
int major_version(Connection& connection);

}  // namespace dbtool::postgres
