#include "cli/log_facts.h"

#include "cli/session.h"
#include "core/revisions/included_files.h"
#include "core/revisions/script_meaning.h"

namespace dbtool::cli {

std::map<std::string, LogEntry> last_entries(Session& session) {
  std::map<std::string, LogEntry> last;
  if (!session.tables().log) return last;
  for (LogEntry& entry : read_log(session.connection(), session.dialect(), session.tables())) {
    if (entry.status != "done") continue;
    if (entry.direction == "downgrade")
      last.erase(entry.revision);
    else
      last[entry.revision] = std::move(entry);
  }
  return last;
}

bool is_edited(const Revision& revision, const LogEntry& entry) {
  return entry.direction == "upgrade" && !entry.checksum.empty() &&
         entry.checksum != script_checksum(read_script(revision.file));
}

}  // namespace dbtool::cli
