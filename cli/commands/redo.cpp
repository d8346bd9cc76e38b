#include "cli/command.h"
#include "cli/planning.h"
#include "cli/run_revisions.h"
#include "cli/session.h"
#include "cli/unknown_rows.h"
#include "core/support/text.h"

#include <optional>

namespace dbtool::cli {
namespace {

struct Options : RunOptions {
  Options() { target = "-1"; }
};

void declare(Arguments& arguments, Options& options) {
  arguments.positional("revision", options.target, "Id, prefix, label or -N (default: -1)");
  arguments.flag("--sql", options.sql, "Print the SQL and change nothing")
      .flag("-n,--dry-run", options.dry_run, "Show what would run, and try it in vain");
  declare_safety(arguments, options);
  arguments.option("--tag", options.tag, "TEXT", "A comment at the top of --sql");
  declare_script_start(arguments, options);
  arguments.example("dbtool redo", "take the last revision back and apply it again")
      .example("dbtool redo -2", "the last two")
      .example("dbtool redo 9b1d", "this one and all that came after it")
      .example("dbtool redo --dry-run", "only show it");
}

/// The way back and forth is decided once: asked again, only what is left of it remains.
class Redo {
 public:
  Redo(Session& session, std::string target) : session_(session), target_(std::move(target)) {}

  std::vector<Step> route(const State& state) {
    refuse_unsound_rows(session_, state);
    if (steps_.empty() || state.rows == rows_before_) {
      rows_before_ = state.rows;
      return steps_ = redo_route(session_.graph(), state.rows, target_);
    }
    for (std::size_t i = 0; i < steps_.size(); ++i)
      if (steps_[i].rows_after == state.rows)
        return {steps_.begin() + static_cast<std::ptrdiff_t>(i) + 1, steps_.end()};
    throw_stale(join(rows_before_, ", "), join(state.rows, ", "));
  }

 private:
  Session& session_;
  std::string target_;
  Rows rows_before_;
  std::vector<Step> steps_;
};

ExitCode print_sql(const Options& options, Session& session) {
  const Route route = [&](const Rows& rows) {
    return redo_route(session.graph(), rows, options.target);
  };
  print_script(session,
               options.from.empty() ? plan_from_database(session, route)
                                    : plan_offline(session, state_at(session, options.from), route),
               options.tag);
  return ExitCode::ok;
}

ExitCode run(const Options& options, Session& session) {
  choose_start(session, options, options.sql);
  session.graph();
  if (options.sql) return print_sql(options, session);
  Redo redo(session, options.target);
  auto body = [&](const Revision& revision) { return session.body(revision); };
  return run_route(
      session, RunKind::redo, options, [&](const State& state) { return redo.route(state); }, body);
}

}  // namespace

Command redo() {
  return make_command("redo", "Take revisions back and apply them again", "More", declare, run);
}

}  // namespace dbtool::cli
