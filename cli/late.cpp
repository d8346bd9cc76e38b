#include "cli/late.h"

#include "cli/revision_list.h"
#include "cli/session.h"
#include "core/revisions/late.h"
#include "core/support/text.h"

namespace dbtool::cli {

void warn_of_late(Session& session, const Rows& rows, const std::vector<Step>& steps) {
  const RevisionGraph& graph = session.graph();
  const std::vector<bool> late = late_marks(graph, rows);
  std::vector<std::string> names;
  for (const Step& step : steps)
    if (late[graph.index_of(step.revision->id)])
      names.push_back(step.revision->id + "  " + first_line(step.revision->message));
  if (names.empty()) return;
  session.output().warn(
      {.code = "DBT728",
       .message = count_of(names.size(), "revision") + " of this route " +
                  (names.size() == 1 ? "does" : "do") + " not stand on " + rows_text(rows) +
                  ", which is applied",
       .notes = {{"late", join(names, "\n")},
                 {"cause", "merged after " + session.database() +
                               " went on without; it runs where the route has it"}},
       .severity = Severity::warning});
}

}  // namespace dbtool::cli
