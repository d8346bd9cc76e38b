// What becomes of a run when one of its revisions fails.
#pragma once

#include "core/run/failure.h"
#include "core/run/run.h"

#include <functional>
#include <vector>

namespace dbtool {

enum class Ending {
  done,
  overtaken,  ///< another run has recorded something first, and nothing of this one is unrecorded
  broke_all,  ///< it took back the revisions it shared a transaction with
  broke_off,  ///< done, but the session broke: the run goes on in its replacement
};
/// Calls `work`. When it fails what came before is settled, and the error is thrown with the scene
/// of the revision that was running.
Ending attempt(Run& run, const std::function<void()>& work, const std::function<Scene()>& scene);
/// settle() with its failures told: done, or broke_off.
Ending settle_told(Run& run);

}  // namespace dbtool
