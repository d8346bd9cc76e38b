// Operations on indexes.
#pragma once

#include "core/schema/schema.h"

#include <string>

namespace dbtool {

struct CreateIndex {
  Name table = {};
  Index index = {};
  bool operator==(const CreateIndex&) const = default;
};
struct DropIndex {
  Name table = {};
  std::string name = {};
  Index was = {};
  bool concurrently = false;
  bool operator==(const DropIndex&) const = default;
};
struct RenameIndex {
  Name table = {};
  std::string name = {};
  std::string to = {};
  bool operator==(const RenameIndex&) const = default;
};

}  // namespace dbtool
