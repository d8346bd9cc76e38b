#include "cli/log_facts.h"

#include "cli/session.h"
#include "core/run/log_table.h"

namespace dbtool::cli {

std::map<std::string, LogEntry> last_entries(Session& session) {
  std::map<std::string, LogEntry> last;
  if (!session.tables().log) return last;
  for (LogEntry& entry : read_log(session.connection(), session.dialect(), session.tables())) {
    if (entry.status != "done" || entry.direction == "repair") continue;
    if (entry.direction == "downgrade")
      last.erase(entry.revision);
    else
      last[entry.revision] = std::move(entry);
  }
  return last;
}

}  // namespace dbtool::cli
