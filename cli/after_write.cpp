#include "cli/after_write.h"

#include "cli/session.h"
#include "core/project/program.h"
#include "core/revisions/revision_body.h"
#include "core/revisions/revision_header.h"
#include "core/support/file.h"
#include "core/support/text.h"

namespace dbtool::cli {
namespace {

std::vector<std::string> command_for(const std::vector<std::string>& words,
                                     const std::filesystem::path& script) {
  std::vector<std::string> command;
  const std::string path = std::filesystem::absolute(script).lexically_normal().string();
  for (const std::string& word : words) command.push_back(replace_all(word, "{path}", path));
  return command;
}

ProgramEnd end_of(const std::vector<std::string>& command, const std::filesystem::path& folder,
                  const std::string& script) {
  try {
    return run_program(command, folder);
  } catch (UsageError& error) {
    error.add_note({"state", script + " is written and stays"});
    throw;
  }
}

void run_one(const std::vector<std::string>& command, const std::filesystem::path& folder,
             const std::string& script) {
  const ProgramEnd end = end_of(command, folder, script);
  if (end.status == 0) return;
  Problem problem{.code = "DBT117",
                  .message = "a program of after_write failed: exit " + std::to_string(end.status),
                  .notes = {{"command", join(command, " ")}}};
  add_output(problem, end.output);
  problem.notes.push_back({"state", script + " is written and stays"});
  throw UsageError(std::move(problem));
}

// A formatter may have written something else than a script.
void require_revision(const std::filesystem::path& script) {
  std::vector<Problem> problems;
  const Revision revision = read_header(script, problems, display_path(script));
  if (!problems.empty()) throw UsageError(std::move(problems));
  parse_body(read_file(script), revision.file, "");
}

}  // namespace

void run_after_write(Session& session, const std::filesystem::path& script) {
  const Config& config = session.config();
  if (config.after_write.empty()) return;
  for (const auto& words : config.after_write)
    run_one(command_for(words, script), config.folder, display_path(script));
  require_revision(script);
}

}  // namespace dbtool::cli
