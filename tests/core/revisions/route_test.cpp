#include "core/revisions/route.h"

#include "core/support/file.h"
#include "tests/core/revisions/mini_graph.h"
#include "tests/support/catch.h"

#include <map>

using namespace dbtool;
using namespace dbtool::test;

namespace {

/// A line of routes.txt.
struct Row {
  std::string graph;
  std::string rows;
  std::string command;
  std::string steps;
  std::string rows_after;
};

constexpr const char* fork_graph = "a b<a c1<b#left c2<b#right d1<c1 d2<c2";
constexpr const char* depends_graph = "a1#acct a2<a1 a3<a2 n1#net n2<n1 n3<n2+a2";

std::vector<Row> read_rows() {
  std::map<std::string, std::string> graphs;
  std::vector<Row> rows;
  for (const std::string& line :
       split(read_file(DBTOOL_SOURCE_DIR "/tests/core/revisions/routes.txt"), '\n')) {
    if (line.empty() || line[0] == '#') continue;
    std::vector<std::string> cells = split(line, '|');
    for (std::string& cell : cells) cell = trim(cell);
    if (cells.size() == 1) {
      const std::size_t colon = line.find(':');
      graphs[line.substr(0, colon)] = trim(line.substr(colon + 1));
      continue;
    }
    cells.resize(5);
    const auto named = graphs.find(cells[0]);
    rows.push_back(
        {named == graphs.end() ? cells[0] : named->second, cells[1], cells[2], cells[3], cells[4]});
  }
  return rows;
}

std::string text_of(const std::vector<Step>& steps) {
  std::vector<std::string> words;
  for (const Step& step : steps) {
    words.push_back(step.revision->id + ": " + dbtool::test::text_of(step.row_changes));
  }
  return join(words, "; ");
}

void check_error(const std::string& error, const std::string& expected) {
  for (const std::string& part : words_of(expected, '&')) CHECK_THAT(error, contains(part));
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
  CHECK(text_of(steps) == row.steps);
  Rows rows = words_of(row.rows);
  for (const Step& step : steps) {
    rows = carried_out(rows, step.row_changes);
    CHECK(step.rows_after == rows);
  }
  std::ranges::sort(rows);
  CHECK(dbtool::test::text_of(rows) == row.rows_after);
}

void check_stamp(const Row& row, const std::vector<std::string>& targets) {
  const Rows rows = words_of(row.rows);
  const StampPlan plan = stamp_plan(mini_graph(row.graph), rows, targets, false);
  CHECK(dbtool::test::text_of(plan.row_changes) == row.steps);
  CHECK(dbtool::test::text_of(plan.rows_after) == row.rows_after);
  CHECK(carried_out(rows, plan.row_changes) == plan.rows_after);
}

void check_row(const Row& row) {
  const RevisionGraph graph = mini_graph(row.graph);
  std::vector<std::string> words = words_of(row.command);
  const std::string command = words.front();
  words.erase(words.begin());
  const Rows rows = words_of(row.rows);
  if (command == "stamp") return check_stamp(row, words);
  REQUIRE(words.size() == 1);
  if (command == "upgrade") return check_steps(row, upgrade_route(graph, rows, words.front()));
  if (command == "downgrade") return check_steps(row, downgrade_route(graph, rows, words.front()));
  REQUIRE(command == "redo");
  check_steps(row, redo_route(graph, rows, words.front()));
}

}  // namespace

TEST_CASE("routes and their version rows are as written down") {
  const std::vector<Row> rows = read_rows();
  CHECK(rows.size() >= 200);
  for (const Row& row : rows) {
    INFO(row.command << " at " << row.rows << " on " << row.graph);
    if (!row.steps.starts_with("! ")) {
      check_row(row);
      continue;
    }
    try {
      check_row(row);
      CHECK(row.steps == "no error");
    } catch (const HistoryError& error) {
      check_error(dbtool::test::text_of(error), row.steps.substr(2));
    }
  }
}

TEST_CASE("a row from before a squash is known when it is the end of it") {
  std::vector<Revision> revisions;
  revisions.push_back({.id = "s", .replaces = {"a", "b", "c"}});
  revisions.push_back({.id = "d", .parents = {"c"}});
  const RevisionGraph graph(std::move(revisions));
  check_steps({"", "c", "", "d: c>d", "d"}, upgrade_route(graph, {"c"}, "head"));
  check_steps({"", "c", "", "s: -c", ""}, downgrade_route(graph, {"c"}, "base"));
  check_steps({"", "d", "", "d: d>s", "s"}, downgrade_route(graph, {"d"}, "c"));
  CHECK(upgrade_route(graph, {"c"}, "s").empty());
  CHECK(dbtool::test::text_of(stamp_plan(graph, {"c"}, {"s"}, false).row_changes) == "c>s");
  CHECK_THROWS_WITH(upgrade_route(graph, {"b"}, "head"),
                    "the database is at revision \"b\", in the middle of what was squashed into s");
  CHECK(unknown_rows(graph, {"a", "c", "d", "x"}) == Rows{"a", "x"});
  CHECK(current_names(graph, {"c", "x"}) == Rows{"s", "x"});
}

TEST_CASE("purging forgets every row first") {
  const RevisionGraph graph = mini_graph(fork_graph);
  const StampPlan plan = stamp_plan(graph, {"gone", "d1"}, {"left@head", "c2"}, true);
  CHECK(dbtool::test::text_of(plan.row_changes) == "-gone -d1 +c2 +d1");
  CHECK(dbtool::test::text_of(plan.rows_after) == "c2 d1");
  CHECK(stamp_plan(graph, {"gone"}, {"base"}, true).rows_after.empty());
}

TEST_CASE("rows that no file has, and what rows stand on") {
  const RevisionGraph graph = mini_graph(depends_graph);
  CHECK(unknown_rows(graph, {"n3", "gone"}) == Rows{"gone"});
  CHECK(applied_marks(graph, {"gone", "n3"}) == graph.ancestors({"n3"}));
}

TEST_CASE("rows that a later row implies by its line, but not by what it depends on") {
  const RevisionGraph graph = mini_graph(fork_graph);
  CHECK(implied_rows(graph, {"a", "c1", "d2"}) == Rows{"a"});
  CHECK(implied_rows(graph, {"c1", "d1", "gone"}) == Rows{"c1"});
  CHECK(implied_rows(graph, {"d1", "d2"}).empty());
  CHECK(implied_rows(mini_graph(depends_graph), {"a2", "n3"}).empty());
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
