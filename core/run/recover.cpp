#include "core/run/recover.h"

#include "core/run/retry.h"

#include <algorithm>
#include <chrono>

namespace dbtool {
namespace {

/// As long as a server takes to come back from a crash.
constexpr auto patience_with_server = std::chrono::seconds(10);
constexpr auto longest_pause_between = std::chrono::milliseconds(1000);

void look(Run& run, Scene& scene, Connection& connection) {
  if (scene.in_doubt && !scene.in_doubt->id.empty())
    run.dialect.was_committed(connection, scene.in_doubt->id);
  const std::string& flush = run.dialect.traits().commits.flush;
  if (!flush.empty()) connection.execute(flush);
  const State found = read_state(connection, run.dialect, run.settings.tables);
  const auto has = [&](const State& wanted) {
    return has_recorded(connection, run.settings.tables, found, wanted, run.identity.run);
  };
  const auto lost = std::ranges::find_if(
      run.unsettled, [&](const Outcome& outcome) { return !has(outcome.state); });
  scene.lost = static_cast<std::size_t>(run.unsettled.end() - lost);
  run.unsettled.erase(lost, run.unsettled.end());
  report_done(run);
  if (scene.is_settling && scene.lost == 0) {
    scene.is_applied = true;
    run.replacement = &connection;
  }
  if (!scene.in_doubt) return;
  State after = run.state;
  if (run.settings.tables.log) ++after.seq;
  after.rows = scene.step.rows_after;
  std::ranges::sort(after.rows);
  if (scene.steps_in_doubt == 0)
    scene.is_applied = has(after);
  else if (has(after))
    scene.steps_recorded = scene.steps_in_doubt;
  scene.in_doubt.reset();
  run.replacement = &connection;
}

}  // namespace

// A server that restarts, or a network that comes back, takes a moment.
Connection* open_session(const RunSettings& settings, const RunEvents& events) {
  if (!settings.reconnect) return nullptr;
  const auto end = std::chrono::steady_clock::now() + patience_with_server;
  std::chrono::milliseconds next(100);
  while (!is_interrupted(events)) {
    try {
      return &settings.reconnect();
    } catch (const Error&) {
      if (std::chrono::steady_clock::now() >= end) return nullptr;
      pause(next, events);
      next = std::min(next * 2, longest_pause_between);
    }
  }
  return nullptr;
}

bool has_recorded(Connection& connection, const StateTables& tables, const State& found,
                  const State& wanted, const std::string& run) {
  if (!tables.log) return found.rows == wanted.rows;
  return found.seq >= wanted.seq &&
         query_value(connection, "SELECT run FROM " + quoted(*tables.log) +
                                     " WHERE seq = " + std::to_string(wanted.seq)) == run;
}

void recover(Run& run, Scene& scene) {
  Connection* connection = open_session(run.settings, run.events);
  if (connection == nullptr) {
    scene.unknown = run.unsettled.size();
    return;
  }
  try {
    look(run, scene, *connection);
  } catch (const Error&) {
    scene.unknown = run.unsettled.size();
  }
}

}  // namespace dbtool
