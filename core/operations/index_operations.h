// Operations on indexes.
#pragma once

#include "core/schema/schema.h"

#include <string>
#include <vector>

namespace dbtool {

struct Operation;

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

void apply(const CreateIndex& operation, Schema& schema);
void apply(const DropIndex& operation, Schema& schema);
void apply(const RenameIndex& operation, Schema& schema);

std::vector<Operation> reverse(const CreateIndex& operation, const Schema& before);
std::vector<Operation> reverse(const DropIndex& operation, const Schema& before);
std::vector<Operation> reverse(const RenameIndex& operation, const Schema& before);

std::string describe(const CreateIndex& operation);
std::string describe(const DropIndex& operation);
std::string describe(const RenameIndex& operation);

Name subject(const CreateIndex& operation);
Name subject(const DropIndex& operation);
Name subject(const RenameIndex& operation);

}  // namespace dbtool
