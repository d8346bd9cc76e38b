// After write: the user's programs that run on every script that was written.
#pragma once

#include <filesystem>

namespace dbtool::cli {

class Session;

/// Runs `after_write:` of the settings on a script. Throws UsageError (DBT117) with what a program
/// printed when it fails, or when the file is no revision any more; the file stays.
void run_after_write(Session& session, const std::filesystem::path& script);

}  // namespace dbtool::cli
