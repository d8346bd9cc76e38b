#include "tests/support/databases.h"

#include "dialects/dialects.h"
#include "tests/support/catch.h"

namespace dbtool::test {

TestDatabase::TestDatabase(const Dialect& dialect) : dialect_(dialect) {
  std::string text = "sqlite:///test.db";
  if (dialect.traits().name == "postgresql") text = database_.emplace().url();
  url_ = parse_url(text, folder_.path(), "--url");
}

std::unique_ptr<Connection> TestDatabase::connect(const Timeouts& timeouts, Access access) const {
  return dialect_.connect(url_, access, timeouts);
}

std::vector<std::string> TestDatabase::values(const std::string& query) const {
  std::vector<std::string> values;
  connect()->query(query, [&](Row row) { values.emplace_back(row[0].value_or("NULL")); });
  return values;
}

void TestDatabase::run(const std::string& sql) const {
  connect()->execute(sql);
}

void on_every_database(const std::function<void(TestDatabase&)>& test) {
  for (const Dialect* dialect : all_dialects()) {
    if (dialect->traits().name == "postgresql" && !postgres_server()) {
      WARN("skipped: no server");
      continue;
    }
    INFO(dialect->traits().display_name);
    TestDatabase database(*dialect);
    test(database);
  }
}

}  // namespace dbtool::test
