#include "core/revisions/revision_graph.h"

#include "tests/core/revisions/mini_graph.h"
#include "tests/support/catch.h"

#include <functional>

using namespace dbtool;
using namespace dbtool::test;

namespace {

std::string order_of(const RevisionGraph& graph) {
  std::vector<std::string> ids;
  for (const Revision& revision : graph.revisions()) ids.push_back(revision.id);
  return text_of(ids);
}

std::string marked(const RevisionGraph& graph, const std::vector<bool>& marks) {
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < marks.size(); ++i) {
    if (marks[i]) ids.push_back(graph.revisions()[i].id);
  }
  return text_of(ids);
}

std::string problems_of(std::string_view text) {
  try {
    mini_graph(text);
  } catch (const HistoryError& error) {
    CHECK(error.exit_code() == ExitCode::history);
    return text_of(error);
  }
  return "none";
}

}  // namespace

TEST_CASE("revisions are ordered by what they stand on, then time, then id") {
  struct Row {
    const char* graph;
    const char* order;
  };
  const Row row = GENERATE(values<Row>({
      {"", ""},
      {"a", "a"},
      {"c<b b<a a", "a b c"},
      {"z y x", "x y z"},
      {"z@1 y@2 x@3", "z y x"},
      {"z@1 y x@3", "y z x"},
      {"a c1<b@1 b<a c2<b@5 d1<c1@9 d2<c2@7", "a b c1 c2 d2 d1"},
      {"m<b1,b2 b2<a b1<a a", "a b1 b2 m"},
      {"a+z z", "z a"},
      {"a@9 b<a@1 c@5", "c a b"},
      {"a#x b+x", "a b"},
      {"q2<q1+t2 q1 t2<t1 t1", "q1 t1 t2 q2"},
  }));
  CHECK(order_of(mini_graph(row.graph)) == row.order);
}

TEST_CASE("the order does not depend on the order of the files") {
  std::vector<Revision> revisions =
      mini_revisions("a@1 b<a@2 c1<b@3#left c2<b@3 d<c1@4+c2 e f<e@1 g<d,f");
  const std::string expected = order_of(RevisionGraph(revisions));
  for (int turn = 0; turn < 20; ++turn) {
    std::ranges::next_permutation(revisions, {}, &Revision::id);
    std::ranges::rotate(revisions, revisions.begin() + 3);
    CHECK(order_of(RevisionGraph(revisions)) == expected);
  }
}

TEST_CASE("heads and bases") {
  struct Row {
    const char* graph;
    const char* heads;
    const char* real_heads;
    const char* bases;
  };
  const Row row = GENERATE(values<Row>({
      {"", "", "", ""},
      {"a", "a", "a", "a"},
      {"a b<a c<b", "c", "c", "a"},
      {"a b<a c<a", "b c", "b c", "a"},
      {"a b<a c<a m<b,c", "m", "m", "a"},
      {"t1 t2<t1 q1 q2<q1+t2", "t2 q2", "q2", "q1 t1"},
      {"a b<a#x c+x", "b c", "c", "a c"},
      {"a b<a,a", "b", "b", "a"},
      {"a b<a+a", "b", "b", "a"},
  }));
  const RevisionGraph graph = mini_graph(row.graph);
  CHECK(text_of(graph.heads()) == row.heads);
  CHECK(text_of(graph.real_heads()) == row.real_heads);
  CHECK(text_of(graph.bases()) == row.bases);
}

TEST_CASE("ancestors and descendants") {
  const RevisionGraph graph = mini_graph("a1 a2<a1 a3<a2 n1 n2<n1 n3<n2+a2 n4<n3");
  CHECK(marked(graph, graph.ancestors({"n3"})) == "a1 a2 n1 n2 n3");
  CHECK(marked(graph, graph.lineage_ancestors({"n3"})) == "n1 n2 n3");
  CHECK(marked(graph, graph.descendants({"a2"})) == "a2 a3 n3 n4");
  CHECK(marked(graph, graph.lineage_descendants({"a2"})) == "a2 a3");
  CHECK(marked(graph, graph.ancestors({"a2", "n1"})) == "a1 a2 n1");
  CHECK(marked(graph, graph.ancestors({})) == "");
  CHECK_THROWS_AS(graph.ancestors({"nope"}), HistoryError);
}

TEST_CASE("edges are known from both ends") {
  const RevisionGraph graph = mini_graph("a b<a c<a m<b,c+t t");
  const auto ids = [&](const std::vector<std::size_t>& indices) {
    std::vector<std::string> names;
    for (const std::size_t index : indices) names.push_back(graph.revisions()[index].id);
    return text_of(names);
  };
  CHECK(ids(graph.parents(graph.index_of("m"))) == "b c");
  CHECK(ids(graph.children(graph.index_of("a"))) == "b c");
  CHECK(ids(graph.dependencies(graph.index_of("m"))) == "t");
  CHECK(ids(graph.dependents(graph.index_of("t"))) == "m");
  CHECK(graph.find("t")->id == "t");
  CHECK(graph.find("x") == nullptr);
}

