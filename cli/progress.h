// Progress: the lines of an upgrade or downgrade while it runs.
#pragma once

#include "core/run/execute.h"

#include <chrono>
#include <string>
#include <vector>

namespace dbtool::cli {

class Session;

/// What a run is called in its lines.
enum class RunKind { upgrade, downgrade, redo };

/// Made before the run; a revision that was started and not finished is shown as failed.
class Progress {
 public:
  Progress(Session& session, RunKind kind);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// Database, from where to where, how many.
  void begin(const Rows& rows, const std::vector<Step>& steps);
  RunEvents events();
  /// The answer: what was done and where the database is now.
  void end(const RunReport& report);

 private:
  void started(const Step& step, std::size_t number, std::size_t total);
  void statement(const Statement& statement);
  void finished(const Step& step, std::size_t statements, std::chrono::milliseconds time);
  static std::string title(const Revision& revision, std::size_t width);
  std::string at(const Rows& rows) const;

  Session& session_;
  RunKind kind_;
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  const Revision* running_ = nullptr;
  Direction running_direction_ = Direction::upgrade;
  std::size_t message_width_ = 0;
  std::size_t statements_ = 0;
};

}  // namespace dbtool::cli
