// A database of its own on the test server, with a session.
#pragma once

#include "core/dialect/dialect.h"
#include "tests/support/catch.h"
#include "tests/support/postgres_server.h"

#include <memory>
#include <string>
#include <string_view>

namespace dbtool::test {

class TestServer {
 public:
  TestServer();

  const DatabaseUrl& url() const { return url_; }
  Connection& connection() { return *connection_; }
  std::unique_ptr<Connection> connect(Access access = Access::read_write) const;
  /// Runs a script of several statements.
  void run(std::string_view script) { connection_->execute(script); }
  Schema inspect(const Scope& scope = {});
  std::string value(std::string_view query);

 private:
  TempDatabase database_;
  DatabaseUrl url_;
  std::unique_ptr<Connection> connection_;
};

/// Says that there is no server; tests return then.
bool no_server();

/// libpq's keywords of a test URL: postgresql://user@/database?host=/folder.
DatabaseUrl test_url(const std::string& text);

}  // namespace dbtool::test
