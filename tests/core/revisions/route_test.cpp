#include "core/revisions/route.h"

#include "tests/core/revisions/mini_graph.h"
#include "tests/support/catch.h"

using namespace dbtool;
using namespace dbtool::test;

namespace {

/// `steps`: revision and its row changes (`+a` insert, `a>b` update, `-a` remove), separated by
/// `;`.
struct Row {
  const char* graph;
  const char* rows;
  const char* target;
  const char* steps;
  const char* rows_after;
};
/// `expected`: parts of the error joined by `|`.
struct ErrorRow {
  const char* graph;
  const char* rows;
  const char* target;
  const char* expected;
};

constexpr const char* chain_graph = "a b<a c<b d<c";
constexpr const char* fork_graph = "a b<a c1<b#left c2<b#right d1<c1 d2<c2";
constexpr const char* merge_graph = "a b1<a#x b2<a#y m<b1,b2 z<m";
constexpr const char* depends_graph = "a1#acct a2<a1 a3<a2 n1#net n2<n1 n3<n2+a2";
constexpr const char* effective_graph = "t1#t t2<t1 q1#q q2<q1+t2";

std::string text_of(const std::vector<Step>& steps) {
  std::vector<std::string> words;
  for (const Step& step : steps) {
    words.push_back(step.revision->id + ": " + dbtool::test::text_of(step.row_changes));
  }
  return join(words, "; ");
}

void check_error(const std::string& error, const std::string& expected) {
  for (const std::string& part : words_of(expected, '|')) CHECK_THAT(error, contains(part));
}

/// Carries the changes out as the database would, each on exactly one row.
Rows carried_out(Rows rows, const std::vector<RowChange>& changes) {
  for (const RowChange& change : changes) {
    if (change.kind != RowChange::Kind::insert) {
      CHECK(std::erase(rows, change.from) == 1);
    }
    if (change.kind != RowChange::Kind::remove) {
      CHECK(std::ranges::count(rows, change.to) == 0);
      rows.push_back(change.to);
    }
  }
  std::ranges::sort(rows);
  return rows;
}

void check_steps(const Row& row, const std::vector<Step>& steps) {
  INFO(row.target << " at " << row.rows << " on " << row.graph);
  CHECK(text_of(steps) == row.steps);
  Rows rows = words_of(row.rows);
  for (const Step& step : steps) {
    rows = carried_out(rows, step.row_changes);
    CHECK(step.rows_after == rows);
  }
  std::ranges::sort(rows);
  CHECK(dbtool::test::text_of(rows) == row.rows_after);
}

}  // namespace

