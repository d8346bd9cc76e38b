// Operations on enums. Databases without them (SQLite) keep the values in a check of each column.
#pragma once

#include "core/schema/schema.h"

#include <string>
#include <vector>

namespace dbtool {

struct Operation;

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

void apply(const CreateEnum& operation, Schema& schema);
void apply(const DropEnum& operation, Schema& schema);
void apply(const AlterEnum& operation, Schema& schema);
void apply(const AddEnumValue& operation, Schema& schema);
void apply(const RenameEnum& operation, Schema& schema);
void apply(const RenameEnumValue& operation, Schema& schema);

std::vector<Operation> reverse(const CreateEnum& operation, const Schema& before);
std::vector<Operation> reverse(const DropEnum& operation, const Schema& before);
std::vector<Operation> reverse(const AlterEnum& operation, const Schema& before);
std::vector<Operation> reverse(const AddEnumValue& operation, const Schema& before);
std::vector<Operation> reverse(const RenameEnum& operation, const Schema& before);
std::vector<Operation> reverse(const RenameEnumValue& operation, const Schema& before);

std::string describe(const CreateEnum& operation);
std::string describe(const DropEnum& operation);
std::string describe(const AlterEnum& operation);
std::string describe(const AddEnumValue& operation);
std::string describe(const RenameEnum& operation);
std::string describe(const RenameEnumValue& operation);

Name subject(const CreateEnum& operation);
Name subject(const DropEnum& operation);
Name subject(const AlterEnum& operation);
Name subject(const AddEnumValue& operation);
Name subject(const RenameEnum& operation);
Name subject(const RenameEnumValue& operation);

}  // namespace dbtool
