// Programs: run without a shell, their output taken.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace dbtool {

/// What a program prints; its stderr goes to ours. The first word is looked up in PATH, `folder` is
/// its working directory. Throws UsageError (DBT114) when it cannot be started or its exit status
/// is not 0.
std::string output_of(const std::vector<std::string>& command, const std::filesystem::path& folder);

}  // namespace dbtool
