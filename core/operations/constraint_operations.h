// Operations on constraints: primary keys, uniques, foreign keys and checks.
#pragma once

#include "core/schema/schema.h"

#include <string>
#include <variant>
#include <vector>

namespace dbtool {

struct Operation;

using Constraint = std::variant<PrimaryKey, Unique, ForeignKey, Check>;

const std::string& name_of(const Constraint& constraint);
/// "primary key", "unique", "foreign key", "check".
std::string kind_of(const Constraint& constraint);

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

void apply(const CreateConstraint& operation, Schema& schema);
void apply(const DropConstraint& operation, Schema& schema);
void apply(const RenameConstraint& operation, Schema& schema);
void apply(const ValidateConstraint& operation, Schema& schema);

std::vector<Operation> reverse(const CreateConstraint& operation, const Schema& before);
std::vector<Operation> reverse(const DropConstraint& operation, const Schema& before);
std::vector<Operation> reverse(const RenameConstraint& operation, const Schema& before);
std::vector<Operation> reverse(const ValidateConstraint& operation, const Schema& before);

std::string describe(const CreateConstraint& operation);
std::string describe(const DropConstraint& operation);
std::string describe(const RenameConstraint& operation);
std::string describe(const ValidateConstraint& operation);

Name subject(const CreateConstraint& operation);
Name subject(const DropConstraint& operation);
Name subject(const RenameConstraint& operation);
Name subject(const ValidateConstraint& operation);

}  // namespace dbtool
