// Operations as lines of a difference: what people read in `diff` and `check`.
#include "core/compare/change_line.h"

#include <map>
#include <string>
#include <tuple>
#include <vector>

namespace dbtool {
namespace {

using Object = std::tuple<std::string, std::string, std::string>;

Object object_of(const Change& change) {
  return {change.object, change.table, change.name};
}

/// The keys Model::declared_at may know a change's object by.
std::vector<std::string> places_of(const Change& change) {
  if (change.table.empty()) return {change.object + " " + change.name};
  std::string table = "table " + change.table;
  if (change.object == "column") return {change.table + "." + change.name, table};
  return {change.table + "/" + change.name, table};
}

Location place_of(const Change& change, const Model& declared) {
  for (const std::string& key : places_of(change)) {
    auto found = declared.declared_at.find(key);
    if (found != declared.declared_at.end()) return found->second;
  }
  return {};
}

/// What is dropped and made again is one change.
void merge_into(Change& dropped, const Change& created) {
  dropped.action = "change";
  dropped.detail =
      dropped.detail == created.detail ? "made again" : dropped.detail + " → " + created.detail;
}

}  // namespace

std::vector<Change> changes_of(const std::vector<Operation>& operations, const Model& declared) {
  std::vector<Change> changes;
  std::map<Object, std::size_t> removed;
  for (const Operation& operation : operations) {
    Change change = change_line(operation);
    auto same = change.action == "add" ? removed.find(object_of(change)) : removed.end();
    if (same != removed.end()) {
      merge_into(changes[same->second], change);
      removed.erase(same);
      continue;
    }
    if (change.action == "remove") removed[object_of(change)] = changes.size();
    changes.push_back(std::move(change));
  }
  for (Change& change : changes) change.where = place_of(change, declared);
  return changes;
}

}  // namespace dbtool
