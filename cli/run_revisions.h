// Running revisions: what upgrade and downgrade share.
#pragma once

#include "cli/offline.h"
#include "cli/progress.h"
#include "core/revisions/revision.h"
#include "core/run/execute.h"
#include "core/support/error.h"

#include <optional>
#include <string>

namespace dbtool::cli {

class Session;

struct RunOptions : ScriptStart {
  std::string target = {};
  bool sql = false;
  bool dry_run = false;
  bool single_transaction = false;
  bool no_backup = false;
  bool verify = false;
  std::string tag = {};
  std::optional<std::string> confirm = {};
  std::string on_stale = "stop";
};

/// All but the target.
void declare_run(Arguments& arguments, RunOptions& options);
/// How it runs: --single-transaction, --verify, --no-backup, --confirm, --on-stale.
void declare_safety(Arguments& arguments, RunOptions& options);
ExitCode run_revisions(Session& session, Direction direction, const RunOptions& options);

/// Runs any steps: asked for under the lock, with confirmation, progress lines and report.
ExitCode run_route(Session& session, RunKind kind, const RunOptions& options,
                   const RouteSource& route, const BodySource& body);

}  // namespace dbtool::cli
