#include "core/compare/left_alone.h"

#include <algorithm>
#include <tuple>

namespace dbtool {
namespace {

using Key = std::tuple<std::string_view, std::string_view>;

Key key_of(const Unmanaged& thing) {
  return {thing.kind, thing.name};
}

Change change_of(const std::string& action, const Unmanaged& thing) {
  return {.action = action, .object = thing.kind, .name = thing.name};
}

}  // namespace

std::vector<Change> left_alone(const Schema& live, const Model& declared) {
  if (!declared.is_sql) return {};
  std::vector<Change> changes;
  auto from = live.unmanaged.begin();
  auto to = declared.schema.unmanaged.begin();
  while (from != live.unmanaged.end() || to != declared.schema.unmanaged.end()) {
    if (to == declared.schema.unmanaged.end() ||
        (from != live.unmanaged.end() && key_of(*from) < key_of(*to))) {
      changes.push_back(change_of("remove", *from++));
    } else if (from == live.unmanaged.end() || key_of(*to) < key_of(*from)) {
      changes.push_back(change_of("add", *to++));
    } else {
      if (from->definition != to->definition) changes.push_back(change_of("change", *to));
      ++from;
      ++to;
    }
  }
  return changes;
}

}  // namespace dbtool
