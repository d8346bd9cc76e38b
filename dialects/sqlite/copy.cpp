// Pages are copied rather than tables (VACUUM INTO): that works through a connection that may only
// read, and what depends on rowids or the size of pages behaves as it will. The copy has no name:
// SQLite makes a file of its own where there is need of one, and the system takes it away with the
// process, however that ends.
#include "dialects/sqlite/copy.h"

#include "core/support/error.h"
#include "dialects/sqlite/connection.h"
#include "dialects/sqlite/errors.h"

#include <memory>
#include <sqlite3.h>
#include <string>

namespace dbtool::lite {
namespace {

[[noreturn]] void throw_no_room(const std::string& cause) {
  throw DatabaseError(
      {.code = "DBT419",
       .message = "no copy of the database could be made",
       .notes = {{"cause", cause}, {"next", "TMPDIR says in which folder there is room for it"}}},
      {});
}

struct FinishBackup {
  void operator()(sqlite3_backup* backup) const { sqlite3_backup_finish(backup); }
};

void copy_pages(SqliteConnection& from, SqliteConnection& to) {
  constexpr int pages = 2000;  // between two looks for an interruption
  const std::unique_ptr<sqlite3_backup, FinishBackup> backup(
      sqlite3_backup_init(to.handle(), "main", from.handle(), "main"));
  if (backup == nullptr) throw_no_room(sqlite3_errmsg(to.handle()));
  int result = SQLITE_OK;
  while (result == SQLITE_OK && !from.is_interrupted())
    result = sqlite3_backup_step(backup.get(), pages);
  if (result == SQLITE_OK)
    throw DatabaseError({.code = "DBT405", .message = "interrupted"}, {}, ExitCode::interrupted);
  if (result != SQLITE_DONE) throw_no_room(sqlite3_errstr(result));
}

class Copy final : public Scratch {
 public:
  explicit Copy(SqliteConnection& original) : original_(original) { Copy::reset(); }

  Connection& connection() override { return *connection_; }

  void reset() override {
    connection_.reset();
    connection_ = std::make_unique<SqliteConnection>(
        std::string(), SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, original_.patience().limit);
    connection_->enforce_foreign_keys(original_.enforces_foreign_keys());
    original_.execute("BEGIN");  // one state of it, though others write meanwhile
    try {
      copy_pages(original_, *connection_);
    } catch (const Error&) {
      original_.execute("ROLLBACK");
      throw;
    }
    original_.execute("ROLLBACK");
    connection_->execute("PRAGMA journal_mode=DELETE");  // it may have been WAL
    connection_->execute("PRAGMA synchronous=OFF");
  }

 private:
  SqliteConnection& original_;
  std::unique_ptr<SqliteConnection> connection_;
};

}  // namespace

std::unique_ptr<Scratch> make_copy(SqliteConnection& connection) {
  return std::make_unique<Copy>(connection);
}

}  // namespace dbtool::lite
