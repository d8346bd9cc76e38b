#include "dialects/sqlite/scratch.h"

#include "dialects/sqlite/connection.h"

#include <sqlite3.h>

namespace dbtool::lite {
namespace {

class MemoryScratch final : public Scratch {
 public:
  // Thousands of tables without a row are thousands of pages.
  MemoryScratch() { connection_->execute("PRAGMA page_size=512"); }

  Connection& connection() override { return *connection_; }

  void reset() override {
    if (connection_->in_transaction()) connection_->execute("ROLLBACK");
    sqlite3_db_config(connection_->handle(), SQLITE_DBCONFIG_RESET_DATABASE, 1, nullptr);
    connection_->execute("VACUUM");
    sqlite3_db_config(connection_->handle(), SQLITE_DBCONFIG_RESET_DATABASE, 0, nullptr);
  }

 private:
  std::unique_ptr<SqliteConnection> connection_ = open_memory();
};

}  // namespace

std::unique_ptr<Scratch> make_scratch() {
  return std::make_unique<MemoryScratch>();
}

}  // namespace dbtool::lite
