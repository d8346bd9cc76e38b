// Offline: commands that take what the scripts make for the database, so that none is needed.
#pragma once

#include "cli/arguments.h"
#include "core/dialect/dialect.h"

#include <optional>
#include <string>
#include <vector>

namespace dbtool::cli {

class Session;

struct OfflineOptions {
  bool offline = false;
  std::optional<std::string> dialect = {};
};

/// --offline, --dialect.
void declare_offline(Arguments& arguments, OfflineOptions& options);
/// Makes the session work offline when it is asked for. Throws UsageError (DBT003) for a dialect
/// without --offline.
void choose_offline(Session& session, const OfflineOptions& options);

/// Where a script printed with --sql starts when no database is asked.
struct ScriptStart {
  std::vector<std::string> from = {};  ///< empty: not told
  std::optional<std::string> dialect = {};
};
/// --from, --dialect.
void declare_script_start(Arguments& arguments, ScriptStart& start);
/// Throws UsageError (DBT003): --from and a range, or two ranges, say where a script starts.
[[noreturn]] void refuse_two_starts(const std::string& range);
/// With --dialect no database is connected to. Throws UsageError (DBT003) where no script is
/// printed.
void choose_start(Session& session, const ScriptStart& start, bool prints_script);

/// What the scripts make, as a database would report it as far as one can be asked: a scratch
/// database in memory, or that of scratch_url. Throws UsageError (DBT306) with every step that
/// cannot be followed.
Schema replayed_schema(Session& session, const Scope& scope);

}  // namespace dbtool::cli
