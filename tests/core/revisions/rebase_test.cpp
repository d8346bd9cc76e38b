#include "core/revisions/rebase.h"

#include "tests/core/revisions/mini_graph.h"
#include "tests/support/catch.h"

using namespace dbtool;
using namespace dbtool::test;

namespace {

/// `changes`: revision and its parents, separated by blanks: "c1<d2 e<c1".
struct Row {
  const char* graph;
  const char* head;
  const char* onto;
  const char* moved;
  const char* changes;
};

std::string text_of(const RevisionGraph& graph, const std::vector<NewParents>& changes) {
  std::vector<std::string> words;
  for (const NewParents& change : changes)
    words.push_back(graph.revisions()[change.revision].id + "<" + join(change.parents, ","));
  return join(words, " ");
}

}  // namespace

TEST_CASE("rebase gives the first revisions of a branch other parents") {
  const Row row = GENERATE(values<Row>({
      {"a b<a c<a", "c", "b", "c", "c<b"},
      {"a b<a c<a", "b", "c", "b", "b<c"},
      {"a b<a c1<b c2<b d1<c1 d2<c2", "d1", "d2", "c1 d1", "c1<d2"},
      {"a b<a c<a d<a", "d", "b", "d", "d<b"},
      {"a b<a c1<b c2<b m<c1,c2 o<b", "m", "o", "c1 c2 m", "c1<o c2<o"},
      {"a b<a c<b m<c,b o<b", "m", "o", "c m", "c<o m<c"},
      {"a b<a c<b d<a e<d m<c,e o<e", "m", "o", "b c m", "b<o m<c"},
      {"a b<a x c<a+x", "c", "b", "c", "c<b"},
  }));
  INFO(row.head << " onto " << row.onto << " on " << row.graph);
  const RevisionGraph graph = mini_graph(row.graph);
  const RebasePlan plan = rebase_plan(graph, graph.index_of(row.head), graph.index_of(row.onto));
  std::vector<std::string> moved;
  for (std::size_t index : plan.moved) moved.push_back(graph.revisions()[index].id);
  CHECK(join(moved, " ") == row.moved);
  CHECK(text_of(graph, plan.changes) == row.changes);
}

TEST_CASE("rebase refuses what cannot be moved") {
  const auto error = [](const char* text, const char* head, const char* onto) {
    const RevisionGraph graph = mini_graph(text);
    try {
      rebase_plan(graph, graph.index_of(head), graph.index_of(onto));
    } catch (const HistoryError& caught) {
      return dbtool::test::text_of(caught);
    }
    return std::string("no error");
  };
  CHECK_THAT(error("a b", "a", "b"), contains("DBT740"));
  CHECK_THAT(error("a b<a", "a", "b"),
             contains("DBT741 there is nothing to move: a stands below b"));
  CHECK_THAT(error("a b<a c<b", "c", "b"),
             contains("DBT741 there is nothing to move: c comes after b"));
  CHECK_THAT(error("a b<a c<a+b", "b", "c"), contains("DBT713"));
}
