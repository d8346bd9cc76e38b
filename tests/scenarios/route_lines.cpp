// Reads lines `graph | rows | command` and prints the version rows after the command, or `! error`:
// what random_graphs_test.py holds against Alembic.
#include "core/revisions/route.h"
#include "tests/core/revisions/mini_graph.h"

#include <iostream>
#include <string>

using namespace dbtool;
using namespace dbtool::test;

namespace {

Rows rows_after(const RevisionGraph& graph, const Rows& rows, const std::string& command) {
  const std::string target = command.substr(command.find(' ') + 1);
  const auto steps = command.starts_with("upgrade ") ? upgrade_route(graph, rows, target)
                                                     : downgrade_route(graph, rows, target);
  return steps.empty() ? rows : steps.back().rows_after;
}

}  // namespace

int main() {
  for (std::string line; std::getline(std::cin, line);) {
    const auto cells = split(line, '|');
    try {
      Rows rows = rows_after(mini_graph(cells[0]), words_of(cells[1]), std::string(trim(cells[2])));
      std::ranges::sort(rows);
      std::cout << join(rows, " ") << std::endl;
    } catch (const Error& error) {
      std::cout << "! " << error.problems().front().code << " " << error.what() << std::endl;
    }
  }
}
