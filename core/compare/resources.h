// Resources: what an operation makes, takes away and needs, as keys; the edges of the order.
#pragma once

#include "core/compare/difference.h"
#include "core/compare/view_uses.h"

#include <map>
#include <string>
#include <vector>

namespace dbtool {

/// Keys like "relation users" and "column users.email". An operation runs after those that make
/// what it needs afterwards, and before those that take away what it needs from before.
struct Resources {
  std::vector<std::string> makes = {};
  std::vector<std::string> breaks = {};
  std::vector<std::string> needs_new = {};
  std::vector<std::string> needs_old = {};
};

/// What the resources of an operation depend on besides itself.
struct ResourceContext {
  explicit ResourceContext(const Difference& whole);

  const Difference& difference;
  ViewUses live_uses;
  ViewUses wanted_uses;
  std::map<Name, AlterEnum> enum_changes = {};
};

Resources resources_of(const Operation& operation, const ResourceContext& context);

}  // namespace dbtool
