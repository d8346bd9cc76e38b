#include "core/revisions/late.h"

#include "core/support/text.h"
#include "tests/support/catch.h"

namespace dbtool {
namespace {

Revision revision(const std::string& id, std::vector<std::string> parents,
                  std::vector<std::string> depends_on = {}) {
  return {.id = id, .parents = std::move(parents), .depends_on = std::move(depends_on)};
}

/// a – b – m – n, a – c – m; z – m; x – y, y stands beside and needs b.
RevisionGraph graph() {
  return RevisionGraph({revision("a", {}), revision("b", {"a"}), revision("c", {"a"}),
                        revision("z", {}), revision("m", {"b", "c", "z"}), revision("n", {"m"}),
                        revision("x", {}), revision("y", {"x"}, {"b"})});
}

struct Case {
  Rows rows;
  std::string late;
};

}  // namespace

TEST_CASE("late revisions: those beside what is applied, and those that join it from elsewhere") {
  const Case c = GENERATE(values<Case>({
      {{}, ""},
      {{"a"}, "z"},  // b and c are next
      {{"b"}, "c z"},
      {{"c"}, "b z"},
      {{"b", "c"}, "z"},
      {{"b", "c", "z"}, ""},
      {{"n"}, ""},
      {{"x"}, ""},
      {{"y"}, "c z"},  // b is applied with it
  }));
  CAPTURE(c.rows);
  const RevisionGraph history = graph();
  const std::vector<bool> marks = late_marks(history, c.rows);
  std::vector<std::string> late;
  for (const std::string id : {"a", "b", "c", "m", "n", "x", "y", "z"})
    if (marks[history.index_of(id)]) late.push_back(id);
  CHECK(join(late, " ") == c.late);
}

}  // namespace dbtool
