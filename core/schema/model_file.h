// Model files: reading the YAML declaration of a schema (dbtool-model(5)).
#pragma once

#include "core/schema/model.h"

#include <functional>
#include <string>
#include <vector>

namespace dbtool {

struct ModelSource {
  std::string file = {};  ///< for messages
  std::string text = {};
};

/// Reads and merges YAML files for one dialect ("sqlite", "postgresql"). All problems of all files
/// are thrown together in one UsageError (DBT1xx), sorted by place: unknown keys, types and
/// columns, dangling references, duplicate tables (both places), a model without any table
/// (DBT150). `default_schema` tells the schema of names without one, and is asked when a name has
/// one; without it that is public, or main.
Model load_model(const std::vector<ModelSource>& sources, const std::string& dialect,
                 const std::function<std::string()>& default_schema = {});

}  // namespace dbtool
