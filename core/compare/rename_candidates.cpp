// Guesses at renames: what is gone beside what is new, and how alike they are.
#include "core/compare/difference.h"
#include "core/support/text.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace dbtool {
namespace {

constexpr int worth_asking = 50;
// A column name that more of the tables have than this ("id", "created_at") tells nothing.
constexpr std::size_t telling = 50;

/// 0 to 100.
int nearness(const std::string& a, const std::string& b) {
  std::size_t longest = std::max(a.size(), b.size());
  if (longest == 0) return 100;
  if (lower(a).find(lower(b)) != std::string::npos || lower(b).find(lower(a)) != std::string::npos)
    return 80;
  return static_cast<int>(100 * (longest - std::min(longest, edit_distance(a, b))) / longest);
}

int percent(std::size_t part, std::size_t whole) {
  return whole == 0 ? 0 : static_cast<int>(100 * part / whole);
}

/// Columns of one name count, those of one type as well count twice.
int shared_columns(const Table& gone, const Table& added) {
  std::size_t shared = 0;
  for (const Column& column : gone.columns)
    if (const Column* other = find_column(added, column.name))
      shared += other->type == column.type ? 2 : 1;
  return percent(shared, gone.columns.size() + added.columns.size());
}

int score(const Table& gone, const Table& added) {
  return (85 * shared_columns(gone, added) + 15 * nearness(gone.name.name, added.name.name)) / 100;
}

bool is_in_key(const Table& table, const std::string& column) {
  auto has = [&](const std::vector<std::string>& columns) {
    return std::find(columns.begin(), columns.end(), column) != columns.end();
  };
  auto any = [&](const auto& keys) {
    return std::any_of(keys.begin(), keys.end(), [&](const auto& key) { return has(key.columns); });
  };
  return (table.primary_key && has(table.primary_key->columns)) || any(table.uniques) ||
         any(table.foreign_keys);
}

std::size_t position_of(const Table& table, const Column& column) {
  return static_cast<std::size_t>(&column - table.columns.data());
}

/// Another type is hardly the same column: it would have to be both renamed and changed.
int score(const Table& from, const Column& gone, const Table& to, const Column& added) {
  int points = gone.type == added.type ? 50 : 0;
  points += gone.default_value == added.default_value ? 5 : 0;
  points += gone.nullable == added.nullable ? 5 : 0;
  points += is_in_key(from, gone.name) == is_in_key(to, added.name) ? 5 : 0;
  points += position_of(from, gone) == position_of(to, added) ? 15 : 0;
  return points + 20 * nearness(gone.name, added.name) / 100;
}

void sort_best_first(std::vector<RenameCandidate>& candidates) {
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](const RenameCandidate& a, const RenameCandidate& b) {
                     return std::tuple(-a.score, a.rename.table, a.rename.from, a.rename.to) <
                            std::tuple(-b.score, b.rename.table, b.rename.from, b.rename.to);
                   });
}

/// Each name is in one pair at most: the best.
std::vector<RenameCandidate> best_pairs(std::vector<RenameCandidate> candidates) {
  sort_best_first(candidates);
  std::set<std::pair<Name, std::string>> gone;
  std::set<std::pair<Name, std::string>> added;
  std::erase_if(candidates, [&](const RenameCandidate& candidate) {
    const Rename& rename = candidate.rename;
    if (gone.contains({rename.table, rename.from}) || added.contains({rename.table, rename.to}))
      return true;
    gone.insert({rename.table, rename.from});
    added.insert({rename.table, rename.to});
    return false;
  });
  return candidates;
}

std::vector<const Table*> only_in(const Schema& schema, const Schema& other) {
  std::vector<const Table*> tables;
  for (const Table& table : schema.tables)
    if (!other.tables.contains(table.name)) tables.push_back(&table);
  return tables;
}

/// New tables that share a telling column with a gone one.
class TableIndex {
 public:
  explicit TableIndex(const std::vector<const Table*>& tables) {
    for (const Table* table : tables)
      for (const Column& column : table->columns) by_column_[column.name].push_back(table);
  }
  std::set<const Table*> like(const Table& table) const {
    std::set<const Table*> found;
    for (const Column& column : table.columns) {
      auto tables = by_column_.find(column.name);
      if (tables != by_column_.end() && tables->second.size() <= telling)
        found.insert(tables->second.begin(), tables->second.end());
    }
    return found;
  }

 private:
  std::map<std::string, std::vector<const Table*>> by_column_ = {};
};

std::vector<RenameCandidate> table_candidates(const Schema& live, const Schema& wanted) {
  std::vector<RenameCandidate> candidates;
  TableIndex added(only_in(wanted, live));
  for (const Table* gone : only_in(live, wanted))
    for (const Table* table : added.like(*gone)) {
      int points = score(*gone, *table);
      if (points < worth_asking || gone->name.schema != table->name.schema) continue;
      Rename rename{Rename::Kind::table, {}, to_text(gone->name), to_text(table->name)};
      candidates.push_back({rename, points});
    }
  return best_pairs(std::move(candidates));
}

void add_column_candidates(const Table& from, const Table& to,
                           std::vector<RenameCandidate>& candidates) {
  for (const Column& gone : from.columns) {
    if (find_column(to, gone.name) != nullptr) continue;
    for (const Column& added : to.columns) {
      if (find_column(from, added.name) != nullptr) continue;
      int points = score(from, gone, to, added);
      if (points >= worth_asking)
        candidates.push_back({{Rename::Kind::column, to.name, gone.name, added.name}, points});
    }
  }
}

std::vector<RenameCandidate> column_candidates(const Schema& live, const Schema& wanted) {
  std::vector<RenameCandidate> candidates;
  for (const Table& table : live.tables) {
    const Table* other = wanted.tables.find(table.name);
    if (other != nullptr && table.columns != other->columns)
      add_column_candidates(table, *other, candidates);
  }
  return best_pairs(std::move(candidates));
}

}  // namespace

std::vector<RenameCandidate> rename_candidates(const Schema& live, const Schema& wanted,
                                               const std::vector<Rename>& known) {
  std::vector<Rename> renames = pending_renames(live, known);
  if (!renames.empty()) {
    Schema renamed = live;
    for (const Operation& rename : rename_operations(renames)) apply(rename, renamed);
    return rename_candidates(renamed, wanted, known);
  }
  std::vector<RenameCandidate> candidates = table_candidates(live, wanted);
  for (RenameCandidate& candidate : column_candidates(live, wanted))
    candidates.push_back(std::move(candidate));
  sort_best_first(candidates);
  return candidates;
}

}  // namespace dbtool
