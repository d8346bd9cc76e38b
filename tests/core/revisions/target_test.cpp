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

constexpr const char* kChain = "a b<a c<b d<c";
constexpr const char* kFork = "a b<a c1<b#left c2<b#right d1<c1 d2<c2";
constexpr const char* kMerge = "a b1<a#x b2<a m<b1,b2 z<m";
constexpr const char* kDepends = "a1#acct a2<a1 a3<a2 n1#net n2<n1 n3<n2+a2";
constexpr const char* kEffective = "t1#t t2<t1 q1#q q2<q1+t2";
constexpr const char* kLong = "abcd1234#blog abce5678<abcd1234 ffff<abce5678 ab<ffff";

void check_error(const std::string& error, const std::string& expected) {
  for (const std::string& part : words_of(expected, '|')) CHECK_THAT(error, contains(part));
}

}  // namespace

TEST_CASE("an identifier stands for revisions") {
  const Row row = GENERATE(values<Row>({
      {kChain, "", "c", "c"},
      {kChain, "", "head", "d"},
      {kChain, "", " head ", "d"},
      {kChain, "", "heads", "d"},
      {kChain, "", "base", ""},
      {kChain, "", "current", ""},
      {kChain, "b", "current", "b"},
      {kChain, "b", "+1", "c"},
      {kChain, "b", "+2", "d"},
      {kChain, "", "+1", "a"},
      {kChain, "", "+4", "d"},
      {kChain, "b", "-1", "a"},
      {kChain, "b", "-2", ""},
      {kChain, "b", "+0", "b"},
      {kChain, "b", "-0", "b"},
      {kChain, "", "a+1", "b"},
      {kChain, "", "c-1", "b"},
      {kChain, "", "c-3", ""},
      {kChain, "", "head-1", "c"},
      {kChain, "", "heads-1", "c"},
      {kChain, "", "base+2", "b"},
      {kChain, "c", "current-1", "b"},
      {kChain, "c", "current+1", "d"},
      {kChain, "", "c@head", "d"},
      {kChain, "", "a+02", "c"},
      {kFork, "", "heads", "d1 d2"},
      {kFork, "", "left", "c1"},
      {kFork, "", "left@head", "d1"},
      {kFork, "", "right@heads", "d2"},
      {kFork, "", "left@base", ""},
      {kFork, "", "c2@head", "d2"},
      {kFork, "", "b@heads", "d1 d2"},
      {kFork, "", "left@head-1", "c1"},
      {kFork, "", "left@base+1", "a"},
      {kFork, "", "left@base+3", "c1"},
      {kFork, "", "left@b+1", "c1"},
      {kFork, "", "left@b", "b"},
      {kFork, "", "left@d1", "d1"},
      {kFork, "d1", "right@+1", "c2"},
      {kFork, "c1 c2", "right@+1", "d2"},
      {kFork, "d1 d2", "left@-1", "c1"},
      {kFork, "d1 d2", "left@-2", "b"},
      {kFork, "d1 d2", "left@-4", ""},
      {kFork, "d1 d2", "left@current", "d1"},
      {kFork, "d1 c2", "current", "c2 d1"},
      {kFork, "", "left+1", "d1"},
      {kMerge, "", "head", "z"},
      {kMerge, "m", "x@-1", "b1"},
      {kMerge, "m", "x@-2", "a"},
      {kMerge, "", "head-1", "m"},
      {kMerge, "b1", "+1", "m"},
      {kDepends, "n3", "current", "n3"},
      {kDepends, "n3", "acct@current", "a2"},
      {kDepends, "n3", "acct@+1", "a3"},
      {kDepends, "n3", "net@-1", "n2"},
      {kDepends, "a2 n3", "current", "n3"},
      {kDepends, "n3", "-1", "n2"},
      {kDepends, "", "acct@head", "a3"},
      {kEffective, "", "head", "q2"},
      {kEffective, "", "heads", "q2"},
      {kEffective, "", "t@head", "t2"},
      {kEffective, "", "q@heads", "q2"},
      {"a#l b<a c<a+b", "", "l@head", "c"},
      {kLong, "", "f", "ffff"},
      {kLong, "", "abcd", "abcd1234"},
      {kLong, "", "blo", "abcd1234"},
      {kLong, "", "abce@head", "ab"},
      {kLong, "", "ab", "ab"},
      {kLong, "", "abce+1", "ffff"},
      {"", "", "head", ""},
      {"", "", "heads", ""},
      {"", "", "base", ""},
  }));
  INFO(row.text << " on " << row.graph << " at " << row.rows);
  CHECK(text_of(resolve(mini_graph(row.graph), row.text, words_of(row.rows))) == row.expected);
}

