#include "dialects/postgresql/probe.h"

#include "tests/dialects/postgresql/server.h"

namespace dbtool::postgres {
namespace {

bool answer(Connection& connection, const StepProbe& probe) {
  return query_value(connection, probe.query) == "t";
}

void run_all(Connection& connection, const std::vector<std::string>& statements) {
  for (const std::string& sql : statements) connection.execute(sql);
}

}  // namespace

TEST_CASE("probes: statements that nothing tells of have none") {
  const std::string sql = GENERATE(values<std::string>({
      "INSERT INTO t VALUES (1)",
      "ALTER TABLE t ADD COLUMN x int",
      "ALTER TABLE t DETACH PARTITION p",
      "ALTER TABLE t VALIDATE CONSTRAINT c, ADD COLUMN x int",
      "ALTER TABLE t VALIDATE CONSTRAINT",
      "CREATE INDEX CONCURRENTLY ON t (x)",
      "CREATE INDEX i ON t (x)",
  }));
  CAPTURE(sql);
  CHECK_FALSE(probe(sql).has_value());
}

TEST_CASE("probes: a constraint is validated or not") {
  if (test::no_server()) return;
  test::TestServer server;
  Connection& connection = server.connection();
  run_all(connection, {"CREATE TABLE \"Odd\" (x int)", "INSERT INTO \"Odd\" VALUES (1)",
                       "ALTER TABLE \"Odd\" ADD CONSTRAINT positive CHECK (x > 0) NOT VALID"});
  const std::string sql = "ALTER TABLE public.\"Odd\" VALIDATE CONSTRAINT Positive";
  const auto asked = probe(sql);
  REQUIRE(asked);
  CHECK_FALSE(answer(connection, *asked));
  connection.execute(sql);
  CHECK(answer(connection, *asked));
}

TEST_CASE("probes: a partition that was half detached is finished") {
  if (test::no_server()) return;
  test::TestServer server;
  Connection& connection = server.connection();
  run_all(connection, {"CREATE TABLE m (x int) PARTITION BY RANGE (x)",
                       "CREATE TABLE m1 PARTITION OF m FOR VALUES FROM (0) TO (10)",
                       "CREATE TABLE m2 PARTITION OF m FOR VALUES FROM (10) TO (20)"});
  const std::string sql = "ALTER TABLE m DETACH PARTITION public.m1 CONCURRENTLY";
  const auto asked = probe(sql);
  REQUIRE(asked);
  CHECK_FALSE(answer(connection, *asked));
  {
    auto reader = server.connect();
    run_all(*reader, {"BEGIN", "SELECT count(*) FROM m"});
    connection.execute("SET lock_timeout = '100ms'");
    CHECK_THROWS_AS(connection.execute(sql), DatabaseError);
    reader->execute("ROLLBACK");
  }
  CHECK(query_value(connection,
                    "SELECT inhdetachpending FROM pg_inherits WHERE inhrelid = "
                    "'m1'::regclass") == "t");
  CHECK_FALSE(answer(connection, *asked));
  run_all(connection, asked->clean_up);
  CHECK(answer(connection, *asked));
  CHECK_FALSE(answer(connection, *probe("ALTER TABLE m DETACH PARTITION m2 CONCURRENTLY")));
  run_all(connection, probe("ALTER TABLE m DETACH PARTITION m2 CONCURRENTLY")->clean_up);
  CHECK_FALSE(answer(connection, *probe("ALTER TABLE m DETACH PARTITION m2 CONCURRENTLY")));
}

}  // namespace dbtool::postgres
