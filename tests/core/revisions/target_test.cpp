#include "core/revisions/target.h"

#include "tests/core/revisions/mini_graph.h"
#include "tests/support/catch.h"

using namespace dbtool;
using namespace dbtool::test;

namespace {

struct Row {
  const char* graph;
  const char* rows;
  const char* text;
  const char* expected;  ///< ids, or parts of the error joined by `|`
};

constexpr const char* chain_graph = "a b<a c<b d<c";
constexpr const char* fork_graph = "a b<a c1<b#left c2<b#right d1<c1 d2<c2";
constexpr const char* merge_graph = "a b1<a#x b2<a m<b1,b2 z<m";
constexpr const char* depends_graph = "a1#acct a2<a1 a3<a2 n1#net n2<n1 n3<n2+a2";
constexpr const char* effective_graph = "t1#t t2<t1 q1#q q2<q1+t2";
constexpr const char* long_graph = "abcd1234#blog abce5678<abcd1234 ffff<abce5678 ab<ffff";

void check_error(const std::string& error, const std::string& expected) {
  for (const std::string& part : words_of(expected, '|')) CHECK_THAT(error, contains(part));
}

}  // namespace

TEST_CASE("an identifier stands for revisions") {
  const Row row = GENERATE(values<Row>({
      {chain_graph, "", "c", "c"},
      {chain_graph, "", "head", "d"},
      {chain_graph, "", " head ", "d"},
      {chain_graph, "", "heads", "d"},
      {chain_graph, "", "base", ""},
      {chain_graph, "", "current", ""},
      {chain_graph, "b", "current", "b"},
      {chain_graph, "b", "+1", "c"},
      {chain_graph, "b", "+2", "d"},
      {chain_graph, "", "+1", "a"},
      {chain_graph, "", "+4", "d"},
      {chain_graph, "b", "-1", "a"},
      {chain_graph, "b", "-2", ""},
      {chain_graph, "b", "+0", "b"},
      {chain_graph, "b", "-0", "b"},
      {chain_graph, "", "a+1", "b"},
      {chain_graph, "", "c-1", "b"},
      {chain_graph, "", "c-3", ""},
      {chain_graph, "", "head-1", "c"},
      {chain_graph, "", "heads-1", "c"},
      {chain_graph, "", "base+2", "b"},
      {chain_graph, "c", "current-1", "b"},
      {chain_graph, "c", "current+1", "d"},
      {chain_graph, "", "c@head", "d"},
      {chain_graph, "", "a+02", "c"},
      {fork_graph, "", "heads", "d1 d2"},
      {fork_graph, "", "left", "c1"},
      {fork_graph, "", "left@head", "d1"},
      {fork_graph, "", "right@heads", "d2"},
      {fork_graph, "", "left@base", ""},
      {fork_graph, "", "c2@head", "d2"},
      {fork_graph, "", "b@heads", "d1 d2"},
      {fork_graph, "", "left@head-1", "c1"},
      {fork_graph, "", "left@base+1", "a"},
      {fork_graph, "", "left@base+3", "c1"},
      {fork_graph, "", "left@b+1", "c1"},
      {fork_graph, "", "left@b", "b"},
      {fork_graph, "", "left@d1", "d1"},
      {fork_graph, "d1", "right@+1", "c2"},
      {fork_graph, "c1 c2", "right@+1", "d2"},
      {fork_graph, "d1 d2", "left@-1", "c1"},
      {fork_graph, "d1 d2", "left@-2", "b"},
      {fork_graph, "d1 d2", "left@-4", ""},
      {fork_graph, "d1 d2", "left@current", "d1"},
      {fork_graph, "d1 c2", "current", "c2 d1"},
      {fork_graph, "", "left+1", "d1"},
      {merge_graph, "", "head", "z"},
      {merge_graph, "m", "x@-1", "b1"},
      {merge_graph, "m", "x@-2", "a"},
      {merge_graph, "", "head-1", "m"},
      {merge_graph, "b1", "+1", "m"},
      {depends_graph, "n3", "current", "n3"},
      {depends_graph, "n3", "acct@current", "a2"},
      {depends_graph, "n3", "acct@+1", "a3"},
      {depends_graph, "n3", "net@-1", "n2"},
      {depends_graph, "a2 n3", "current", "n3"},
      {depends_graph, "n3", "-1", "n2"},
      {depends_graph, "", "acct@head", "a3"},
      {effective_graph, "", "head", "q2"},
      {effective_graph, "", "heads", "q2"},
      {effective_graph, "", "t@head", "t2"},
      {effective_graph, "", "q@heads", "q2"},
      {"a#l b<a c<a+b", "", "l@head", "c"},
      {long_graph, "", "f", "ffff"},
      {long_graph, "", "abcd", "abcd1234"},
      {long_graph, "", "blo", "abcd1234"},
      {long_graph, "", "abce@head", "ab"},
      {long_graph, "", "ab", "ab"},
      {long_graph, "", "abce+1", "ffff"},
      {"", "", "head", ""},
      {"", "", "heads", ""},
      {"", "", "base", ""},
  }));
  INFO(row.text << " on " << row.graph << " at " << row.rows);
  CHECK(text_of(resolve(mini_graph(row.graph), row.text, words_of(row.rows))) == row.expected);
}

