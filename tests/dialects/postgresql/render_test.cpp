#include "dialects/postgresql/render.h"

#include "core/support/error.h"
#include "tests/support/catch.h"

#include <string>

namespace dbtool::postgres {
namespace {

/// The code of the problem with a step of raw SQL; empty when it may run.
std::string code_of(const std::string& text) {
  const std::vector<Operation> steps = {{.what = RunSql{.by_dialect = {{"any", text}}}}};
  try {
    render(steps, [](const Name&) { return std::nullopt; });
    return "";
  } catch (const UsageError& error) {
    return error.problems().front().code;
  }
}

}  // namespace

TEST_CASE("render: rows that would come behind a statement are refused") {
  for (const char* text : {"COPY t FROM STDIN", "copy t (a, b) from stdin with (format csv)",
                           "SELECT 1; /* rows */ COPY public.t FROM stdin;\n1\n\\."})
    CHECK(code_of(text) == "DBT639");
  for (const char* text : {"COPY t FROM '/stdin'", "COPY (SELECT x FROM stdin) TO STDOUT",
                           "COPY t TO STDOUT", "SELECT copy FROM stdin"})
    CHECK(code_of(text).empty());
}

}  // namespace dbtool::postgres
