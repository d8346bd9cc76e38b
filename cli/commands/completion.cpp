#include "cli/completion.h"

#include "cli/command.h"
#include "cli/session.h"

namespace dbtool::cli {
namespace {

struct Options {
  std::string shell = "bash";
};

void declare(Arguments& arguments, Options& options) {
  arguments.positional("bash|zsh|fish", options.shell, "For which shell (default: bash)")
      .example("eval \"$(dbtool completion bash)\"", "in ~/.bashrc");
}

ExitCode run(const Options& options, Session& session) {
  session.output().answer("script", completion_script(options.shell, all_commands()));
  return ExitCode::ok;
}

}  // namespace

Command completion() {
  return make_command("completion", "Print completions for a shell", "More", declare, run);
}

}  // namespace dbtool::cli
