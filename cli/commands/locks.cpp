#include "cli/command.h"
#include "cli/end_holders.h"
#include "cli/session.h"
#include "core/support/text.h"

namespace dbtool::cli {
namespace {

struct Options {
  bool terminate_holder = false;
};

void declare(Arguments& arguments, Options& options) {
  arguments
      .flag("--terminate-holder", options.terminate_holder, "End the session that holds it; asks")
      .example("dbtool locks", "who keeps an upgrade waiting")
      .example("dbtool locks --terminate-holder", "end a run that hangs");
}

Value value_of(const LockHolder& holder) {
  Value::Map map;
  put(map, "process", holder.process);
  put(map, "program", holder.program);
  put(map, "user", holder.user);
  put(map, "host", holder.host);
  put(map, "connected_seconds", std::int64_t{holder.connected.count()});
  put(map, "state", holder.state);
  put(map, "statement", holder.statement);
  return map;
}

ExitCode run(const Options& options, Session& session) {
  const auto holders =
      session.dialect().lock_holders(session.url(), to_text(session.tables().version),
                                     [&]() -> Connection& { return session.connection(); });
  Output& output = session.output();
  Value::List values;
  for (const LockHolder& holder : holders) {
    values.push_back(value_of(holder));
    output.line(describe(holder));
    if (!holder.statement.empty())
      output.line("  " + (holder.state.empty() ? "" : holder.state + ": ") +
                  replace_all(holder.statement, "\n", "\n  "));
  }
  output.report("holders", std::move(values));
  if (holders.empty()) output.line("Nobody holds the migration lock of " + session.database());
  if (options.terminate_holder && !holders.empty()) end_holders(session, holders);
  return ExitCode::ok;
}

}  // namespace

Command locks() {
  return make_command("locks", "Show who holds the migration lock", "Ask", declare, run);
}

}  // namespace dbtool::cli
