// Included files: SQL that a revision names instead of holding it.
#pragma once

#include "core/revisions/revision.h"
#include "core/support/yaml.h"

#include <string>
#include <string_view>
#include <vector>

namespace dbtool {

/// Gives steps that name a file its text: the one the script itself keeps under `x-files`, as the
/// log does, else that of the file, in the folder of the script or below. What cannot be read is a
/// problem (DBT109).
void include_files(RevisionBody& body, const yaml::Node& root, const std::string& file,
                   std::vector<Problem>& problems);

/// A script with the texts of the files that it names, under `x-files`: what its checksum is of and
/// what the log keeps. Scripts that name none are as they are.
std::string with_included_files(std::string text, const RevisionBody& body);
/// The same of a file, which is read only as far as needed to know.
std::string read_script(const std::string& file);

}  // namespace dbtool
