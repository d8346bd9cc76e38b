#include "core/run/run_failure.h"

#include "core/run/recover.h"

#include <algorithm>
#include <iterator>
#include <vector>

namespace dbtool {
namespace {

/// What came before a failure stays. Revisions that could not be kept are counted in the scene, and
/// those that were committed and may not have reached the disk.
Scene settled_scene(Run& run, Scene scene) {
  const std::size_t waiting = run.unsettled.size();
  try {
    settle(run);
  } catch (const Error&) {
    // The error that led here is the one to tell.
    (run.unsettled.empty() ? scene.lost : scene.unknown) = waiting;
  }
  return scene;
}

bool is_overtaken(const Run& run, const Error& error, const Scene& scene) {
  return is_stale(error) && scene.in_transaction &&
         read_state(run.connection, run.dialect, run.settings.tables).seq > run.state.seq;
}

bool broke_all(const Run& run, const Scene& scene) {
  return run.shared.is_gone() && !run.unsettled.empty() && !scene.is_interrupted;
}

/// What the failed statement was for: its step, or all steps of the table that it makes anew; when
/// COMMIT was refused, all.
std::vector<Operation> suspects(const Scene& scene) {
  if (!scene.statement) return scene.operations;
  std::vector<Operation> found;
  for (const Operation& operation : scene.operations)
    if (operation.where == scene.statement->where) found.push_back(operation);
  if (found.empty() || !scene.statement->rebuilds) return found;
  const Name table = subject(found.front());
  found.clear();
  std::ranges::copy_if(scene.operations, std::back_inserter(found),
                       [&](const Operation& each) { return subject(each) == table; });
  return found;
}

[[noreturn]] void throw_settled(Run& run, const DatabaseError& error, const Scene& scene) {
  Scene settled = settled_scene(run, scene);
  if (is_violation(error))
    settled.offence = find_offence(run.connection, run.dialect, suspects(settled));
  throw_failure(error, settled);
}

}  // namespace

Ending attempt(Run& run, const std::function<void()>& work, const std::function<Scene()>& scene) {
  try {
    work();
    return Ending::done;
  } catch (const DatabaseError& error) {
    if (broke_all(run, scene())) return Ending::broke_all;
    if (!error.details().connection_lost) throw_settled(run, error, scene());
    Scene broken = scene();
    recover(run, broken);
    if (broken.is_applied) return Ending::broke_off;
    throw_failure(error, broken);
  } catch (Error& error) {
    if (is_overtaken(run, error, scene())) return Ending::overtaken;
    explain(error, settled_scene(run, scene()));
    throw;
  }
}

Ending settle_told(Run& run) {
  if (run.unsettled.empty()) {
    settle(run);
    return Ending::done;
  }
  const Step last = run.unsettled.back().step;
  const std::size_t waiting = run.unsettled.size();
  const auto scene = [&] {
    return Scene{.settings = run.settings,
                 .report = run.report,
                 .step = last,
                 .lost = run.unsettled.empty() ? waiting : 0,
                 .is_settling = true};
  };
  return attempt(
      run, [&] { settle(run); }, scene);
}

}  // namespace dbtool