TEST_CASE("upgrade routes and their version rows") {
  const Row row = GENERATE(values<Row>({
      {chain_graph, "", "head", "a: +a; b: a>b; c: b>c; d: c>d", "d"},
      {chain_graph, "", "heads", "a: +a; b: a>b; c: b>c; d: c>d", "d"},
      {chain_graph, "b", "head", "c: b>c; d: c>d", "d"},
      {chain_graph, "d", "head", "", "d"},
      {chain_graph, "d", "heads", "", "d"},
      {chain_graph, "", "b", "a: +a; b: a>b", "b"},
      {chain_graph, "a", "+1", "b: a>b", "b"},
      {chain_graph, "a", "+2", "b: a>b; c: b>c", "c"},
      {chain_graph, "", "+1", "a: +a", "a"},
      {chain_graph, "b", "current", "", "b"},
      {chain_graph, "b", "+0", "", "b"},
      {chain_graph, "b", "b", "", "b"},
      {chain_graph, "b", "b+1", "c: b>c", "c"},
      {chain_graph, "", "head-1", "a: +a; b: a>b; c: b>c", "c"},
      {chain_graph, "", "base", "", ""},
      {chain_graph, "", "base+2", "a: +a; b: a>b", "b"},
      {fork_graph, "", "heads", "a: +a; b: a>b; c1: b>c1; c2: +c2; d1: c1>d1; d2: c2>d2", "d1 d2"},
      {fork_graph, "", "left@head", "a: +a; b: a>b; c1: b>c1; d1: c1>d1", "d1"},
      {fork_graph, "d1", "right@+1", "c2: +c2", "c2 d1"},
      {fork_graph, "d1", "right@head", "c2: +c2; d2: c2>d2", "d1 d2"},
      {fork_graph, "d1", "heads", "c2: +c2; d2: c2>d2", "d1 d2"},
      {fork_graph, "c1 c2", "left@+1", "d1: c1>d1", "c2 d1"},
      {fork_graph, "c1 c2", "d2", "d2: c2>d2", "c1 d2"},
      {fork_graph, "d1", "left@head", "", "d1"},
      {fork_graph, "d1", "c2-0", "c2: +c2", "c2 d1"},
      {merge_graph, "b1", "head", "b2: +b2; m: -b1 b2>m; z: m>z", "z"},
      {merge_graph, "", "head", "a: +a; b1: a>b1; b2: +b2; m: -b1 b2>m; z: m>z", "z"},
      {merge_graph, "b1 b2", "m", "m: -b1 b2>m", "m"},
      {merge_graph, "b1", "y", "b2: +b2", "b1 b2"},
      {merge_graph, "b1", "+1", "b2: +b2; m: -b1 b2>m", "m"},
      {depends_graph, "", "net@head", "a1: +a1; a2: a1>a2; n1: +n1; n2: n1>n2; n3: -n2 a2>n3",
       "n3"},
      {depends_graph, "n3", "acct@head", "a3: +a3", "a3 n3"},
      {depends_graph, "n3", "acct@+1", "a3: +a3", "a3 n3"},
      {depends_graph, "n3", "heads", "a3: +a3", "a3 n3"},
      {depends_graph, "a3", "net@head", "n1: +n1; n2: n1>n2; n3: n2>n3", "a3 n3"},
      {depends_graph, "n3", "a2", "", "n3"},
      {depends_graph, "n2", "+1", "a1: +a1; a2: a1>a2; n3: -n2 a2>n3", "n3"},
      {effective_graph, "", "heads", "q1: +q1; t1: +t1; t2: t1>t2; q2: -q1 t2>q2", "q2"},
      {effective_graph, "", "head", "q1: +q1; t1: +t1; t2: t1>t2; q2: -q1 t2>q2", "q2"},
      {effective_graph, "q2", "t@head", "", "q2"},
      {effective_graph, "t2", "head", "q1: +q1; q2: -q1 t2>q2", "q2"},
      {"a b<a c<a m<b,c+b", "b c", "head", "m: -b c>m", "m"},
      {"a b<a c<a d<a m<b,c,d", "b c d", "head", "m: -b -c d>m", "m"},
      {"a1 a2<a1 b1+a1", "a1", "b1", "b1: a1>b1", "b1"},
      {"a1 a2<a1 b1+a1", "a2", "b1", "b1: +b1", "a2 b1"},
      {"a@1 b<a@4 x@2 y<x@3", "", "heads", "a: +a; x: +x; y: x>y; b: a>b", "b y"},
      {"a b<a c+b", "a b", "c", "c: b>c", "a c"},
      {"", "", "head", "", ""},
  }));
  const RevisionGraph graph = mini_graph(row.graph);
  check_steps(row, upgrade_route(graph, words_of(row.rows), row.target));
}

