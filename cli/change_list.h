// Change lists: the difference of two schemas, object by object.
#pragma once

#include "cli/output.h"
#include "cli/terminal.h"
#include "core/compare/compare.h"
#include "core/support/value.h"

#include <string>
#include <vector>

namespace dbtool::cli {

/// A tree: tables with what changes in them below.
std::string changes_text(const std::vector<Change>& changes, const Terminal& terminal);
/// "+ column posts.subtitle  text".
std::string change_line(const Change& change, const Terminal& terminal);
Value changes_value(const std::vector<Change>& changes);

/// A note on what is different and not changed, if there is any.
void show_left_alone(const std::vector<Change>& changes, Output& output);

/// "4 tables, 7 indexes, 1 view".
std::string schema_counts(const Schema& schema);

}  // namespace dbtool::cli