TEST_CASE("labels reach descendants, and ancestors up to the next fork") {
  struct Row {
    const char* graph;
    const char* id;
    const char* labels;
  };
  const Row row = GENERATE(values<Row>({
      {"a b<a", "b", ""},
      {"a#x b<a", "a", "x"},
      {"a#x b<a", "b", "x"},
      {"a b<a#x c<b", "a", "x"},
      {"a b<a#x c<b", "c", "x"},
      {"a b<a#x c<a", "a", ""},
      {"a b<a#x c<a", "c", ""},
      {"a b<a c<b#x d<b", "b", ""},
      {"a b<a c<b d<c#x e<b", "c", "x"},
      {"a b<a#x c<b d<b", "a", "x"},
      {"a#x b<a#y c<b#z", "b", "y x z"},
      {"a#x,y b<a", "b", "x y"},
      {"a b<a#x c<a#y m<b,c", "m", "x y"},
      {"a#l b<a#x c<a#y m<b,c", "m", "x l y"},
      {"a b<a c<a m<b,c#x", "b", ""},
      {"t1#t t2<t1 q1#q q2<q1+t2", "q2", "q"},
  }));
  const RevisionGraph graph = mini_graph(row.graph);
  CHECK(text_of(graph.labels_of(graph.index_of(row.id))) == row.labels);
}

TEST_CASE("a history that does not hold is refused with every reason") {
  struct Row {
    const char* graph;
    std::vector<std::string> expected;
  };
  const Row row = GENERATE(values<Row>({
      {"a b<x", {"DBT710 revision \"b\" revises \"x\", which no file has"}},
      {"abcdef123456 b<abcdef12345", {"DBT710", "[did you mean \"abcdef123456\"?]"}},
      {"abcdef123456 b<abcd", {"DBT710", "[did you mean \"abcdef123456\"?]"}},
      {"abcdef123456 b<abcdfe123456", {"DBT710", "[did you mean \"abcdef123456\"?]"}},
      {"a b+x", {"DBT711 revision \"b\" depends on \"x\", which no file has"}},
      {"a#billing b+biling", {"DBT711", "[did you mean \"billing\"?]"}},
      {"a#billing b<billing", {"DBT710 revision \"b\" revises \"billing\""}},
      {"a a", {"DBT712 revision \"a\" is there twice", "{note also in a.yaml:1}"}},
      {"a<b b<a", {"DBT713 revisions stand on each other: a -> b -> a"}},
      {"a<c b<a c<b", {"DBT713 revisions stand on each other: a -> c -> b -> a"}},
      {"a+b b<a", {"DBT713 revisions stand on each other: a -> b -> a"}},
      {"a+b b+a", {"DBT713 revisions stand on each other: a -> b -> a"}},
      {"a#x b#x", {"DBT714 branch label \"x\" is declared by two revisions", "a.yaml"}},
      {"a b#a", {"DBT714 branch label \"a\" is also a revision's id"}},
      {"a#a", {"DBT714 branch label \"a\" is also a revision's id"}},
      {"a<a", {"DBT715 revision \"a\" revises itself"}},
      {"a+a", {"DBT715 revision \"a\" depends on itself"}},
      {"a#x+x", {"DBT715 revision \"a\" depends on itself"}},
      {"head", {"DBT716 revision id \"head\" is a word of the identifier grammar"}},
      {"a#base", {"DBT716 branch label \"base\" is a word"}},
      {"a-b", {"DBT716 revision id \"a-b\" has the character \"-\""}},
      {"a:b", {"DBT716"}},
      {"a/b", {"DBT716"}},
      {"a\\b", {"DBT716"}},
      {"a\tb", {"DBT716 revision id \"a?b\" has a blank or control character"}},
      {"a<b b<a c+d d<c e<zz f f", {"DBT710", "DBT712", "a -> b -> a", "c -> d -> c"}},
  }));
  const std::string problems = problems_of(row.graph);
  for (const std::string& part : row.expected) CHECK_THAT(problems, contains(part));
}

TEST_CASE("a cycle names only its own revisions") {
  const std::string problems = problems_of("a b<a x<y y<x c<x d<c e<d,b");
  CHECK(problems == "DBT713 revisions stand on each other: x -> y -> x {note y is in y.yaml:1}\n");
}

TEST_CASE("ids of other tools are taken as they are") {
  CHECK(mini_graph("2024_01_add_users Über ae1027a6acf 001 1e12 a.b $x").size() == 7);
  CHECK(why_illegal_id(std::string(255, 'a')).empty());
  CHECK(why_illegal_id(std::string(256, 'a')) == "is longer than 255 bytes");
  CHECK(why_illegal_id("") == "is empty");
  CHECK(why_illegal_id("\xff") == "is not valid UTF-8");
}

TEST_CASE("problems point at the line of the header that is wrong") {
  Revision revision = mini_revision("b<x+y");
  revision.lines = {.revises = 2, .depends_on = 5};
  try {
    RevisionGraph({revision});
    FAIL("accepted");
  } catch (const HistoryError& error) {
    REQUIRE(error.problems().size() == 2);
    CHECK(error.problems()[0].where == Location{.file = "b.yaml", .line = 2});
    CHECK(error.problems()[1].where == Location{.file = "b.yaml", .line = 5});
  }
}

TEST_CASE("a chain of 100,000 revisions needs no stack") {
  std::vector<Revision> chain(100'000);
  for (std::size_t i = 0; i < chain.size(); ++i) {
    chain[i].id = "r" + std::to_string(i);
    if (i > 0) chain[i].parents = {"r" + std::to_string(i - 1)};
  }
  chain[500].labels = {"old"};
  const RevisionGraph graph(chain);
  CHECK(text_of(graph.heads()) == "r99999");
  CHECK(text_of(graph.labels_of(graph.index_of("r99999"))) == "old");
  chain[0].parents = {"r99999"};
  CHECK_THROWS_AS(RevisionGraph(chain), HistoryError);
}
