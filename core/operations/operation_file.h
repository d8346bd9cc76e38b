// Operations in revision files: YAML node to operation and back (dbtool-revision(5)).
#pragma once

#include "core/operations/operation.h"
#include "core/schema/model_text.h"
#include "core/support/value.h"
#include "core/support/yaml.h"

#include <string>
#include <vector>

namespace dbtool {

/// Reads one step, a map with a single key: `- add_column: { … }`. Problems go to the context;
/// unknown operations get a suggestion (DBT601).
Operation read_operation(const yaml::Node& node, PartContext& context);
/// Reads what SQL makes of the schema: a list of steps that are not SQL themselves, or a single
/// one.
std::vector<Operation> read_description(const yaml::Node& node, PartContext& context);
/// Writes it; what read_operation reads back is equal.
Value write_operation(const Operation& operation);
/// "create_table", "sql"…, for suggestions and the man page's test.
std::vector<std::string> operation_words();

}  // namespace dbtool
