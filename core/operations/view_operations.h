// Operations on views.
#pragma once

#include "core/schema/schema.h"

#include <string>
#include <vector>

namespace dbtool {

struct Operation;

struct CreateView {
  View view = {};
  bool operator==(const CreateView&) const = default;
};
struct DropView {
  Name name = {};
  View was = {};
  bool operator==(const DropView&) const = default;
};
/// The view with another query or options: replaced where the database can, else made again.
struct AlterView {
  View view = {};
  View was = {};
  bool operator==(const AlterView&) const = default;
};
struct RenameView {
  Name name = {};
  std::string to = {};
  bool operator==(const RenameView&) const = default;
};

void apply(const CreateView& operation, Schema& schema);
void apply(const DropView& operation, Schema& schema);
void apply(const AlterView& operation, Schema& schema);
void apply(const RenameView& operation, Schema& schema);

std::vector<Operation> reverse(const CreateView& operation, const Schema& before);
std::vector<Operation> reverse(const DropView& operation, const Schema& before);
std::vector<Operation> reverse(const AlterView& operation, const Schema& before);
std::vector<Operation> reverse(const RenameView& operation, const Schema& before);

std::string describe(const CreateView& operation);
std::string describe(const DropView& operation);
std::string describe(const AlterView& operation);
std::string describe(const RenameView& operation);

Name subject(const CreateView& operation);
Name subject(const DropView& operation);
Name subject(const AlterView& operation);
Name subject(const RenameView& operation);

}  // namespace dbtool
