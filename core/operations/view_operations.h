// Operations on views.
#pragma once

#include "core/schema/schema.h"

#include <string>

namespace dbtool {

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

}  // namespace dbtool
