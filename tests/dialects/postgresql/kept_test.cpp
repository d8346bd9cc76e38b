// What hangs on a view, index or constraint stays when it is dropped and made again.
#include "core/support/text.h"
#include "dialects/postgresql/postgresql.h"
#include "tests/dialects/postgresql/server.h"

using namespace dbtool;
using namespace dbtool::test;

namespace {

const char* const start = R"(
CREATE TABLE users (id integer PRIMARY KEY, name text, age integer,
                    CONSTRAINT age_check CHECK (age > 0));
CREATE INDEX users_name_idx ON users (name);
COMMENT ON INDEX users_name_idx IS 'it''s by name';
COMMENT ON CONSTRAINT age_check ON users IS 'grown';
CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE VIEW "Adults" AS SELECT id, name FROM users WHERE age > 17;
COMMENT ON COLUMN "Adults".name IS 'full name';
GRANT SELECT ON "Adults" TO PUBLIC;
GRANT UPDATE (name) ON "Adults" TO PUBLIC;
CREATE RULE quiet AS ON UPDATE TO "Adults" DO INSTEAD NOTHING;
CREATE TRIGGER adults_in INSTEAD OF INSERT ON "Adults" FOR EACH ROW EXECUTE FUNCTION nothing();
CREATE MATERIALIZED VIEW totals AS SELECT count(*) AS n, max(name) AS last FROM users;
CREATE UNIQUE INDEX totals_n ON totals (n);
COMMENT ON INDEX totals_n IS 'one row';
)";

const char* const kept = R"(
SELECT string_agg(line, E'\n' ORDER BY line) FROM (
  SELECT 'acl ' || relname || ' ' || relacl::text FROM pg_class WHERE relname = 'Adults'
  UNION ALL SELECT 'acl ' || attname || ' ' || attacl::text FROM pg_attribute WHERE attacl IS NOT NULL
    AND attrelid = '"Adults"'::regclass
  UNION ALL SELECT pg_get_ruledef(oid) FROM pg_rewrite WHERE rulename = 'quiet'
  UNION ALL SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgname = 'adults_in'
  UNION ALL SELECT indexdef FROM pg_indexes WHERE tablename = 'totals'
  UNION ALL SELECT description FROM pg_description
    WHERE description IN ('it''s by name', 'grown', 'full name', 'one row')) AS all_of_it(line)
)";

void execute(Connection& connection, const std::vector<Operation>& operations) {
  for (const Statement& statement :
       postgresql().render(operations, tables_in(postgresql(), connection)))
    connection.execute(statement.sql);
}

}  // namespace

TEST_CASE("postgresql: what hangs on something made again in one go stays") {
  if (no_server()) return;
  TestServer server;
  server.run(start);
  const std::string before = server.value(kept);
  Schema live = server.inspect();
  const View adults = *live.views.find(Name{"", "Adults"});
  const View totals = *live.views.find(Name{"", "totals"});
  const Table users = *live.tables.find(Name{"", "users"});
  const Index by_name = *users.indexes.find("users_name_idx");
  const Constraint grown = *users.checks.find("age_check");
  execute(server.connection(), {{DropView{adults.name, adults}},
                                {DropView{totals.name, totals}},
                                {DropIndex{users.name, by_name.name, by_name}},
                                {DropConstraint{users.name, grown}},
                                {CreateConstraint{users.name, grown}},
                                {CreateIndex{users.name, by_name}},
                                {CreateView{totals}},
                                {CreateView{adults}}});
  CHECK(server.value(kept) == before);
}

TEST_CASE("postgresql: an index made again stays what replication and clustering go by") {
  if (no_server()) return;
  TestServer server;
  server.run(
      "CREATE TABLE a (id integer NOT NULL, n integer NOT NULL); CREATE UNIQUE INDEX i ON a (id);"
      "ALTER TABLE a REPLICA IDENTITY USING INDEX i; ALTER TABLE a CLUSTER ON i;"
      "CREATE TABLE b (id integer NOT NULL, CONSTRAINT k UNIQUE (id));"
      "ALTER TABLE b REPLICA IDENTITY USING INDEX k; ALTER TABLE b CLUSTER ON k");
  const Schema live = server.inspect();
  const Index index = *live.tables.find(Name{"", "a"})->indexes.find("i");
  const Constraint unique = *live.tables.find(Name{"", "b"})->uniques.find("k");
  Index wider = index;
  wider.parts.push_back({.column = "n"});
  execute(server.connection(), {{DropIndex{{"", "a"}, "i", index}},
                                {CreateIndex{{"", "a"}, wider}},
                                {DropConstraint{{"", "b"}, unique}},
                                {CreateConstraint{{"", "b"}, unique}}});
  CHECK(server.value("SELECT string_agg(indexrelid::regclass::text || indisreplident || "
                     "indisclustered, ' ' ORDER BY indexrelid::regclass::text) FROM pg_index WHERE "
                     "indrelid IN "
                     "('a'::regclass, 'b'::regclass)") == "itruetrue ktruetrue");
  CHECK(server.value("SELECT string_agg(relreplident::text, '') FROM pg_class "
                     "WHERE relname IN ('a', 'b')") == "ii");
}

TEST_CASE("postgresql: a view that changes keeps what hangs on it, but for columns it loses") {
  if (no_server()) return;
  TestServer server;
  server.run(start);
  const std::string before = server.value(kept);
  Schema live = server.inspect();
  const View adults = *live.views.find(Name{"", "Adults"});
  View fewer = adults;
  fewer.query.sql = "SELECT id FROM users";
  execute(server.connection(), {{AlterView{fewer, adults}}});
  const std::string after = server.value(kept);
  CHECK_THAT(after, contains("acl Adults") && contains("CREATE RULE quiet") &&
                        contains("CREATE TRIGGER adults_in") && !contains("full name"));
}

TEST_CASE("postgresql: a partitioned table with partitions is not dropped") {
  if (no_server()) return;
  TestServer server;
  server.run(
      "CREATE TABLE events (at date) PARTITION BY RANGE (at);"
      "CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2020-01-01') TO ('2021-01-01')");
  Schema live = server.inspect();
  const Table events = *live.tables.find(Name{"", "events"});
  auto statements =
      postgresql().render(std::vector<Operation>{{DropTable{events.name, events}}}, {});
  REQUIRE(statements.size() == 2);
  CHECK_FALSE(statements[0].check_message.empty());
  CHECK(server.value(statements[0].sql) == "events_1");
}

TEST_CASE("postgresql: comments of materialized views are set") {
  if (no_server()) return;
  TestServer server;
  server.run(start);
  execute(server.connection(), {{SetComment{"materialized view", {"", "totals"}, {}, "sums", {}}}});
  CHECK(server.inspect().views.find(Name{"", "totals"})->comment == "sums");
}
