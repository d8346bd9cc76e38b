// Operations on constraints: primary keys, uniques, foreign keys and checks.
#pragma once

#include "core/schema/schema.h"

#include <string>
#include <variant>

namespace dbtool {

using Constraint = std::variant<PrimaryKey, Unique, ForeignKey, Check>;

const std::string& name_of(const Constraint& constraint);

struct CreateConstraint {
  Name table = {};
  Constraint constraint = {};
  bool operator==(const CreateConstraint&) const = default;
};
struct DropConstraint {
  Name table = {};
  Constraint was = {};  ///< its name says which
  bool operator==(const DropConstraint&) const = default;
};
struct RenameConstraint {
  Name table = {};
  std::string name = {};
  std::string to = {};
  bool operator==(const RenameConstraint&) const = default;
};
/// Checks the rows of a constraint that was made without (NOT VALID).
struct ValidateConstraint {
  Name table = {};
  std::string name = {};
  bool operator==(const ValidateConstraint&) const = default;
};

}  // namespace dbtool