TEST_CASE("an identifier that stands for nothing says what to type") {
  const Row row = GENERATE(values<Row>({
      {chain_graph, "", "nope", "DBT700 no revision or label \"nope\""},
      {chain_graph, "", "HEAD", "DBT700|did you mean \"head\"?"},
      {long_graph, "", "abcd1243", "DBT700|did you mean \"abcd1234\"?"},
      {long_graph, "", "blgo", "DBT700|did you mean \"blog\"?"},
      {fork_graph, "", "left@c2", "DBT700 revision \"c2\" is not on the branch \"left\""},
      {fork_graph, "", "left@zz", "DBT700 no revision or label \"zz\" on the branch \"left\""},
      {fork_graph, "", "lift@head", "DBT700 no revision or label \"lift\"|did you mean \"left\"?"},
      {long_graph, "", "abc", "DBT701 \"abc\" begins 2 revisions|abcd1234  message of|abce5678"},
      {long_graph, "", "abc@head", "DBT701"},
      {fork_graph, "", "head",
       "DBT702 \"head\" is not clear, there are 2 heads: \"d1\" and \"d2\"|dbtool merge d1 "
       "d2|dbtool upgrade heads"},
      {fork_graph, "", "b@head", "DBT702|dbtool upgrade \"b@heads\""},
      {fork_graph, "", "head-1", "DBT702"},
      {chain_graph, "gone", "+1", "DBT703 the database is at revision \"gone\", which no|--purge"},
      {chain_graph, "gone a", "current", "DBT703"},
      {chain_graph, "b", "+3", "DBT704 \"+3\" goes 1 step too far: \"d\" is a head"},
      {chain_graph, "b", "+999999999999999999999", "DBT704|too far"},
      {chain_graph, "b", "-4", "DBT704 \"-4\" goes 2 steps too far: that is the base"},
      {chain_graph, "", "-1", "DBT704"},
      {chain_graph, "", "base-1", "DBT704"},
      {chain_graph, "", "head+1", "DBT704|\"d\" is a head"},
      {"", "", "+1", "DBT704"},
      {fork_graph, "b", "+1", "DBT705 \"+1\" is not clear: \"b\" is followed by \"c1\" and \"c2\""},
      {fork_graph, "a", "+2", "DBT705|followed by"},
      {fork_graph, "d1 d2", "-1", "DBT705|the database is at \"d1\" and \"d2\"|\"d1@-1\""},
      {fork_graph, "d1 c2", "+1", "DBT705|the database is at \"c2\" and \"d1\"|\"c2@+1\""},
      {fork_graph, "", "heads-1", "DBT705|it begins at"},
      {merge_graph, "m", "-1", "DBT705 \"-1\" is not clear: \"m\" joins \"b1\" and \"b2\""},
      {merge_graph, "z", "-2", "DBT705"},
      {depends_graph, "", "+1",
       "DBT705 \"+1\" is not clear: the base is followed by \"a1\" and \"n1\""},
      {chain_graph, "", "", "DBT706"},
      {chain_graph, "", "a@b@c", "DBT706|two \"@\""},
      {chain_graph, "", "@head", "DBT706"},
      {chain_graph, "", "head@", "DBT706"},
      {chain_graph, "", "+", "DBT706|a number must follow"},
      {chain_graph, "", "head-", "DBT706"},
      {chain_graph, "", "head-x", "DBT706"},
      {chain_graph, "", "a+1-1", "DBT706"},
      {chain_graph, "", "a-1@head", "DBT706|steps stand at the end"},
      {chain_graph, "", "a:b", "DBT706|range"},
      {chain_graph, "", "a,b", "DBT706"},
      {chain_graph, "", "a b", "DBT706|heads"},
      {chain_graph, "", "../x", "DBT706"},
      {chain_graph, "", "HEAD~2", "DBT706|write \"head-2\""},
  }));
  INFO(row.text << " on " << row.graph << " at " << row.rows);
  try {
    const auto ids = resolve(mini_graph(row.graph), row.text, words_of(row.rows));
    CHECK(std::string(row.expected) == "accepted as " + text_of(ids));
  } catch (const HistoryError& error) {
    check_error(text_of(error), row.expected);
  }
}