TEST_CASE("downgrade routes and their version rows") {
  const Row row = GENERATE(values<Row>({
      {chain_graph, "c", "base", "c: c>b; b: b>a; a: -a", ""},
      {chain_graph, "d", "-1", "d: d>c", "c"},
      {chain_graph, "d", "-2", "d: d>c; c: c>b", "b"},
      {chain_graph, "d", "-4", "d: d>c; c: c>b; b: b>a; a: -a", ""},
      {chain_graph, "d", "b", "d: d>c; c: c>b", "b"},
      {chain_graph, "d", "current-1", "d: d>c", "c"},
      {chain_graph, "d", "head-1", "d: d>c", "c"},
      {chain_graph, "d", "base+1", "d: d>c; c: c>b; b: b>a", "a"},
      {chain_graph, "d", "d", "", "d"},
      {chain_graph, "d", "head", "", "d"},
      {chain_graph, "", "base", "", ""},
      {chain_graph, "d", "a@-1", "d: d>c", "c"},
      {fork_graph, "d1 d2", "b", "d2: d2>c2; d1: d1>c1; c2: -c2; c1: c1>b", "b"},
      {fork_graph, "d1 d2", "left@b", "d1: d1>c1; c1: -c1", "d2"},
      {fork_graph, "d1 d2", "left@-1", "d1: d1>c1", "c1 d2"},
      {fork_graph, "d1 d2", "left@-2", "d1: d1>c1; c1: -c1", "d2"},
      {fork_graph, "d1 d2", "d1-1", "d1: d1>c1", "c1 d2"},
      {fork_graph, "d1 d2", "left", "d1: d1>c1", "c1 d2"},
      {fork_graph, "d1 d2", "left@base", "d1: d1>c1; c1: -c1", "d2"},
      {fork_graph, "d1 d2", "d2@base", "d2: d2>c2; c2: -c2", "d1"},
      {fork_graph, "d1", "left@base", "d1: d1>c1; c1: c1>b; b: b>a; a: -a", ""},
      {fork_graph, "d1", "right@b", "", "d1"},
      {fork_graph, "d1", "right@base", "", "d1"},
      {fork_graph, "d1 d2", "base", "d2: d2>c2; d1: d1>c1; c2: -c2; c1: c1>b; b: b>a; a: -a", ""},
      {fork_graph, "d1 c2", "a@base", "d1: d1>c1; c2: -c2; c1: c1>b; b: b>a; a: -a", ""},
      {merge_graph, "m", "b1", "m: +b1 m>b2", "b1 b2"},
      {merge_graph, "z", "m", "z: z>m", "m"},
      {merge_graph, "z", "-1", "z: z>m", "m"},
      {merge_graph, "m", "x@a", "m: +b1 m>b2; b1: -b1", "b2"},
      {merge_graph, "m", "x@base", "m: +b1 m>b2; b1: -b1", "b2"},
      {merge_graph, "m", "x@-1", "m: +b1 m>b2", "b1 b2"},
      {merge_graph, "m", "a", "m: +b1 m>b2; b2: -b2; b1: b1>a", "a"},
      {merge_graph, "z", "base", "z: z>m; m: +b1 m>b2; b2: -b2; b1: b1>a; a: -a", ""},
      {depends_graph, "n3 a3", "acct@base", "n3: n3>n2; a3: a3>a2; a2: a2>a1; a1: -a1", "n2"},
      {depends_graph, "n3", "net@-1", "n3: +n2 n3>a2", "a2 n2"},
      {depends_graph, "n3", "-1", "n3: +n2 n3>a2", "a2 n2"},
      {depends_graph, "n3", "n2", "n3: +n2 n3>a2", "a2 n2"},
      {depends_graph, "n3", "-3", "n3: +n2 n3>a2; n2: n2>n1; n1: -n1", "a2"},
      {depends_graph, "n3", "net@base", "n3: +n2 n3>a2; n2: n2>n1; n1: -n1", "a2"},
      {depends_graph, "n3", "a2", "", "n3"},
      {depends_graph, "n3", "a1", "n3: +n2 n3>a2; a2: a2>a1", "a1 n2"},
      {depends_graph, "n3 a3", "a2", "a3: -a3", "n3"},
      {depends_graph, "a3 n3", "net@-1", "n3: n3>n2", "a3 n2"},
      {depends_graph, "n3 a3", "base",
       "n3: n3>n2; n2: n2>n1; n1: -n1; a3: a3>a2; a2: a2>a1; a1: -a1", ""},
      {effective_graph, "q2", "-2", "q2: +q1 q2>t2; q1: -q1", "t2"},
      {effective_graph, "q2", "q@base", "q2: +q1 q2>t2; q1: -q1", "t2"},
      {effective_graph, "q2", "t1", "q2: +q1 q2>t2; t2: t2>t1", "q1 t1"},
      {"p m<p+q q<p", "m", "-1", "m: m>q", "q"},
      {"a b<a c<b", "a c", "base", "c: c>b; b: -b; a: -a", ""},
      {"a b<a c<b", "a c", "-1", "c: c>b", "a b"},
      {"n1 n2<n1 n3<n2+d n4<n3+d d", "n4", "n3", "n4: n4>n3", "n3"},
  }));
  const RevisionGraph graph = mini_graph(row.graph);
  check_steps(row, downgrade_route(graph, words_of(row.rows), row.target));
}

