#include "dialects/sqlite/connection.h"

#include "core/support/text.h"
#include "dialects/sqlite/errors.h"

#include <SQLiteCpp/Database.h>

#include <cstdint>
#include <cstdlib>
#include <sqlite3.h>
#include <thread>

namespace dbtool::lite {
namespace {

struct Finalize {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using OpenStatement = std::unique_ptr<sqlite3_stmt, Finalize>;

// SQLiteCpp's Statement does not say where its first statement ended.
OpenStatement prepare(sqlite3* handle, std::string_view sql, std::string_view& rest) {
  sqlite3_stmt* statement = nullptr;
  const char* tail = nullptr;
  int result =
      sqlite3_prepare_v2(handle, sql.data(), static_cast<int>(sql.size()), &statement, &tail);
  if (result != SQLITE_OK) throw database_error(handle, sql);
  rest = sql.substr(static_cast<std::size_t>(tail - sql.data()));
  return OpenStatement(statement);
}

/// Blanks, comments and semicolons may follow; nothing happens for a text that has nothing else.
OpenStatement prepare_only(sqlite3* handle, std::string_view sql) {
  std::string_view rest;
  OpenStatement statement = prepare(handle, sql, rest);
  while (!trim(rest).empty()) {
    OpenStatement more = prepare(handle, rest, rest);
    if (more == nullptr) continue;
    throw DatabaseError(
        {.code = "DBT414", .message = "one statement is run at a time, and this text has several"},
        {.statement = std::string(sql)});
  }
  return statement;
}

int bind(sqlite3_stmt* statement, int number, const Literal& value) {
  switch (value.kind) {
    case Literal::Kind::null:
      return sqlite3_bind_null(statement, number);
    case Literal::Kind::boolean:
      return sqlite3_bind_int(statement, number, value.text == "true" ? 1 : 0);
    case Literal::Kind::number:
      if (auto whole = parse_integer(value.text))
        return sqlite3_bind_int64(statement, number, *whole);
      return sqlite3_bind_double(statement, number, std::strtod(value.text.c_str(), nullptr));
    case Literal::Kind::text:
      break;
  }
  // Copied by SQLite: its own constant for that is a cast of C.
  const auto copied = reinterpret_cast<sqlite3_destructor_type>(std::intptr_t{-1});
  return sqlite3_bind_text(statement, number, value.text.data(),
                           static_cast<int>(value.text.size()), copied);
}

void bind(sqlite3* handle, sqlite3_stmt* statement, std::span<const Literal> values,
          std::string_view sql) {
  for (std::size_t i = 0; i < values.size(); ++i)
    if (bind(statement, static_cast<int>(i) + 1, values[i]) != SQLITE_OK)
      throw database_error(handle, sql);
}

/// The next row, if there is one.
bool step(sqlite3* handle, sqlite3_stmt* statement, std::string_view sql) {
  int result = sqlite3_step(statement);
  if (result == SQLITE_ROW) return true;
  if (result != SQLITE_DONE) throw database_error(handle, sql);
  return false;
}

std::optional<std::string_view> value_at(sqlite3_stmt* statement, int column) {
  const auto* text = sqlite3_column_text(statement, column);
  if (text == nullptr && sqlite3_column_type(statement, column) == SQLITE_NULL) return std::nullopt;
  auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, column));
  return std::string_view(static_cast<const char*>(static_cast<const void*>(text)), size);
}

/// The values must stay where they are until the statement has run.
void bind(sqlite3_stmt* statement, const std::vector<std::string>& values) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::string name = "$" + std::to_string(i + 1);
    sqlite3_bind_text64(statement, sqlite3_bind_parameter_index(statement, name.c_str()),
                        values[i].data(), values[i].size(), nullptr, SQLITE_UTF8);
  }
}

/// Called by SQLite while another connection holds a lock that is needed: 0 gives up.
int wait(void* context, int attempt) {
  using std::chrono::milliseconds;
  auto& connection = *static_cast<SqliteConnection*>(context);
  Patience& patience = connection.patience();
  auto now = std::chrono::steady_clock::now();
  if (attempt == 0) patience.since = now;
  const auto limit = patience.section.value_or(patience.limit);
  if (now - patience.since >= limit || connection.is_interrupted()) return 0;
  if (attempt == 0 && patience.waiting) patience.waiting("another connection that writes");
  // Steps that are not multiples of each other, so that two who wait do not keep in step.
  std::this_thread::sleep_for(milliseconds(1 + (attempt < 20 ? attempt * 3 : 61)));
  return 1;
}

