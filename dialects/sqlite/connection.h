// A session of a SQLite database: SQLiteCpp behind the interface.
#pragma once

#include "core/dialect/dialect.h"
#include "dialects/sqlite/file_lock.h"

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

struct sqlite3;
struct sqlite3_stmt;
namespace SQLite {
class Database;
}

namespace dbtool::lite {

/// How long to wait for another writer, and whom to tell.
struct Patience {
  std::chrono::milliseconds limit = std::chrono::seconds(3);
  std::optional<std::chrono::milliseconds> section = {};  ///< in place of `limit`, for a while
  std::function<void(const std::string& holder)> waiting = {};
  std::chrono::steady_clock::time_point since = {};
};

/// What the statements of a revision have left in the session.
struct ScriptTraces {
  bool pragmas = false;
  bool temporary_objects = false;
  /// Whether a script has turned foreign keys on or off; nothing: it has not.
  std::optional<bool> foreign_keys = {};
};

class SqliteConnection final : public Connection {
 public:
  /// Opens a file with SQLITE_OPEN_ flags, or memory. Throws SQLite::Exception.
  SqliteConnection(const std::string& file, int flags, std::chrono::milliseconds patience);
  ~SqliteConnection() override;

  std::int64_t execute(std::string_view sql) override;
  void query(std::string_view sql, const std::function<void(Row)>& each) override;
  std::int64_t execute(std::string_view sql, std::span<const Literal> values) override;
  void query(std::string_view sql, std::span<const Literal> values,
             const std::function<void(Row)>& each) override;
  std::int64_t execute(const Prepared& statement) override;
  void query(const Prepared& statement, const std::function<void(Row)>& each) override;
  bool in_transaction() override;
  void interrupt() override;
  std::string server() override;

  SQLite::Database& database() { return *database_; }
  sqlite3* handle();
  /// The path of its file; empty for memory.
  std::string file();
  /// Whether the file was looked through already; see sound.h.
  bool is_known_sound() const { return is_known_sound_; }
  void set_known_sound() { is_known_sound_ = true; }
  Patience& patience() { return patience_; }
  FileLock& run_lock() { return run_lock_; }
  bool is_interrupted() const { return interrupted_; }
  /// Whether foreign keys are enforced but while a table is made anew.
  void enforce_foreign_keys(bool enforces);
  bool enforces_foreign_keys() const { return enforces_foreign_keys_; }
  /// What scripts have changed of the session; see session.h.
  ScriptTraces& traces() { return traces_; }
  /// Waits for other writers as it did at first.
  void wait_as_before();

 private:
  std::int64_t run(sqlite3_stmt* statement, std::string_view sql);
  void read(sqlite3_stmt* statement, std::string_view sql, const std::function<void(Row)>& each);

  FileLock run_lock_;  ///< destroyed after the database is closed
  std::unique_ptr<SQLite::Database> database_;
  bool is_known_sound_ = false;
  Patience patience_;
  std::atomic<bool> interrupted_ = false;
  bool enforces_foreign_keys_ = true;
  ScriptTraces traces_ = {};
};

/// Opens what the URL names; parameters mode, timeout and foreign_keys.
std::unique_ptr<SqliteConnection> open_connection(const DatabaseUrl& url, Access access,
                                                  const Timeouts& timeouts);
/// Device and inode, or the path of a file that is not there yet; empty for memory.
std::string file_identity(const DatabaseUrl& url);
/// An empty database in memory.
std::unique_ptr<SqliteConnection> open_memory();
/// Every connection this dialect is given was opened by it.
SqliteConnection& own(Connection& connection);

}  // namespace dbtool::lite
