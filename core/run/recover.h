// Recovery: what became of a run whose session broke, asked over a new one.
#pragma once

#include "core/run/failure.h"
#include "core/run/run.h"

namespace dbtool {

/// Reports what the database has of the run's work, and fills the scene: whether the revision is
/// applied whose COMMIT was not answered, and how many before it are not. A session that cannot be
/// had leaves both open.
void recover(Run& run, Scene& scene);

}  // namespace dbtool