TEST_CASE("an upgrade that goes nowhere is refused") {
  const ErrorRow row = GENERATE(values<ErrorRow>({
      {chain_graph, "d", "b",
       "DBT707 \"b\" is behind, the database is at \"d\"|dbtool downgrade b"},
      {chain_graph, "d", "-1", "DBT707|dbtool downgrade -1"},
      {chain_graph, "d", "base", "DBT707"},
      {chain_graph, "d", "head-1", "DBT707"},
      {fork_graph, "d1", "b", "DBT707"},
      {fork_graph, "d1 d2", "left",
       "DBT707 \"left\" is behind, the database is at \"d1\" and \"d2\""},
      {fork_graph, "d1", "left@base", "DBT707"},
      {merge_graph, "m", "b1", "DBT707"},
      {depends_graph, "n3", "a1", "DBT707"},
      {fork_graph, "", "head", "DBT702|dbtool merge d1 d2"},
      {fork_graph, "c1 c2", "+1", "DBT705|\"c1\" and \"c2\""},
      {fork_graph, "b", "+1", "DBT705"},
      {chain_graph, "c", "+2", "DBT704"},
      {chain_graph, "gone", "head", "DBT703|\"gone\""},
      {chain_graph, "gone", "b", "DBT703"},
      {chain_graph, "x y", "head", "\"x\"|\"y\""},
      {"", "a", "head", "DBT703"},
      {chain_graph, "", "nope", "DBT700"},
  }));
  INFO(row.target << " at " << row.rows << " on " << row.graph);
  const RevisionGraph graph = mini_graph(row.graph);
  try {
    const auto steps = upgrade_route(graph, words_of(row.rows), row.target);
    CHECK(text_of(steps) == "an error");
  } catch (const HistoryError& error) {
    check_error(dbtool::test::text_of(error), row.expected);
  }
}

TEST_CASE("a downgrade that goes nowhere or too wide is refused") {
  const ErrorRow row = GENERATE(values<ErrorRow>({
      {chain_graph, "b", "c",
       "DBT707 \"c\" is not applied, the database is at \"b\"|dbtool upgrade c"},
      {chain_graph, "b", "+1", "DBT707|dbtool upgrade +1"},
      {chain_graph, "", "a", "DBT707|the base"},
      {chain_graph, "b", "head", "DBT707"},
      {fork_graph, "d1", "c2", "DBT707"},
      {fork_graph, "d1 d2", "-1", "DBT705|\"d1\" and \"d2\"|d1@-1"},
      {fork_graph, "d1 d2", "left@a", "DBT709|another branch|dbtool downgrade c1@b"},
      {fork_graph, "d1 d2", "left@-3", "DBT709"},
      {fork_graph, "d1 d2", "d2@a", "DBT709|dbtool downgrade d2@b"},
      {merge_graph, "m", "-1", "DBT705|\"b1\" and \"b2\""},
      {merge_graph, "z", "-2", "DBT705"},
      {chain_graph, "b", "-3", "DBT704"},
      {chain_graph, "", "-1", "DBT704"},
      {chain_graph, "gone", "base", "DBT703"},
      {chain_graph, "gone", "-1", "DBT703"},
  }));
  INFO(row.target << " at " << row.rows << " on " << row.graph);
  const RevisionGraph graph = mini_graph(row.graph);
  try {
    const auto steps = downgrade_route(graph, words_of(row.rows), row.target);
    CHECK(text_of(steps) == "an error");
  } catch (const HistoryError& error) {
    check_error(dbtool::test::text_of(error), row.expected);
  }
}