void set_safe(sqlite3* handle) {
  // Text in double quotes is a name, never a string that a misspelt name silently becomes.
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  // A schema that is not trusted may not use JSON functions in several versions of the library, and
  // an index of them makes it unreadable. dbtool adds no functions that a schema could misuse.
  sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 1, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, nullptr);
  sqlite3_extended_result_codes(handle, 1);
}

}  // namespace

SqliteConnection::SqliteConnection(const std::string& file, int flags,
                                   std::chrono::milliseconds patience)
    : database_(std::make_unique<SQLite::Database>(file, flags)) {
  patience_.limit = patience;
  set_safe(handle());
  wait_as_before();
}

SqliteConnection::~SqliteConnection() = default;

sqlite3* SqliteConnection::handle() {
  return database_->getHandle();
}

std::string SqliteConnection::file() {
  const char* name = sqlite3_db_filename(handle(), "main");
  return name == nullptr ? "" : name;
}

void SqliteConnection::wait_as_before() {
  sqlite3_busy_handler(handle(), wait, this);
}

void SqliteConnection::enforce_foreign_keys(bool enforces) {
  enforces_foreign_keys_ = enforces;
  execute(enforces ? "PRAGMA foreign_keys=ON" : "PRAGMA foreign_keys=OFF");
}

std::int64_t SqliteConnection::execute(std::string_view sql) {
  const OpenStatement statement = prepare_only(handle(), sql);
  return statement == nullptr ? 0 : run(statement.get(), sql);
}

std::int64_t SqliteConnection::execute(std::string_view sql, std::span<const Literal> values) {
  const OpenStatement statement = prepare_only(handle(), sql);
  bind(handle(), statement.get(), values, sql);
  return run(statement.get(), sql);
}

std::int64_t SqliteConnection::execute(const Prepared& prepared) {
  const OpenStatement statement = prepare_only(handle(), prepared.sql);
  bind(statement.get(), prepared.values);
  return run(statement.get(), prepared.sql);
}

std::int64_t SqliteConnection::run(sqlite3_stmt* statement, std::string_view sql) {
  sqlite3_int64 before = sqlite3_total_changes64(handle());
  while (step(handle(), statement, sql)) continue;
  // sqlite3_changes() is about the last INSERT, UPDATE or DELETE, which need not be this statement.
  return sqlite3_total_changes64(handle()) == before ? 0 : sqlite3_changes64(handle());
}

void SqliteConnection::query(std::string_view sql, const std::function<void(Row)>& each) {
  const OpenStatement statement = prepare_only(handle(), sql);
  if (statement != nullptr) read(statement.get(), sql, each);
}

void SqliteConnection::query(std::string_view sql, std::span<const Literal> values,
                             const std::function<void(Row)>& each) {
  const OpenStatement statement = prepare_only(handle(), sql);
  bind(handle(), statement.get(), values, sql);
  read(statement.get(), sql, each);
}

void SqliteConnection::query(const Prepared& prepared, const std::function<void(Row)>& each) {
  const OpenStatement statement = prepare_only(handle(), prepared.sql);
  bind(statement.get(), prepared.values);
  read(statement.get(), prepared.sql, each);
}

void SqliteConnection::read(sqlite3_stmt* statement, std::string_view sql,
                            const std::function<void(Row)>& each) {
  std::vector<std::optional<std::string_view>> row;
  while (step(handle(), statement, sql)) {
    row.resize(static_cast<std::size_t>(sqlite3_data_count(statement)));
    for (std::size_t i = 0; i < row.size(); ++i) row[i] = value_at(statement, static_cast<int>(i));
    each(row);
  }
}

bool SqliteConnection::in_transaction() {
  return sqlite3_get_autocommit(handle()) == 0;
}

void SqliteConnection::interrupt() {
  interrupted_ = true;  // SQLite's own flag does not end the wait for a lock
  sqlite3_interrupt(handle());
}

std::string SqliteConnection::server() {
  return std::string("SQLite ") + sqlite3_libversion();
}

SqliteConnection& own(Connection& connection) {
  return dynamic_cast<SqliteConnection&>(connection);
}

}  // namespace dbtool::lite
