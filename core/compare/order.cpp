// The order of a comparison's operations: one graph over all kinds of objects. What may run next is
// taken by kind, then by name, one table at a time, so that changes of a table stand together.
#include "core/compare/difference.h"
#include "core/compare/resources.h"
#include "core/support/match.h"

#include <map>
#include <set>
#include <string>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

namespace dbtool {
namespace {

enum class Phase {
  drop_views,
  schemas,
  enums,
  create_tables,
  tables,
  views,
  drop_tables,
  drop_enums,
  drop_schemas
};

/// Where an operation would stand if nothing needed anything.
struct Place {
  Phase phase = Phase::tables;
  Name group = {};
  int rank = 0;  ///< among the changes of one table
  std::size_t number = 0;

  auto operator<=>(const Place&) const = default;
};

int rank_of_drop(const Constraint& constraint) {
  return std::holds_alternative<ForeignKey>(constraint) ? 0 : 2;
}
int rank_of_create(const Constraint& constraint) {
  return std::holds_alternative<ForeignKey>(constraint) ? 10 : 8;
}

int rank_of(const Operation& operation) {
  return match(
      operation.what, [](const DropConstraint& drop) { return rank_of_drop(drop.was); },
      [](const DropIndex&) { return 1; }, [](const RenameConstraint&) { return 3; },
      [](const RenameIndex&) { return 3; }, [](const AlterTable&) { return 4; },
      [](const AddColumn&) { return 5; }, [](const AlterColumn&) { return 6; },
      [](const DropColumn&) { return 7; },
      [](const CreateConstraint& create) { return rank_of_create(create.constraint); },
      [](const CreateIndex&) { return 9; }, [](const ValidateConstraint&) { return 11; },
      [](const SetComment&) { return 12; }, [](const auto&) { return 0; });
}

Phase phase_of_comment(const SetComment& comment) {
  if (comment.kind == "schema") return Phase::schemas;
  if (comment.kind == "enum") return Phase::enums;
  return is_of_view(comment) ? Phase::views : Phase::tables;
}

Phase phase_of(const Operation& operation) {
  return match(
      operation.what, [](const DropView&) { return Phase::drop_views; },
      [](const CreateSchema&) { return Phase::schemas; },
      [](const CreateEnum&) { return Phase::enums; }, [](const AlterEnum&) { return Phase::enums; },
      [](const AddEnumValue&) { return Phase::enums; },
      [](const CreateTable&) { return Phase::create_tables; },
      [](const CreateView&) { return Phase::views; }, [](const AlterView&) { return Phase::views; },
      [](const DropTable&) { return Phase::drop_tables; },
      [](const DropEnum&) { return Phase::drop_enums; },
      [](const DropSchema&) { return Phase::drop_schemas; },
      [](const SetComment& comment) { return phase_of_comment(comment); },
      [](const auto&) { return Phase::tables; });
}

/// Who must run before whom, by the operations' numbers.
class Graph {
 public:
  explicit Graph(const Difference& difference) : after_(difference.operations.size()) {
    ResourceContext context(difference);
    std::vector<Resources> resources;
    for (const Operation& operation : difference.operations)
      resources.push_back(resources_of(operation, context));
    for (std::size_t number = 0; number < resources.size(); ++number) {
      for (const std::string& key : resources[number].makes) makers_[key].insert(number);
      for (const std::string& key : resources[number].breaks) breakers_[key].insert(number);
    }
    for (std::size_t number = 0; number < resources.size(); ++number)
      connect(number, resources[number]);
    connect_drops_with_creations();
  }

  const std::set<std::size_t>& after(std::size_t number) const { return after_[number]; }

 private:
  using Numbers = std::set<std::size_t>;

  const Numbers& in(const std::unordered_map<std::string, Numbers>& map,
                    const std::string& key) const {
    auto found = map.find(key);
    return found == map.end() ? none_ : found->second;
  }

  void put(std::size_t before, std::size_t after) {
    if (before != after) after_[before].insert(after);
  }

  void connect(std::size_t number, const Resources& resources) {
    for (const std::string& key : resources.needs_new)
      for (std::size_t maker : in(makers_, key)) put(maker, number);
    for (const std::string& key : resources.needs_old)
      for (std::size_t breaker : in(breakers_, key)) put(number, breaker);
  }

  /// The name must be free before something else takes it. What changes a thing both breaks and
  /// makes it, and is no such case.
  void connect_drops_with_creations() {
    for (const auto& [key, breakers] : breakers_)
      for (std::size_t breaker : breakers)
        for (std::size_t maker : in(makers_, key))
          if (!breakers.contains(maker) && !in(makers_, key).contains(breaker)) put(breaker, maker);
  }

  std::vector<Numbers> after_;
  std::unordered_map<std::string, Numbers> makers_ = {};
  std::unordered_map<std::string, Numbers> breakers_ = {};
  Numbers none_ = {};
};

/// Takes one operation after the other from a graph.
class Queue {
 public:
  Queue(const Graph& graph, std::vector<Place> places)
      : graph_(graph), places_(std::move(places)), waiting_for_(places_.size()) {
    for (std::size_t number = 0; number < places_.size(); ++number)
      for (std::size_t after : graph_.after(number)) ++waiting_for_[after];
    for (std::size_t number = 0; number < places_.size(); ++number)
      (waiting_for_[number] == 0 ? ready_ : waiting_).insert(places_[number]);
  }

  bool empty() const { return ready_.empty() && waiting_.empty(); }

  std::size_t take() {
    Place place = next();
    ready_.erase(place);
    waiting_.erase(place);
    last_ = place;
    for (std::size_t after : graph_.after(place.number))
      if (--waiting_for_[after] == 0 && waiting_.erase(places_[after]) == 1)
        ready_.insert(places_[after]);
    return place.number;
  }

 private:
  /// Stays with the table of the operation before. What waits in a circle (names in SQL text may be
  /// taken for others) goes by its place alone.
  Place next() const {
    if (ready_.empty()) return *waiting_.begin();
    if (last_.phase != Phase::tables) return *ready_.begin();
    auto same_table = ready_.lower_bound({Phase::tables, last_.group, 0, 0});
    bool found = same_table != ready_.end() && same_table->phase == Phase::tables &&
                 same_table->group == last_.group;
    return found ? *same_table : *ready_.begin();
  }

  const Graph& graph_;
  std::vector<Place> places_;
  std::vector<std::size_t> waiting_for_;
  std::set<Place> ready_ = {};
  std::set<Place> waiting_ = {};
  Place last_ = {.phase = Phase::drop_views};
};

}  // namespace

std::vector<Operation> in_order(const Difference& difference) {
  std::vector<Place> places;
  for (const Operation& operation : difference.operations)
    places.push_back({phase_of(operation), subject(operation), rank_of(operation), places.size()});
  Graph graph(difference);
  Queue queue(graph, std::move(places));
  std::vector<Operation> ordered;
  while (!queue.empty()) ordered.push_back(difference.operations[queue.take()]);
  return ordered;
}

}  // namespace dbtool