TEST_CASE("stamping moves the rows in one step") {
  const Row row = GENERATE(values<Row>({
      {chain_graph, "", "head", "+d", "d"},
      {chain_graph, "d", "head", "", "d"},
      {chain_graph, "d", "a", "d>a", "a"},
      {chain_graph, "a", "c", "a>c", "c"},
      {chain_graph, "b", "base", "-b", ""},
      {chain_graph, "", "base", "", ""},
      {chain_graph, "b", "+1", "b>c", "c"},
      {chain_graph, "b", "-1", "b>a", "a"},
      {fork_graph, "d1 d2", "b", "-d1 d2>b", "b"},
      {fork_graph, "c1 c2", "left@head", "c1>d1", "c2 d1"},
      {fork_graph, "", "heads", "+d1 +d2", "d1 d2"},
      {fork_graph, "", "d1 d2", "+d1 +d2", "d1 d2"},
      {fork_graph, "d1", "c2", "+c2", "c2 d1"},
      {fork_graph, "d1 d2", "left@b", "-d1", "d2"},
      {fork_graph, "d1 d2", "left@base", "-d1", "d2"},
      {fork_graph, "d1", "left@b d2", "d1>d2", "d2"},
      {fork_graph, "d1", "left@base right@head", "d1>d2", "d2"},
      {fork_graph, "d1 d2", "base", "-d1 -d2", ""},
      {merge_graph, "z", "b1", "+b1 z>b2", "b1 b2"},
      {merge_graph, "z", "x@a", "z>b2", "b2"},
      {merge_graph, "b1", "head", "b1>z", "z"},
      {merge_graph, "b1 b2", "head", "-b1 b2>z", "z"},
      {depends_graph, "n3", "a2", "", "n3"},
      {depends_graph, "n3", "a1", "+a1 n3>n2", "a1 n2"},
      {depends_graph, "n3", "acct@head", "+a3", "a3 n3"},
      {depends_graph, "a1", "n3", "a1>n3", "n3"},
      {depends_graph, "a3", "n3", "+n3", "a3 n3"},
      {depends_graph, "", "a2 n3", "+n3", "n3"},
      {depends_graph, "n3 a3", "acct@base", "-a3 n3>n2", "n2"},
      {depends_graph, "a2 n3", "current", "-a2", "n3"},
      {effective_graph, "", "heads", "+q2", "q2"},
  }));
  INFO(row.target << " at " << row.rows << " on " << row.graph);
  const RevisionGraph graph = mini_graph(row.graph);
  const Rows rows = words_of(row.rows);
  const StampPlan plan = stamp_plan(graph, rows, words_of(row.target), false);
  CHECK(dbtool::test::text_of(plan.row_changes) == row.steps);
  CHECK(dbtool::test::text_of(plan.rows_after) == row.rows_after);
  CHECK(carried_out(rows, plan.row_changes) == plan.rows_after);
}

TEST_CASE("purging forgets every row first") {
  const RevisionGraph graph = mini_graph(fork_graph);
  const StampPlan plan = stamp_plan(graph, {"gone", "d1"}, {"left@head", "c2"}, true);
  CHECK(dbtool::test::text_of(plan.row_changes) == "-gone -d1 +c2 +d1");
  CHECK(dbtool::test::text_of(plan.rows_after) == "c2 d1");
  CHECK(stamp_plan(graph, {"gone"}, {"base"}, true).rows_after.empty());
}

