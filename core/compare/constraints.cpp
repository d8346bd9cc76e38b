#include "core/compare/difference.h"
#include "core/compare/same.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace dbtool {
namespace {

/// Two lists matched: by name, and what is left by content.
template <class T>
struct Matched {
  std::vector<const T*> gone = {};
  std::vector<const T*> added = {};
  std::vector<std::pair<const T*, const T*>> changed = {};
  std::vector<std::pair<const T*, const T*>> renamed = {};
  std::vector<std::pair<const T*, const T*>> same = {};
};

template <class T>
void pair_by_content(Matched<T>& matched) {
  std::vector<const T*> unpaired;
  for (const T* live : matched.gone) {
    auto twin = std::find_if(matched.added.begin(), matched.added.end(),
                             [&](const T* wanted) { return same_but_name(*live, *wanted); });
    if (twin == matched.added.end()) {
      unpaired.push_back(live);
      continue;
    }
    matched.renamed.emplace_back(live, *twin);
    matched.added.erase(twin);
  }
  matched.gone = std::move(unpaired);
}

template <class T>
Matched<T> matched(const NamedList<T>& live, const NamedList<T>& wanted) {
  Matched<T> result;
  match_by_name(
      live, wanted, [&](const T& only) { result.gone.push_back(&only); },
      [&](const T& only) { result.added.push_back(&only); },
      [&](const T& from, const T& to) {
        (same(from, to) ? result.same : result.changed).emplace_back(&from, &to);
      });
  pair_by_content(result);
  return result;
}

/// What the operations on one table's constraints are filled from.
struct Context {
  const Table& wanted;
  const Table& words;
  Difference& difference;
};

template <class T>
void validate(const Context& context, const T& live, const T& wanted) {
  if (!live.validated && wanted.validated)
    context.difference.add(ValidateConstraint{context.wanted.name, wanted.name});
}
void validate(const Context&, const Unique&, const Unique&) {}

template <class T>
void compare_list(const Context& context, const NamedList<T>& live, const NamedList<T>& wanted,
                  const NamedList<T>& words) {
  if (live == wanted) return;
  Matched<T> lists = matched(live, wanted);
  const Name& table = context.wanted.name;
  Difference& difference = context.difference;
  auto drop = [&](const T& was) { difference.add(DropConstraint{table, was}); };
  auto create = [&](const T& canonical) {
    difference.add(CreateConstraint{table, difference.in_words(words, canonical.name, canonical)});
  };
  for (const T* only : lists.gone) drop(*only);
  for (const T* only : lists.added) create(*only);
  for (auto [from, to] : lists.changed) {
    drop(*from);
    create(*to);
  }
  for (auto [from, to] : lists.renamed) {
    if (!has_no_name(from->name)) difference.add(RenameConstraint{table, from->name, to->name});
    validate(context, *from, *to);
  }
  for (auto [from, to] : lists.same) validate(context, *from, *to);
}

void compare_indexes(const Context& context, const Table& live) {
  if (live.indexes == context.wanted.indexes) return;
  const Name& table = context.wanted.name;
  Difference& difference = context.difference;
  auto ignored = [&](const Index* index) {
    return is_ignored(difference.declared, "indexes", index->name);
  };
  auto drop = [&](const Index& was) { difference.add(DropIndex{table, was.name, was, false}); };
  auto create = [&](const Index& canonical) {
    difference.add(
        CreateIndex{table, difference.in_words(context.words.indexes, canonical.name, canonical)});
  };
  Matched<Index> lists = matched(live.indexes, context.wanted.indexes);
  for (const Index* only : lists.gone)
    if (!ignored(only)) drop(*only);
  for (const Index* only : lists.added)
    if (!ignored(only)) create(*only);
  for (auto [from, to] : lists.renamed)
    if (!ignored(from)) difference.add(RenameIndex{table, from->name, to->name});
  for (auto [from, to] : lists.changed) {
    if (ignored(from)) continue;
    drop(*from);
    create(*to);
  }
}

void compare_primary_keys(const Context& context, const std::optional<PrimaryKey>& live) {
  const std::optional<PrimaryKey>& wanted = context.wanted.primary_key;
  if (live == wanted) return;
  const Name& table = context.wanted.name;
  if (live && wanted && same_but_name(*live, *wanted)) {
    if (!has_no_name(live->name))
      context.difference.add(RenameConstraint{table, live->name, wanted->name});
    return;
  }
  if (live) context.difference.add(DropConstraint{table, *live});
  if (wanted)
    context.difference.add(CreateConstraint{table, context.words.primary_key.value_or(*wanted)});
}

}  // namespace

void compare_constraints(const Table& live, const Table& wanted, Difference& difference) {
  const Table& words = difference.in_words(difference.declared.schema.tables, wanted.name, wanted);
  Context context{wanted, words, difference};
  compare_primary_keys(context, live.primary_key);
  compare_list(context, live.uniques, wanted.uniques, words.uniques);
  compare_list(context, live.foreign_keys, wanted.foreign_keys, words.foreign_keys);
  compare_list(context, live.checks, wanted.checks, words.checks);
  compare_indexes(context, live);
}

}  // namespace dbtool
