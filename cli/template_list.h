// Built-in templates: by name, and the files of one.
#pragma once

#include "templates/templates.h"

#include <string>
#include <vector>

namespace dbtool::cli {

/// The names `init --template` takes, sorted.
std::vector<std::string> template_names();
/// The files of one template, their paths without its name. Throws UsageError (DBT007) when there
/// is none of that name.
std::vector<templates::Template> template_files(const std::string& name);
/// The text of one file.
std::string template_text(const std::string& name, const std::string& path);

}  // namespace dbtool::cli
