// Foreign keys as people write them: "users.id", { column: users.id, on_delete: cascade }.
#pragma once

#include "core/schema/model_text.h"

#include <string>

namespace dbtool {

/// `references:` of a column.
ForeignKey read_column_reference(const std::string& column, const yaml::Node& node,
                                 const std::string& what, PartContext& context);

}  // namespace dbtool
