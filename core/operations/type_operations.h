// Operations on enums. Databases without them (SQLite) keep the values in a check of each column.
#pragma once

#include "core/schema/schema.h"

#include <string>
#include <vector>

namespace dbtool {

struct CreateEnum {
  Enum definition = {};
  bool operator==(const CreateEnum&) const = default;
};
struct DropEnum {
  Name name = {};
  Enum was = {};
  bool operator==(const DropEnum&) const = default;
};
/// Values taken away or put in another order: every column of the type is converted.
struct AlterEnum {
  Name name = {};
  std::vector<std::string> values = {};
  std::vector<std::string> was = {};
  bool operator==(const AlterEnum&) const = default;
};
struct AddEnumValue {
  Name name = {};
  std::string value = {};
  std::string before = {};  ///< one of the two, or neither: at the end
  std::string after = {};
  bool operator==(const AddEnumValue&) const = default;
};
struct RenameEnum {
  Name name = {};
  std::string to = {};
  bool operator==(const RenameEnum&) const = default;
};
struct RenameEnumValue {
  Name name = {};
  std::string value = {};
  std::string to = {};
  bool operator==(const RenameEnumValue&) const = default;
};

}  // namespace dbtool
