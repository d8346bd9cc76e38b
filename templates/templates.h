// Templates: the files `init` writes, kept in the program.
#pragma once

#include <string_view>
#include <vector>

namespace dbtool::templates {

/// "generic/dbtool.yaml" and its text. The first folder is the template's name.
struct Template {
  std::string_view path = {};
  std::string_view text = {};
};

/// All of them, sorted by path.
const std::vector<Template>& all();

}  // namespace dbtool::templates
