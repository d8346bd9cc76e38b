#include "cli/end_holders.h"

#include "cli/session.h"
#include "core/support/text.h"

#include <algorithm>
#include <thread>
#include <utility>

namespace dbtool::cli {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr const char* still_held = "nothing was ended; the lock is still held";

/// A process is the affair of whoever runs it. Some locks tell no process: 0 or -1.
[[noreturn]] void refuse_processes(const std::vector<LockHolder>& holders) {
  Problem problem{.code = "DBT815",
                  .message = "the lock belongs to a process, which dbtool does not end",
                  .notes = {{"state", still_held}}};
  for (const LockHolder& holder : holders)
    problem.notes.push_back({"next", holder.process > 0
                                         ? "if it is meant: kill " + std::to_string(holder.process)
                                         : "see who has the file open: fuser -v FILE"});
  throw RefusedError(std::move(problem));
}

void require_yes(Session& session, std::size_t sessions) {
  if (session.options().yes) return;
  if (!session.can_ask())
    throw RefusedError(
        {.code = "DBT800",
         .message = "nobody is there to be asked whether to end what holds the lock",
         .notes = {{"state", still_held},
                   {"next", "if it is meant: dbtool locks --terminate-holder --yes"}}});
  const std::string what = sessions == 1 ? "this session" : "these sessions";
  if (session.ask(
          "? End " + what + " of " + session.database() + "? What was begun is rolled back. [y/n] ",
          "yn") == 'n')
    throw RefusedError({.code = "DBT800", .message = std::string("stopped; ") + still_held});
}

std::vector<LockHolder> holders_now(Session& session) {
  return session.dialect().lock_holders(session.url(), to_text(session.tables().version),
                                        [&]() -> Connection& { return session.connection(); });
}

bool has_process(const std::vector<LockHolder>& holders, const LockHolder& wanted) {
  return std::ranges::count(holders, wanted.process, &LockHolder::process) > 0;
}

/// Until none of those that were ended holds the lock; who holds it then.
std::vector<LockHolder> wait_for_end(Session& session, const std::vector<LockHolder>& ended) {
  constexpr milliseconds pause(20);
  const auto deadline = steady_clock::now() + session.config().timeouts.migration_lock;
  while (true) {
    session.interruption().check();
    std::vector<LockHolder> holders = holders_now(session);
    const auto stays = std::ranges::find_if(
        ended, [&](const LockHolder& holder) { return has_process(holders, holder); });
    if (stays == ended.end()) return holders;
    if (steady_clock::now() >= deadline)
      throw DatabaseError(
          {.code = "DBT817",
           .message = "the server was told to end " + describe(*stays) + ", which holds on",
           .notes = {{"next", "look again with: dbtool locks"}}},
          {}, ExitCode::busy);
    std::this_thread::sleep_for(pause);
  }
}

}  // namespace

void end_holders(Session& session, const std::vector<LockHolder>& holders) {
  const Dialect& dialect = session.dialect();
  if (!dialect.traits().ends_holders) refuse_processes(holders);
  require_yes(session, holders.size());
  Value::List ended;
  for (const LockHolder& holder : holders) {
    dialect.end_holder(session.connection(), to_text(session.tables().version), holder);
    ended.emplace_back(holder.process);
  }
  const std::vector<LockHolder> next = wait_for_end(session, holders);
  Output& output = session.output();
  output.report("ended", std::move(ended));
  output.line("Ended " + count_of(holders.size(), "session") + "; the migration lock of " +
              session.database() +
              (next.empty() ? " is free" : " is held by " + describe(next.front()) + " now"));
}

}  // namespace dbtool::cli
