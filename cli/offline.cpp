#include "cli/offline.h"

#include "cli/planning.h"
#include "cli/session.h"
#include "core/run/prove.h"

namespace dbtool::cli {

void declare_offline(Arguments& arguments, OfflineOptions& options) {
  arguments.flag("--offline", options.offline, "Take what the scripts make; no database is needed")
      .option("--dialect", options.dialect, "sqlite|postgresql",
              "With --offline: the kind of database, when no URL says it");
}

void choose_offline(Session& session, const OfflineOptions& options) {
  if (options.offline) return session.work_offline(options.dialect);
  if (options.dialect)
    throw UsageError({.code = "DBT003",
                      .message = "--dialect is for --offline; else the URL says it",
                      .hint = "add --offline, or leave it out"});
}

void declare_script_start(Arguments& arguments, ScriptStart& start) {
  arguments.list("--from", start.from, "REV", "With --sql: start here; no database is asked")
      .option("--dialect", start.dialect, "sqlite|postgresql",
              "With --sql: for this kind of database, when no URL says it");
}

void choose_start(Session& session, const ScriptStart& start, bool prints_script) {
  if (!prints_script && (!start.from.empty() || start.dialect))
    throw UsageError({.code = "DBT003",
                      .message = std::string(start.from.empty() ? "--dialect" : "--from") +
                                 " is for --sql; else the database says it",
                      .hint = "add --sql, or leave it out"});
  if (!start.from.empty() || start.dialect) session.work_offline(start.dialect);
}

void refuse_two_starts(const std::string& range) {
  throw UsageError({.code = "DBT003",
                    .message = "\"" + range + "\" starts elsewhere than said before",
                    .hint = "say once where it starts: --from REV, for each branch, or one range"});
}

Schema replayed_schema(Session& session, const Scope& scope) {
  const Dialect& dialect = session.dialect();
  ScratchSource scratch = session.scratch();
  Schema schema = dialect.canonical({.schema = schema_of_scripts(session)}, {}, scratch);
  if (!scratch) return schema;
  scratch().reset();
  build(dialect, scratch().connection(), schema);
  Schema replayed = dialect.inspect(scratch().connection(), scope);
  scratch().reset();
  return replayed;
}

}  // namespace dbtool::cli
