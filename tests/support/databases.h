// Databases of every kind that can be had here, empty, for tests that must hold on all of them.
#pragma once

#include "core/dialect/dialect.h"
#include "tests/support/postgres_server.h"
#include "tests/support/temp_folder.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace dbtool::test {

/// One empty database; gone when this is destroyed.
class TestDatabase {
 public:
  explicit TestDatabase(const Dialect& dialect);

  const Dialect& dialect() const { return dialect_; }
  const DatabaseUrl& url() const { return url_; }
  std::unique_ptr<Connection> connect(const Timeouts& timeouts = {},
                                      Access access = Access::read_write) const;
  /// The values of a query's first column, in the order they come.
  std::vector<std::string> values(const std::string& query) const;
  void run(const std::string& sql) const;

 private:
  const Dialect& dialect_;
  TempFolder folder_ = {};
  std::optional<TempDatabase> database_ = {};
  DatabaseUrl url_ = {};
};

/// Calls `test` with a database of each dialect; PostgreSQL is left out, with a warning, when there
/// is no server.
void on_every_database(const std::function<void(TestDatabase&)>& test);

}  // namespace dbtool::test
