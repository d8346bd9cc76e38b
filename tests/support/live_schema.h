// A database whose schema is changed by operations and read back.
#pragma once

#include "core/schema/model.h"
#include "tests/support/databases.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace dbtool::test {

/// Calls `test` for each dialect that can be had here; says once when PostgreSQL cannot.
void on_every_dialect(const std::function<void(const Dialect&)>& test);

class LiveSchema {
 public:
  explicit LiveSchema(TestDatabase& database)
      : database_(database), connection_(database.connect()) {}

  /// Renders against what is there and runs it, in a transaction where it can be in one.
  void run(const std::vector<Operation>& operations);
  void execute(const std::string& sql) { connection_->execute(sql); }
  Schema inspect();
  /// What is still to do to make the database the declared schema.
  std::vector<Operation> difference_to(Model declared);
  /// The same as lines for people; empty when there is nothing to do.
  std::vector<std::string> left_to(const Schema& declared);
  /// All rows of all tables, a line each, in some fixed order.
  std::vector<std::string> rows();
  const Traits& traits() const { return database_.dialect().traits(); }

 private:
  TestDatabase& database_;
  std::unique_ptr<Connection> connection_;
};

}  // namespace dbtool::test
