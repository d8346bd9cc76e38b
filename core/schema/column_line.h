// A column as one line of SQL-like text: "text not null default 'draft'".
#pragma once

#include "core/schema/model_text.h"

namespace dbtool {

/// type [not null|null] [primary key] [unique] [default SQL…]. What it says is put into the
/// declaration; `what` names the column in messages.
void read_column_line(const yaml::Node& node, const std::string& what,
                      ColumnDeclaration& declaration, PartContext& context);

}  // namespace dbtool
