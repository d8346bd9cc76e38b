// Connection: one open session of a database.
#pragma once

#include "core/schema/table.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dbtool {

using Row = std::span<const std::optional<std::string_view>>;

/// A statement that runs often: $1, $2, … in its text stand for the values.
struct Prepared {
  std::string sql = {};
  std::vector<std::string> values = {};

  /// Adds a value; what stands for it in the text.
  std::string add(std::string value) {
    values.push_back(std::move(value));
    return "$" + std::to_string(values.size());
  }
};

/// One open session, in autocommit until BEGIN is sent as SQL. Broken once, broken for good:
/// nothing reconnects behind the caller's back. Every method throws DatabaseError.
class Connection {
 public:
  Connection() = default;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  virtual ~Connection() = default;

  /// Runs one statement; the number of rows it changed.
  virtual std::int64_t execute(std::string_view sql) = 0;
  /// Runs one query and calls `each` per row; the views are valid during the call only.
  virtual void query(std::string_view sql, const std::function<void(Row)>& each) = 0;
  /// The same with values bound to parameters: $1 (PostgreSQL), ?1 (SQLite), each as its kind.
  virtual std::int64_t execute(std::string_view sql, std::span<const Literal> values) = 0;
  virtual void query(std::string_view sql, std::span<const Literal> values,
                     const std::function<void(Row)>& each) = 0;
  /// The same for what runs often; the database may keep its plan for as long as the session.
  virtual std::int64_t execute(const Prepared& statement) = 0;
  virtual void query(const Prepared& statement, const std::function<void(Row)>& each) = 0;
  /// For what is dbtool's own and gives no rows: runs at the latest before whatever comes next, in
  /// one message with that where it is Prepared and the database takes several statements in one.
  /// Its error comes then, too.
  virtual void execute_soon(std::string_view sql) { execute(sql); }
  /// Runs what has been put off.
  virtual void catch_up() {}
  virtual bool in_transaction() = 0;
  /// Cancels what is running; callable from another thread and from a signal handler's thread.
  virtual void interrupt() = 0;
  /// "SQLite 3.40.1", "PostgreSQL 15.18".
  virtual std::string server() = 0;
};

/// The first column of the first row, or nothing when there is no row or it is NULL.
std::optional<std::string> query_value(Connection& connection, std::string_view sql);

}  // namespace dbtool
