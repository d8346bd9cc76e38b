#include "dialects/postgresql/client_variables.h"

#include "tests/support/catch.h"

TEST_CASE("client variables: programs of PostgreSQL find the database of a URL") {
  const auto url = dbtool::parse_url(
      "postgresql://app:s%40cret@db.example.org:6432/shop?sslmode=require", "", "--url");
  CHECK(dbtool::postgres::client_variables(url) ==
        std::map<std::string, std::string>{{"PGHOST", "db.example.org"},
                                           {"PGPORT", "6432"},
                                           {"PGDATABASE", "shop"},
                                           {"PGUSER", "app"},
                                           {"PGPASSWORD", "s@cret"},
                                           {"PGSSLMODE", "require"}});
}
