// A schema as a model file: the way back of model_file.h.
#pragma once

#include "core/schema/schema.h"

#include <string>

namespace dbtool {

/// The YAML of a model that declares the schema (dbtool-model(5)). Names that the convention gives
/// too are left out, and so are those that SQLite never gave; keys, uniques, references and indexes
/// of one column are said with it.
std::string write_model(const Schema& schema);

}  // namespace dbtool
