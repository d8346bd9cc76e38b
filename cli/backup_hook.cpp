#include "cli/backup_hook.h"

#include "cli/safety.h"
#include "cli/session.h"
#include "core/project/program.h"
#include "core/support/text.h"

#include <chrono>
#include <thread>

namespace dbtool::cli {
namespace {

bool is_required(Session& session, const std::vector<Step>& steps, const BodySource& body) {
  const BackupHook& hook = session.config().backup;
  if (hook.command.empty() || steps.empty()) return false;
  return hook.before_all || !destructive_steps(session, steps, body).empty();
}

std::map<std::string, std::string> variables_of(Session& session) {
  auto variables = session.dialect().client_variables(session.url());
  variables["DATABASE_URL"] = session.config().url;
  return variables;
}

[[noreturn]] void refuse(const std::string& message, const std::vector<std::string>& command,
                         const std::string& output) {
  Problem problem{.code = "DBT818", .message = message, .notes = {{"command", join(command, " ")}}};
  add_output(problem, output);
  problem.notes.push_back({"state", "nothing was done"});
  problem.notes.push_back({"next", "mend the backup, or run with --no-backup"});
  throw RefusedError(std::move(problem));
}

}  // namespace

bool run_backup_hook(Session& session, const std::vector<Step>& steps, const BodySource& body) {
  if (!is_required(session, steps, body)) return false;
  const std::vector<std::string>& command = session.config().backup.command;
  session.output().note("  backup: " + join(command, " "));
  Interruption& interruption = session.interruption();
  ProgramEnd end;
  try {
    end = run_program(command, session.config().folder,
                      {.variables = variables_of(session),
                       .interrupted = [&] { return interruption.requested(); }});
  } catch (const UsageError& error) {
    refuse(error.problems().front().message, command, "");
  }
  // A signal from the keyboard goes to both, and the program may end of it before we know.
  if (end.status != 0) std::this_thread::sleep_for(std::chrono::milliseconds(100));
  interruption.check();
  if (end.status != 0)
    refuse("the backup failed: exit " + std::to_string(end.status), command, end.output);
  return true;
}

}  // namespace dbtool::cli
