// Renames that were told: by the model, an option or an answer.
#include "core/compare/difference.h"
#include "core/support/error.h"

#include <algorithm>
#include <array>
#include <set>
#include <tuple>

namespace dbtool {
namespace {

using Kind = Rename::Kind;

// Tables and enums first: what is in them is looked for under their old names.
constexpr std::array kinds = {Kind::table,  Kind::view,       Kind::enum_type,
                              Kind::column, Kind::enum_value, Kind::index};

bool is_relation(Kind kind) {
  return kind == Kind::table || kind == Kind::view || kind == Kind::enum_type;
}

/// What is called how in a live schema while renames are found one after the other.
class LiveNames {
 public:
  explicit LiveNames(const Schema& live) : live_(live) {}

  bool is_pending(const Rename& rename) const {
    if (is_relation(rename.kind))
      return exists(rename.kind, {}, to_text(source_of(rename))) &&
             !exists(rename.kind, {}, to_text(target_of(rename)));
    return exists(rename.kind, rename.table, rename.from) &&
           !exists(rename.kind, rename.table, rename.to);
  }

  void take(const Rename& rename) {
    bool relation = is_relation(rename.kind);
    std::string from = relation ? to_text(source_of(rename)) : rename.from;
    std::string to = relation ? to_text(target_of(rename)) : rename.to;
    gone_.insert({rename.kind, rename.table, from});
    come_.insert({rename.kind, rename.table, to});
    if (relation) old_names_[{rename.kind, target_of(rename)}] = source_of(rename);
  }

 private:
  using Key = std::tuple<Kind, Name, std::string>;

  bool exists(Kind kind, const Name& owner, const std::string& name) const {
    Key key{kind, owner, name};
    return come_.contains(key) || (!gone_.contains(key) && is_live(kind, owner, name));
  }

  Name live_name(Kind kind, const Name& name) const {
    auto found = old_names_.find({kind, name});
    return found == old_names_.end() ? name : found->second;
  }

  bool is_live(Kind kind, const Name& owner, const std::string& name) const {
    if (kind == Kind::table) return live_.tables.contains(parse_name(name));
    if (kind == Kind::view) return live_.views.contains(parse_name(name));
    if (kind == Kind::enum_type) return live_.enums.contains(parse_name(name));
    if (kind == Kind::enum_value) {
      const Enum* found = live_.enums.find(live_name(Kind::enum_type, owner));
      return found != nullptr && std::count(found->values.begin(), found->values.end(), name) != 0;
    }
    const Table* table = live_.tables.find(live_name(Kind::table, owner));
    if (table == nullptr) return false;
    return kind == Kind::index ? table->indexes.contains(name)
                               : find_column(*table, name) != nullptr;
  }

  const Schema& live_;
  std::set<Key> gone_ = {};
  std::set<Key> come_ = {};
  std::map<std::pair<Kind, Name>, Name> old_names_ = {};
};

void require_same_schema(const Rename& rename) {
  if (!is_relation(rename.kind) || source_of(rename).schema == target_of(rename).schema) return;
  throw UsageError({.code = "DBT308",
                    .message = "\"" + rename.from + "\" cannot become \"" + rename.to +
                               "\": a rename stays in its schema",
                    .hint = "move it with sql: in a revision"});
}

Operation operation_of(const Rename& rename) {
  Name to = target_of(rename);
  switch (rename.kind) {
    case Kind::table:
      return {RenameTable{source_of(rename), to.name}};
    case Kind::view:
      return {RenameView{source_of(rename), to.name}};
    case Kind::enum_type:
      return {RenameEnum{source_of(rename), to.name}};
    case Kind::column:
      return {RenameColumn{rename.table, rename.from, rename.to}};
    case Kind::enum_value:
      return {RenameEnumValue{rename.table, rename.from, rename.to}};
    case Kind::index:
      return {RenameIndex{rename.table, rename.from, rename.to}};
  }
  return {};
}

}  // namespace

Name source_of(const Rename& rename) {
  Name from = parse_name(rename.from);
  if (from.schema.empty()) from.schema = parse_name(rename.to).schema;
  return from;
}

Name target_of(const Rename& rename) {
  Name to = parse_name(rename.to);
  if (to.schema.empty()) to.schema = parse_name(rename.from).schema;
  return to;
}

std::vector<Rename> pending_renames(const Schema& live, const std::vector<Rename>& declared) {
  LiveNames names(live);
  std::vector<Rename> pending;
  for (Kind kind : kinds) {
    // A name may only become free by another rename: until a pass finds nothing more.
    for (bool found = true; found;) {
      found = false;
      for (const Rename& rename : declared) {
        if (rename.kind != kind || !names.is_pending(rename)) continue;
        require_same_schema(rename);
        names.take(rename);
        pending.push_back(rename);
        found = true;
      }
    }
  }
  return pending;
}

std::vector<Operation> rename_operations(const std::vector<Rename>& renames) {
  std::vector<Operation> operations;
  for (Kind kind : kinds)
    for (const Rename& rename : renames)
      if (rename.kind == kind) operations.push_back(operation_of(rename));
  return operations;
}

}  // namespace dbtool
