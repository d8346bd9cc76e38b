// What is peculiar about SQLite:
// - The database is a file; the write transaction is the only lock that other programs know
//   (lock.cpp).
// - ALTER TABLE can rename, add a column and drop one. Everything else makes the table anew and
//   copies the rows; that edits the table's own text, so that nothing in it is lost (rebuild.cpp).
// - Foreign keys must be off while a table is made anew, or dropping the old one deletes the rows
//   of its children. They can only be switched outside a transaction (transaction.cpp).
// - The catalog is the text of the CREATE statements: constraint names, checks, collations and
//   generated columns are only there (create_table.cpp).
// - Types are hints. Some turn text that looks like a number into one, so types for text end in the
//   word TEXT (types.cpp). Enums are checks that name them in a comment (definitions.cpp).
// - INTEGER PRIMARY KEY is another name of the rowid and numbers itself, whatever the model says of
//   its size. A constraint need not have a name. Comments on objects do not exist.
#include "core/dialect/dialect.h"

#include "dialects/sqlite/backup.h"
#include "dialects/sqlite/canonical.h"
#include "dialects/sqlite/connection.h"
#include "dialects/sqlite/copy.h"
#include "dialects/sqlite/drop_check.h"
#include "dialects/sqlite/inspect.h"
#include "dialects/sqlite/lock.h"
#include "dialects/sqlite/lock_holders.h"
#include "dialects/sqlite/render.h"
#include "dialects/sqlite/scratch.h"
#include "dialects/sqlite/session.h"
#include "dialects/sqlite/sound.h"
#include "dialects/sqlite/sqlite.h"
#include "dialects/sqlite/steady_read.h"
#include "dialects/sqlite/transaction.h"

#include <unistd.h>

namespace dbtool {
namespace {

class Sqlite final : public Dialect {
 public:
  const Traits& traits() const override { return traits_; }
  std::unique_ptr<Connection> connect(const DatabaseUrl& url, Access access,
                                      const Timeouts& timeouts) const override {
    return lite::open_connection(url, access, timeouts);
  }
  std::string identity(Connection& /*connection*/, const DatabaseUrl& url) const override {
    return lite::file_identity(url);
  }
  std::vector<Statement> render(std::span<const Operation> operations,
                                const TableBefore& before) const override {
    return lite::render(operations, before);
  }
  std::string default_schema(Connection& /*connection*/) const override { return "main"; }
  Schema inspect(Connection& connection, const Scope& scope) const override {
    lite::SqliteConnection& own = lite::own(connection);
    return lite::read_steadily(own, [&] { return lite::inspect(own, scope); });
  }
  std::optional<TableSource> table_source(Connection& connection, const Name& name) const override {
    lite::SqliteConnection& own = lite::own(connection);
    return lite::read_steadily(own, [&] { return lite::table_source(own, name); });
  }
  std::optional<EnumSource> enum_source(Connection& connection, const Name& name) const override {
    return lite::enum_source(lite::own(connection), name);
  }
  std::vector<TriggerSource> trigger_users(Connection& connection,
                                           std::span<const Name> tables) const override {
    return lite::trigger_users(lite::own(connection), tables);
  }
  std::unique_ptr<Scratch> scratch(Connection& /*like*/,
                                   const DatabaseUrl& /*url*/) const override {
    return lite::make_scratch();
  }
  std::unique_ptr<Scratch> scratch_without_server() const override { return lite::make_scratch(); }
  Schema canonical(const Model& declared, const Schema& live,
                   const ScratchSource& /*scratch*/) const override {
    return lite::canonical(declared, live);
  }
  std::unique_ptr<Lock> lock(Connection& connection, const LockRequest& request) const override {
    return lite::take_lock(lite::own(connection), request);
  }
  std::vector<LockHolder> lock_holders(
      const DatabaseUrl& url, const std::string& /*key*/,
      const std::function<Connection&()>& /*connect*/) const override {
    return lite::lock_holders(url.path);
  }
  std::vector<LockHolder> table_lock_holders(Connection& connection) const override {
    auto holders = lite::lock_holders(lite::own(connection).file());
    std::erase_if(holders, [](const LockHolder& holder) { return holder.process == getpid(); });
    return holders;
  }
  bool endangers_rows(Connection& connection,
                      std::span<const Statement> statements) const override {
    return lite::endangers_rows(lite::own(connection), statements);
  }
  std::unique_ptr<Scratch> copy(Connection& connection) const override {
    return lite::make_copy(lite::own(connection));
  }
  std::string back_up(Connection& connection) const override {
    return lite::back_up(lite::own(connection));
  }
  std::optional<StepProbe> probe(const Statement& statement) const override {
    const auto tokens = sql::tokenize(statement.sql, sql::sqlite_rules());
    const bool repeats = !tokens.empty() && (tokens[0].is("vacuum") || tokens[0].is("pragma"));
    return repeats ? std::optional(StepProbe{}) : std::nullopt;
  }
  void renew_session(Connection& connection) const override {
    lite::renew_session(lite::own(connection));
  }
  void require_own_rows(Connection& connection, const Statement& statement) const override {
    lite::require_own_rows(lite::own(connection), statement.sql);
  }
  void note_statement(Connection& connection, const Statement& statement) const override {
    lite::note_statement(lite::own(connection), statement.sql);
  }
  void set_patience(Connection& connection,
                    std::optional<std::chrono::milliseconds> limit) const override {
    lite::own(connection).patience().section = limit;
  }
  TransactionFrame transaction(Connection& connection,
                               std::span<const Statement> statements) const override {
    lite::require_sound(lite::own(connection));
    return lite::transaction(lite::own(connection), statements);
  }
  bool table_exists(Connection& connection, const Name& name) const override {
    return lite::table_exists(lite::own(connection), name);
  }

 private:
  Traits traits_ = {.name = "sqlite",
                    .display_name = "SQLite",
                    .names_ignore_case = true,
                    .lexical = sql::sqlite_rules(),
                    .script_start = {"PRAGMA foreign_keys=ON"},
                    .now_sql = "strftime('%Y-%m-%dT%H:%M:%SZ', 'now')",
                    .user_sql = "''",
                    .rebuild_script = {.before = {"PRAGMA foreign_keys=OFF"},
                                       .check = "SELECT 1 FROM pragma_foreign_key_check",
                                       .after = {"PRAGMA foreign_keys=ON"}},
                    .commits = {.shared = true},
                    .rows = lite::row_words(),
                    .backs_up = true};
};

}  // namespace

const Dialect& sqlite() {
  static const Sqlite dialect;
  return dialect;
}

}  // namespace dbtool
