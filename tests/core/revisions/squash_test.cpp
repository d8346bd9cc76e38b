#include "core/revisions/squash.h"

#include "core/revisions/revision_body.h"
#include "tests/core/revisions/mini_graph.h"
#include "tests/support/catch.h"
#include "tests/support/temp_folder.h"

using namespace dbtool;
using namespace dbtool::test;

namespace {

struct Row {
  const char* graph;
  const char* from;
  const char* to;
  const char* expected;  ///< parents | depends_on | labels | replaces
};

std::string plan_text(const char* text, const std::string& from, const char* to) {
  const RevisionGraph graph = mini_graph(text);
  const auto first = from.empty() ? std::nullopt : std::optional(graph.index_of(from));
  try {
    const Revision whole = squash_plan(graph, first, graph.index_of(to)).revision;
    return join(whole.parents, ",") + "|" + join(whole.depends_on, ",") + "|" +
           join(whole.labels, ",") + "|" + join(whole.replaces, ",");
  } catch (const HistoryError& error) {
    return dbtool::test::text_of(error);
  }
}

}  // namespace

TEST_CASE("squash: what a range has becomes what the whole has") {
  const Row row = GENERATE(values<Row>({
      {"a b<a c<b", "", "c", "|||a,b,c"},
      {"a b<a c<b d<c", "b", "c", "a|||b,c"},
      {"a b1<a b2<a m<b1,b2 z<m", "", "m", "|||a,b1,b2,m"},
      {"a b1<a b2<a m<b1,b2 z<m", "b1", "z", "DBT744|revision b2 is joined by m"},
      {"a#x b<a#y c<b", "", "b", "||x,y|a,b"},
      {"t a b<a+t c<b+a", "", "c", "|t||a,b,c"},
      {"a b<a c<b+t#l t", "", "c", "|t|l|a,b,c"},
      {"a b<a c<a", "", "b", "DBT744|revision c comes after a"},
      {"a b<a x+a", "", "b", "DBT744|revision x comes after a"},
      {"a b<a x+b", "", "b", "|||a,b"},
      {"a b<a", "", "a", "DBT743|a is one revision"},
      {"a b<a c<a", "b", "c", "DBT743|c does not come after b"},
  }));
  INFO(row.from << " to " << row.to << " on " << row.graph);
  for (const std::string& part : std::string_view(row.expected).starts_with("DBT")
                                     ? words_of(row.expected, '|')
                                     : std::vector<std::string>{row.expected})
    CHECK_THAT(plan_text(row.graph, row.from, row.to), contains(part));
}

TEST_CASE("squash: steps follow one another, the ways back in reverse") {
  TempFolder folder;
  folder.write("a.yaml", "revision: a\nupgrade:\n  - sql: UP A\ndowngrade:\n  - sql: DOWN A\n");
  folder.write("b.sql",
               "-- dbtool:revision b\n-- dbtool:upgrade\nUP B;\n-- dbtool:downgrade\nDOWN B;\n");
  std::vector<Revision> range = {{.id = "a", .file = (folder.path() / "a.yaml").string()},
                                 {.id = "b", .file = (folder.path() / "b.sql").string()}};
  NewRevision whole;
  fill_squashed(whole, range);
  CHECK(whole.format == "yaml");
  const std::string steps = write_yaml_steps(whole.body);
  CHECK(steps.find("UP A") < steps.find("UP B"));
  CHECK(steps.find("UP B") < steps.find("DOWN B"));
  CHECK(steps.find("DOWN B") < steps.find("DOWN A"));
}

TEST_CASE("squash: SQL stays SQL, word by word") {
  TempFolder folder;
  folder.write("a.sql",
               "-- dbtool:revision a\n\n-- dbtool:upgrade\nUP  a; -- why\n\n-- dbtool:upgrade "
               "transaction=off\nUP a2;\n-- dbtool:downgrade\nDOWN a;\n");
  folder.write("b.sql",
               "-- dbtool:revision b\n-- dbtool:upgrade\nUP b;\n-- dbtool:downgrade\nDOWN b;\n");
  std::vector<Revision> range = {{.id = "a", .file = (folder.path() / "a.sql").string()},
                                 {.id = "b", .file = (folder.path() / "b.sql").string()}};
  NewRevision whole;
  fill_squashed(whole, range);
  CHECK(whole.format == "sql");
  CHECK(whole.upgrade_sql ==
        "-- dbtool:upgrade\nUP  a; -- why\n\n-- dbtool:upgrade transaction=off\nUP a2;\n\n"
        "-- dbtool:upgrade\nUP b;\n\n");
  CHECK(whole.downgrade_sql == "-- dbtool:downgrade\nDOWN b;\n\n-- dbtool:downgrade\nDOWN a;\n\n");
}

TEST_CASE("squash: what one revision cannot take back, the whole cannot") {
  TempFolder folder;
  folder.write("a.yaml", "revision: a\nupgrade: []\ndowngrade:\n  irreversible: gone\n");
  folder.write("b.yaml", "revision: b\nupgrade: []\ndowngrade: []\n");
  NewRevision whole;
  fill_squashed(whole, {{.id = "a", .file = (folder.path() / "a.yaml").string()},
                        {.id = "b", .file = (folder.path() / "b.yaml").string()}});
  CHECK(whole.body.irreversible == "gone");
  CHECK(whole.body.downgrade.empty());
}