TEST_CASE("an identifier that stands for nothing says what to type") {
  const Row row = GENERATE(values<Row>({
      {kChain, "", "nope", "DBT700 no revision or label \"nope\""},
      {kChain, "", "HEAD", "DBT700|did you mean \"head\"?"},
      {kLong, "", "abcd1243", "DBT700|did you mean \"abcd1234\"?"},
      {kLong, "", "blgo", "DBT700|did you mean \"blog\"?"},
      {kFork, "", "left@c2", "DBT700 revision \"c2\" is not on the branch \"left\""},
      {kFork, "", "left@zz", "DBT700 no revision or label \"zz\" on the branch \"left\""},
      {kFork, "", "lift@head", "DBT700 no revision or label \"lift\"|did you mean \"left\"?"},
      {kLong, "", "abc", "DBT701 \"abc\" begins 2 revisions|abcd1234  message of|abce5678"},
      {kLong, "", "abc@head", "DBT701"},
      {kFork, "", "head",
       "DBT702 \"head\" is not clear, there are 2 heads: \"d1\" and \"d2\"|dbtool merge d1 "
       "d2|dbtool upgrade heads"},
      {kFork, "", "b@head", "DBT702|dbtool upgrade \"b@heads\""},
      {kFork, "", "head-1", "DBT702"},
      {kChain, "gone", "+1", "DBT703 the database is at revision \"gone\", which no|--purge"},
      {kChain, "gone a", "current", "DBT703"},
      {kChain, "b", "+3", "DBT704 \"+3\" goes 1 step too far: \"d\" is a head"},
      {kChain, "b", "+999999999999999999999", "DBT704|too far"},
      {kChain, "b", "-4", "DBT704 \"-4\" goes 2 steps too far: that is the base"},
      {kChain, "", "-1", "DBT704"},
      {kChain, "", "base-1", "DBT704"},
      {kChain, "", "head+1", "DBT704|\"d\" is a head"},
      {"", "", "+1", "DBT704"},
      {kFork, "b", "+1", "DBT705 \"+1\" is not clear: \"b\" is followed by \"c1\" and \"c2\""},
      {kFork, "a", "+2", "DBT705|followed by"},
      {kFork, "d1 d2", "-1", "DBT705|the database is at \"d1\" and \"d2\"|\"d1@-1\""},
      {kFork, "d1 c2", "+1", "DBT705|the database is at \"c2\" and \"d1\"|\"c2@+1\""},
      {kFork, "", "heads-1", "DBT705|it begins at"},
      {kMerge, "m", "-1", "DBT705 \"-1\" is not clear: \"m\" joins \"b1\" and \"b2\""},
      {kMerge, "z", "-2", "DBT705"},
      {kDepends, "", "+1", "DBT705 \"+1\" is not clear: the base is followed by \"a1\" and \"n1\""},
      {kChain, "", "", "DBT706"},
      {kChain, "", "a@b@c", "DBT706|two \"@\""},
      {kChain, "", "@head", "DBT706"},
      {kChain, "", "head@", "DBT706"},
      {kChain, "", "+", "DBT706|a number must follow"},
      {kChain, "", "head-", "DBT706"},
      {kChain, "", "head-x", "DBT706"},
      {kChain, "", "a+1-1", "DBT706"},
      {kChain, "", "a-1@head", "DBT706|steps stand at the end"},
      {kChain, "", "a:b", "DBT706|range"},
      {kChain, "", "a,b", "DBT706"},
      {kChain, "", "a b", "DBT706|heads"},
      {kChain, "", "../x", "DBT706"},
      {kChain, "", "HEAD~2", "DBT706|write \"head-2\""},
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
  const RevisionGraph graph = mini_graph(kFork);
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
      {kChain, "", ":", "a b c d"},
      {kChain, "", "b:c", "b c"},
      {kChain, "", "b:b", "b"},
      {kChain, "", "b:", "b c d"},
      {kChain, "", ":c", "a b c"},
      {kChain, "", "base:c", "a b c"},
      {kChain, "", "base:heads", "a b c d"},
      {kChain, "c", ":current", "a b c"},
      {kChain, "b", "current:", "b c d"},
      {kChain, "", "current:", "a b c d"},
      {kChain, "d", "-3:current", "a b c d"},
      {kChain, "d", "-1:current", "c d"},
      {kChain, "", "-1:", "c d"},
      {kChain, "", "-30:", "a b c d"},
      {kChain, "", "-1:c", "b c"},
      {kChain, "", "a:+1", "a b"},
      {kChain, "", "a:+30", "a b c d"},
      {kChain, "", "base:+2", "a b"},
      {kChain, "", ":+2", "a b"},
      {kChain, "", "head-1:", "c d"},
      {kChain, "", ":head-1", "a b c"},
      {kChain, "", "b+1:head", "c d"},
      {kChain, "b", "-1:+1", "a b c"},
      {kChain, "a", "current:current+2", "a b c"},
      {kChain, "", " b : c ", "b c"},
      {kFork, "", "left:", "c1 d1"},
      {kFork, "", "left@base:", "a b c1 d1"},
      {kFork, "", "b:heads", "b c1 c2 d1 d2"},
      {kFork, "", "b:right@head", "b c2 d2"},
      {kFork, "", "-1:", "c1 c2 d1 d2"},
      {kFork, "d1 c2", "current:", "c2 d1 d2"},
      {kMerge, "", "x:", "b1 m z"},
      {kMerge, "", "b1:m", "b1 m"},
      {kMerge, "z", "-2:current", "b1 b2 m z"},
      {kDepends, "", ":net@head", "a1 a2 n1 n2 n3"},
      {kDepends, "", "net@base:", "a1 a2 n1 n2 n3"},
      {kDepends, "", "net:", "n1 n2 n3"},
      {kDepends, "", "acct:n3", "a1 a2 n3"},
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
      {kChain, "", "c", "DBT706|no range"},
      {kChain, "", "a:b:c", "DBT706|two colons"},
      {kChain, "", "c:a", "DBT707|does not come before"},
      {kFork, "", "c1:d2", "DBT707"},
      {kFork, "", "left:right", "DBT707"},
      {kChain, "", "a:nope", "DBT700"},
      {kChain, "", "c:base", "DBT707"},
  }));
  INFO(row.text << " on " << row.graph);
  try {
    resolve_range(mini_graph(row.graph), row.text, words_of(row.rows));
    FAIL("accepted");
  } catch (const HistoryError& error) {
    check_error(text_of(error), row.expected);
  }
}