TEST_CASE("exactly one revision can be asked for") {
  const RevisionGraph graph = mini_graph(fork_graph);
  CHECK(resolve_one(graph, "left@head", {}).id == "d1");
  CHECK(resolve_one(graph, "-1", {"c1"}).id == "b");
  CHECK_THROWS_WITH(resolve_one(graph, "base", {}), contains("no revision here"));
  CHECK_THROWS_WITH(resolve_one(graph, "heads", {}), contains("2 revisions"));
  CHECK_THROWS_WITH(resolve_one(graph, "current", {"d1", "d2"}), contains("\"d1\" and \"d2\""));
  CHECK_THROWS_WITH(resolve_one(RevisionGraph(), "head", {}), contains("no revision here"));
}

TEST_CASE("the branch of an identifier") {
  CHECK(branch_of("left@head-1") == "left");
  CHECK(branch_of("head") == "");
  CHECK_THROWS_AS(branch_of("@head"), HistoryError);
}

TEST_CASE("ranges") {
  const Row row = GENERATE(values<Row>({
      {chain_graph, "", ":", "a b c d"},
      {chain_graph, "", "b:c", "b c"},
      {chain_graph, "", "b:b", "b"},
      {chain_graph, "", "b:", "b c d"},
      {chain_graph, "", ":c", "a b c"},
      {chain_graph, "", "base:c", "a b c"},
      {chain_graph, "", "base:heads", "a b c d"},
      {chain_graph, "c", ":current", "a b c"},
      {chain_graph, "b", "current:", "b c d"},
      {chain_graph, "", "current:", "a b c d"},
      {chain_graph, "d", "-3:current", "a b c d"},
      {chain_graph, "d", "-1:current", "c d"},
      {chain_graph, "", "-1:", "c d"},
      {chain_graph, "", "-30:", "a b c d"},
      {chain_graph, "", "-1:c", "b c"},
      {chain_graph, "", "a:+1", "a b"},
      {chain_graph, "", "a:+30", "a b c d"},
      {chain_graph, "", "base:+2", "a b"},
      {chain_graph, "", ":+2", "a b"},
      {chain_graph, "", "head-1:", "c d"},
      {chain_graph, "", ":head-1", "a b c"},
      {chain_graph, "", "b+1:head", "c d"},
      {chain_graph, "b", "-1:+1", "a b c"},
      {chain_graph, "a", "current:current+2", "a b c"},
      {chain_graph, "", " b : c ", "b c"},
      {fork_graph, "", "left:", "c1 d1"},
      {fork_graph, "", "left@base:", "a b c1 d1"},
      {fork_graph, "", "b:heads", "b c1 c2 d1 d2"},
      {fork_graph, "", "b:right@head", "b c2 d2"},
      {fork_graph, "", "-1:", "c1 c2 d1 d2"},
      {fork_graph, "d1 c2", "current:", "c2 d1 d2"},
      {merge_graph, "", "x:", "b1 m z"},
      {merge_graph, "", "b1:m", "b1 m"},
      {merge_graph, "z", "-2:current", "b1 b2 m z"},
      {depends_graph, "", ":net@head", "a1 a2 n1 n2 n3"},
      {depends_graph, "", "net@base:", "a1 a2 n1 n2 n3"},
      {depends_graph, "", "net:", "n1 n2 n3"},
      {depends_graph, "", "acct:n3", "a1 a2 n3"},
      {"", "", ":", ""},
  }));
  INFO(row.text << " on " << row.graph);
  const RevisionGraph graph = mini_graph(row.graph);
  std::vector<std::string> ids;
  for (const Revision* revision : resolve_range(graph, row.text, words_of(row.rows))) {
    ids.push_back(revision->id);
  }
  CHECK(text_of(ids) == row.expected);
}

TEST_CASE("ranges that make no sense are refused") {
  const Row row = GENERATE(values<Row>({
      {chain_graph, "", "c", "DBT706|no range"},
      {chain_graph, "", "a:b:c", "DBT706|two colons"},
      {chain_graph, "", "c:a", "DBT707|does not come before"},
      {fork_graph, "", "c1:d2", "DBT707"},
      {fork_graph, "", "left:right", "DBT707"},
      {chain_graph, "", "a:nope", "DBT700"},
      {chain_graph, "", "c:base", "DBT707"},
  }));
  INFO(row.text << " on " << row.graph);
  try {
    resolve_range(mini_graph(row.graph), row.text, words_of(row.rows));
    FAIL("accepted");
  } catch (const HistoryError& error) {
    check_error(text_of(error), row.expected);
  }
}
