// Templates: mustache, where an unknown name is an error and nothing is HTML-escaped.
#pragma once

#include <map>
#include <string>

namespace dbtool {

/// Renders {{name}} and {{#name}}…{{/name}} (shown when the value is not empty). Throws UsageError
/// (DBT111, with the template's name) for an unknown name or a broken template.
std::string render_template(const std::string& text,
                            const std::map<std::string, std::string>& values,
                            const std::string& template_name);

}  // namespace dbtool
