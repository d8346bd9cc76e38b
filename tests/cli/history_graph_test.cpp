#include "cli/history_graph.h"

#include "tests/support/catch.h"

using namespace dbtool::cli;

namespace {

std::string drawn(const std::vector<GraphNode>& nodes) {
  std::string text;
  for (const GraphLine& line : draw_graph(nodes))
    text += line.drawing + (line.node ? " " + std::to_string(*line.node) : "") + "\n";
  return text;
}

}  // namespace

TEST_CASE("history graph: a line of revisions") {
  CHECK(drawn({{3, {2}}, {2, {1}}, {1, {}}}) == "* 3\n* 2\n* 1\n");
  CHECK(drawn({}).empty());
}

TEST_CASE("history graph: a merge and the branch point") {
  CHECK(drawn({{5, {3, 4}}, {4, {2}}, {3, {2}}, {2, {1}}, {1, {}}}) ==
        "* 5\n"
        "|\\\n"
        "| * 4\n"
        "* | 3\n"
        "|/\n"
        "* 2\n"
        "* 1\n");
}

TEST_CASE("history graph: two heads") {
  CHECK(drawn({{3, {1}}, {2, {1}}, {1, {}}}) == "* 3\n| * 2\n|/\n* 1\n");
}

TEST_CASE("history graph: three branches of one revision") {
  CHECK(drawn({{4, {1}}, {3, {1}}, {2, {1}}, {1, {}}}) ==
        "* 4\n"
        "| * 3\n"
        "| | * 2\n"
        "|_|/\n"
        "|/\n"
        "* 1\n");
}

TEST_CASE("history graph: lines that have nothing to do with each other") {
  CHECK(drawn({{4, {3}}, {2, {1}}, {3, {}}, {1, {}}}) == "* 4\n| * 2\n* | 3\n  * 1\n");
}

TEST_CASE("history graph: parents outside the range are not drawn") {
  CHECK(drawn({{3, {2}}, {2, {1}}}) == "* 3\n* 2\n");
}
