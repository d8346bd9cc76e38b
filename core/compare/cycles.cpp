// Foreign keys that form cycles among tables that are created, or dropped, together.
#include "core/compare/difference.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace dbtool {
namespace {

using KeyName = std::pair<Name, std::string>;

/// The foreign keys that lead back to a table on the way to itself, found depth first in the order
/// of names. Without them the tables are in some order. No recursion: chains may be long.
class BackReferences {
 public:
  explicit BackReferences(const std::map<Name, Table*>& tables) : tables_(tables) {
    for (const auto& [name, table] : tables_) visit(name, *table);
  }
  std::vector<KeyName> take() { return std::move(found_); }

 private:
  enum class Visit { under_way, done };
  struct Frame {
    const Table* table = nullptr;
    std::size_t next = 0;  ///< the foreign key to follow
  };

  void visit(const Name& name, const Table& table) {
    if (!visits_.emplace(name, Visit::under_way).second) return;
    std::vector<Frame> way = {{&table}};
    while (!way.empty()) {
      const ForeignKey* next = next_key(way.back());
      if (next == nullptr) {
        visits_[way.back().table->name] = Visit::done;
        way.pop_back();
      } else {
        follow(*next, way);
      }
    }
  }

  static const ForeignKey* next_key(Frame& frame) {
    const auto& keys = frame.table->foreign_keys;
    if (frame.next == keys.size()) return nullptr;
    return &*(keys.begin() + static_cast<std::ptrdiff_t>(frame.next++));
  }

  void follow(const ForeignKey& key, std::vector<Frame>& way) {
    const Name& from = way.back().table->name;
    auto target = tables_.find(key.references);
    if (target == tables_.end() || key.references == from) return;
    auto [visit, is_new] = visits_.emplace(key.references, Visit::under_way);
    if (is_new)
      way.push_back({target->second});
    else if (visit->second == Visit::under_way)
      found_.emplace_back(from, key.name);
  }

  const std::map<Name, Table*>& tables_;
  std::map<Name, Visit> visits_ = {};
  std::vector<KeyName> found_ = {};
};

/// Removes the foreign keys from their tables and hands each to `each`.
template <class Each>
void detach(const std::map<Name, Table*>& tables, Each each) {
  for (const auto& [table, key] : BackReferences(tables).take()) {
    auto& keys = tables.at(table)->foreign_keys;
    each(table, *keys.find(key));
    keys.remove(key);
  }
}

}  // namespace

void detach_cycles(std::vector<Operation>& operations) {
  std::map<Name, Table*> created;
  std::map<Name, Table*> dropped;
  for (Operation& operation : operations) {
    if (auto* create = std::get_if<CreateTable>(&operation.what))
      created.emplace(create->table.name, &create->table);
    if (auto* drop = std::get_if<DropTable>(&operation.what))
      dropped.emplace(drop->table, &drop->was);
  }
  std::vector<Operation> detached;
  detach(created, [&](const Name& table, const ForeignKey& key) {
    detached.push_back({CreateConstraint{table, key}});
  });
  detach(dropped, [&](const Name& table, const ForeignKey& key) {
    detached.push_back({DropConstraint{table, key}});
  });
  for (Operation& operation : detached) operations.push_back(std::move(operation));
}

}  // namespace dbtool
