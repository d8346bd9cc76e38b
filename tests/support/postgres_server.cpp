#include "tests/support/postgres_server.h"

#include <atomic>
#include <cstdlib>
#include <libpq-fe.h>
#include <stdexcept>
#include <unistd.h>

namespace dbtool::test {
namespace {

void run(const std::string& server, const std::string& sql) {
  PGconn* connection = PQconnectdb(server.c_str());
  PGresult* result = PQexec(connection, sql.c_str());
  std::string error = PQresultStatus(result) == PGRES_COMMAND_OK ? "" : PQerrorMessage(connection);
  PQclear(result);
  PQfinish(connection);
  if (!error.empty()) throw std::runtime_error(sql + ": " + error);
}

std::string with_database(const std::string& server, const std::string& database) {
  auto query = server.find("/?");
  return query == std::string::npos
             ? server + "/" + database
             : server.substr(0, query + 1) + database + server.substr(query + 1);
}

}  // namespace

std::optional<std::string> postgres_server() {
  const char* url = std::getenv("DBTOOL_TEST_POSTGRES");
  return url == nullptr || *url == '\0' ? std::nullopt : std::optional<std::string>(url);
}

TempDatabase::TempDatabase() {
  static std::atomic<int> count = 0;
  name_ = "dbtool_test_" + std::to_string(getpid()) + "_" + std::to_string(++count);
  std::string server = postgres_server().value();
  run(with_database(server, "postgres"), "CREATE DATABASE " + name_ + " TEMPLATE template0");
  url_ = with_database(server, name_);
}

TempDatabase::~TempDatabase() {
  try {
    run(with_database(postgres_server().value(), "postgres"),
        "DROP DATABASE IF EXISTS " + name_ + " WITH (FORCE)");
  } catch (const std::exception&) {
    // The server is a throwaway one; a database left behind goes with it.
  }
}

}  // namespace dbtool::test
