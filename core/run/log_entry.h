// Log entries: who ran what, as the log keeps it.
#pragma once

#include "core/revisions/revision.h"
#include "core/revisions/route.h"
#include "core/run/state.h"

#include <string>

namespace dbtool {

/// One run of the program: user, host and a number of its own.
struct RunIdentity {
  std::string user = {};
  std::string host = {};
  std::string run = {};  ///< a random UUID
};
RunIdentity this_run();

std::string to_text(Direction direction);

/// The entry of one step, with what the text of its revision says. `seq`, status and times are left
/// to the caller. A body that was not read from a file has no checksum.
LogEntry entry_of(const Step& step, const RevisionBody& body, const RunIdentity& identity,
                  const std::string& tool_version);

/// A revision file as the log keeps it: its downgrade part, as written, and all else.
struct ScriptParts {
  std::string upgrade = {};
  std::string downgrade = {};
  bool operator==(const ScriptParts&) const = default;
};
ScriptParts script_parts(const std::string& text, bool is_sql);

}  // namespace dbtool
