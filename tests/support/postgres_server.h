// Databases on the PostgreSQL server the tests run against.
#pragma once

#include <optional>
#include <string>

namespace dbtool::test {

/// The server's URL without a database, from DBTOOL_TEST_POSTGRES (set by scripts/test.sh, which
/// starts one): "postgresql://postgres@/?host=/tmp/x". Nothing: tests say "skipped: no server" and
/// return.
std::optional<std::string> postgres_server();

/// A database of its own, dropped at the end.
class TempDatabase {
 public:
  TempDatabase();
  ~TempDatabase();
  TempDatabase(const TempDatabase&) = delete;
  TempDatabase& operator=(const TempDatabase&) = delete;

  const std::string& url() const { return url_; }
  const std::string& name() const { return name_; }

 private:
  std::string name_;
  std::string url_;
};

}  // namespace dbtool::test
