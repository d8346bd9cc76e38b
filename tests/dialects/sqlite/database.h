// A database in memory, for tests of the SQLite dialect.
#pragma once

#include "core/dialect/dialect.h"
#include "core/support/sql_tokens.h"
#include "core/support/text.h"
#include "dialects/sqlite/sqlite.h"
#include "tests/support/catch.h"

#include <string>
#include <vector>

namespace dbtool::test {

class Database {
 public:
  explicit Database(const std::string& script = {})
      : connection_(
            sqlite().connect({.dialect = "sqlite", .path = ":memory:"}, Access::read_write, {})) {
    run_script(script);
  }

  Connection& connection() { return *connection_; }

  void run_script(const std::string& script) {
    for (const sql::ScriptStatement& statement : sql::split_script(script, sql::sqlite_rules()))
      connection_->execute(statement.text);
  }

  Schema inspect() { return sqlite().inspect(*connection_, {}); }
  Table table(const std::string& name) {
    Schema schema = inspect();
    const Table* found = schema.tables.find(Name{"", name});
    REQUIRE(found != nullptr);
    return *found;
  }

  /// Rows as text: columns joined by "|", NULL as "NULL".
  std::vector<std::string> rows(const std::string& query) {
    std::vector<std::string> found;
    connection_->query(query, [&](Row row) {
      std::string text;
      for (std::size_t i = 0; i < row.size(); ++i)
        text += (i == 0 ? "" : "|") + std::string(row[i].value_or("NULL"));
      found.push_back(text);
    });
    return found;
  }
  std::string value(const std::string& query) {
    return query_value(*connection_, query).value_or("NULL");
  }
  /// The text SQLite keeps of an object.
  std::string stored(const std::string& name) {
    return value("SELECT sql FROM sqlite_schema WHERE name = " + sql::quote_string(name));
  }

  std::vector<Statement> render(const std::vector<Operation>& operations) {
    return sqlite().render(operations, tables_in(sqlite(), *connection_));
  }

  /// Runs operations as a revision does: frame, statements, checks. Rolled back when one fails.
  void run(const std::vector<Operation>& operations) {
    std::vector<Statement> statements = render(operations);
    TransactionFrame frame = sqlite().transaction(*connection_, statements);
    for (const std::string& sql : frame.before) connection_->execute(sql);
    connection_->execute(frame.begin);
    try {
      if (frame.after_begin) frame.after_begin();
      for (const Statement& statement : statements) run(statement);
      if (frame.before_commit) frame.before_commit();
      connection_->execute("COMMIT");
    } catch (...) {
      connection_->execute("ROLLBACK");
      for (const std::string& sql : frame.after) connection_->execute(sql);
      throw;
    }
    for (const std::string& sql : frame.after) connection_->execute(sql);
  }

 private:
  void run(const Statement& statement) {
    INFO(statement.sql);
    if (statement.check_message.empty()) {
      connection_->execute(statement.sql);
      return;
    }
    std::string message = statement.check_message;
    bool found = false;
    connection_->query(statement.sql, [&](Row row) {
      for (std::size_t i = 0; i < row.size() && !found; ++i)
        message = replace_all(message, "{" + std::to_string(i + 1) + "}",
                              std::string(row[i].value_or("NULL")));
      found = true;
    });
    if (found != statement.expects_rows)
      throw DatabaseError({.code = "DBT410", .message = message}, {.statement = statement.sql});
  }

  std::unique_ptr<Connection> connection_;
};

}  // namespace dbtool::test
