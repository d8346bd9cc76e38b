// Running revisions: what upgrade and downgrade share.
#pragma once

#include "cli/arguments.h"
#include "core/revisions/revision.h"
#include "core/support/error.h"

#include <optional>
#include <string>

namespace dbtool::cli {

class Session;

struct RunOptions {
  std::string target = {};
  bool sql = false;
  bool dry_run = false;
  bool single_transaction = false;
  std::string tag = {};
  std::optional<std::string> confirm = {};
};

/// All but the target.
void declare_run(Arguments& arguments, RunOptions& options);
ExitCode run_revisions(Session& session, Direction direction, const RunOptions& options);

}  // namespace dbtool::cli
