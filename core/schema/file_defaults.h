// What a model file says once for all its parts: `defaults:` and `naming:`.
#pragma once

#include "core/schema/naming.h"
#include "core/schema/part_reader.h"

#include <string>

namespace dbtool {

struct FileDefaults {
  PartDefaults parts = {};
  std::string schema = {};  ///< of names without one
  bool strict = false;      ///< SQLite tables
  NamingConvention naming = {};
};

FileDefaults read_file_defaults(PartReader& file);

}  // namespace dbtool