TEST_CASE("stamps that contradict themselves or the rows are refused") {
  const ErrorRow row = GENERATE(values<ErrorRow>({
      {chain_graph, "", "a b", "DBT708 \"a\" contradicts"},
      {chain_graph, "", "b a", "DBT708"},
      {chain_graph, "", "base b", "DBT708"},
      {merge_graph, "", "b1 m", "DBT708"},
      {depends_graph, "", "a1 n3",
       "DBT708 \"a1\" contradicts another target, which stands on \"a2\""},
      {depends_graph, "", "acct@base n3", "DBT708"},
      {fork_graph, "d1 d2", "left@a", "DBT709"},
      {fork_graph, "", "head", "DBT702"},
      {chain_graph, "gone", "head", "DBT703|--purge"},
      {chain_graph, "", "nope", "DBT700"},
  }));
  INFO(row.target << " at " << row.rows << " on " << row.graph);
  try {
    stamp_plan(mini_graph(row.graph), words_of(row.rows), words_of(row.target), false);
    FAIL("accepted");
  } catch (const HistoryError& error) {
    check_error(dbtool::test::text_of(error), row.expected);
  }
}

TEST_CASE("rows that no file has, and what rows stand on") {
  const RevisionGraph graph = mini_graph(depends_graph);
  CHECK(unknown_rows(graph, {"n3", "gone"}) == Rows{"gone"});
  CHECK(applied_marks(graph, {"gone", "n3"}) == graph.ancestors({"n3"}));
}

TEST_CASE("every route up leads back down, whatever the graph") {
  unsigned state = 42;
  const auto next = [&](unsigned below) {
    state = state * 1664525U + 1013904223U;
    return (state >> 8U) % below;
  };
  for (int turn = 0; turn < 300; ++turn) {
    std::vector<Revision> revisions;
    for (unsigned i = 0; i < 12; ++i) {
      Revision revision{.id = "r" + std::to_string(10 + i)};
      for (unsigned p = next(3); i > 0 && p > 0; --p) {
        revision.parents.push_back("r" + std::to_string(10 + next(i)));
      }
      if (i > 0 && next(4) == 0) revision.depends_on = {"r" + std::to_string(10 + next(i))};
      revisions.push_back(std::move(revision));
    }
    const RevisionGraph graph(revisions);
    Rows rows;
    for (int move = 0; move < 6; ++move) {
      const std::string target = "r" + std::to_string(10 + next(12));
      const std::vector<bool> applied = applied_marks(graph, rows);
      const bool down = applied[graph.index_of(target)];
      const std::vector<Step> steps =
          down ? downgrade_route(graph, rows, target) : upgrade_route(graph, rows, target);
      for (const Step& step : steps) {
        rows = carried_out(rows, step.row_changes);
        Rows tips;
        for (const std::size_t tip : tips_of(graph, rows)) {
          tips.push_back(graph.revisions()[tip].id);
        }
        std::ranges::sort(tips);
        CHECK(rows == tips);
        CHECK(applied_marks(graph, rows)[graph.index_of(step.revision->id)] != down);
      }
      CHECK(applied_marks(graph, rows)[graph.index_of(target)]);
    }
    for (const Step& step : downgrade_route(graph, rows, "base")) {
      rows = carried_out(rows, step.row_changes);
    }
    CHECK(rows.empty());
  }
}

TEST_CASE("routes of 20,000 revisions stay linear") {
  std::vector<Revision> chain(20'000);
  for (std::size_t i = 0; i < chain.size(); ++i) {
    chain[i].id = "r" + std::to_string(i);
    if (i > 0) chain[i].parents = {"r" + std::to_string(i - 1)};
  }
  const RevisionGraph graph(std::move(chain));
  const std::vector<Step> up = upgrade_route(graph, {}, "head");
  CHECK(up.size() == 20'000);
  CHECK(up.back().rows_after == Rows{"r19999"});
  CHECK(downgrade_route(graph, {"r19999"}, "base").size() == 20'000);
  CHECK(downgrade_route(graph, {"r19999"}, "-19999").size() == 19'999);
}
