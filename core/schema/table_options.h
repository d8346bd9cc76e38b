// Options of tables and views of one dialect, as attributes.
#pragma once

#include "core/schema/part_reader.h"

#include <map>
#include <string>

namespace dbtool {

/// `with:`, each parameter as "postgresql.fillfactor".
void read_storage_parameters(PartReader& map, std::map<std::string, std::string>& options);
/// `options:` of a revision's part: options that no word says, by their full names.
void read_named_options(PartReader& map, std::map<std::string, std::string>& options);
/// What the reader of tables or views reads back.
void write_options(const std::map<std::string, std::string>& options, Value::Map& map);

}  // namespace dbtool
