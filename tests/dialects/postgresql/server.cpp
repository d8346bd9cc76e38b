#include "tests/dialects/postgresql/server.h"

#include "dialects/postgresql/postgresql.h"

namespace dbtool::test {

DatabaseUrl test_url(const std::string& text) {
  auto at = text.find('@');
  auto slash = text.find('/', at);
  auto question = text.find('?', slash);
  DatabaseUrl url{.dialect = "postgresql", .origin = "--url"};
  url.database = text.substr(slash + 1, question - slash - 1);
  url.parameters = {{"user", text.substr(13, at - 13)}, {"dbname", url.database}};
  std::string address = text.substr(at + 1, slash - at - 1);
  if (!address.empty()) url.parameters["host"] = address.substr(0, address.find(':'));
  if (auto colon = address.find(':'); colon != std::string::npos)
    url.parameters["port"] = address.substr(colon + 1);
  if (auto host = text.find("host="); host != std::string::npos)
    url.parameters["host"] = text.substr(host + 5);
  return url;
}

bool no_server() {
  if (postgres_server()) return false;
  WARN("skipped: no server");
  return true;
}

TestServer::TestServer() : url_(test_url(database_.url())), connection_(connect()) {}

std::unique_ptr<Connection> TestServer::connect(Access access) const {
  return postgresql().connect(url_, access, {});
}

Schema TestServer::inspect(const Scope& scope) {
  return postgresql().inspect(*connection_, scope);
}

std::string TestServer::value(std::string_view query) {
  return query_value(*connection_, query).value_or("");
}

}  // namespace dbtool::test
