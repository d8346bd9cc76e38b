// NamedList: values sorted by their name; match_by_name: one pass over two of them.
#pragma once

#include <algorithm>
#include <initializer_list>
#include <stdexcept>
#include <utility>
#include <vector>

namespace dbtool {

/// A vector kept sorted by T::name, which is unique. find() is O(log n).
template <class T>
class NamedList {
 public:
  using Key = decltype(T::name);

  NamedList() = default;
  NamedList(std::initializer_list<T> items) {
    for (const T& item : items) add(item);
  }

  auto begin() const { return items_.begin(); }
  auto end() const { return items_.end(); }
  bool empty() const { return items_.empty(); }
  std::size_t size() const { return items_.size(); }

  const T* find(const Key& name) const {
    auto place = position(name);
    return place != items_.end() && place->name == name ? &*place : nullptr;
  }
  /// The caller must not change the name through this pointer.
  T* find(const Key& name) { return const_cast<T*>(std::as_const(*this).find(name)); }
  bool contains(const Key& name) const { return find(name) != nullptr; }

  /// Adds the item, or replaces the one of that name.
  T& add(T item) {
    auto place = position(item.name);
    auto index = place - items_.begin();
    if (place != items_.end() && place->name == item.name)
      items_[static_cast<std::size_t>(index)] = std::move(item);
    else
      items_.insert(place, std::move(item));
    return items_[static_cast<std::size_t>(index)];
  }
  /// Removes the item of that name; false when there is none.
  bool remove(const Key& name) {
    auto place = position(name);
    if (place == items_.end() || !(place->name == name)) return false;
    items_.erase(place);
    return true;
  }
  /// Calls change(T&) on each item; names may change, the order is restored.
  template <class Change>
  void update_all(Change change) {
    for (T& item : items_) change(item);
    std::sort(items_.begin(), items_.end(), [](const T& a, const T& b) { return a.name < b.name; });
  }

  bool operator==(const NamedList&) const = default;

 private:
  auto position(const Key& name) const {
    return std::lower_bound(items_.begin(), items_.end(), name,
                            [](const T& item, const Key& key) { return item.name < key; });
  }

  std::vector<T> items_;
};

/// Walks two sorted lists at once and calls only_from(T), only_to(T) or both(T, T) per name.
template <class T, class OnlyFrom, class OnlyTo, class Both>
void match_by_name(const NamedList<T>& from, const NamedList<T>& to, OnlyFrom only_from,
                   OnlyTo only_to, Both both) {
  auto left = from.begin();
  auto right = to.begin();
  while (left != from.end() || right != to.end()) {
    if (right == to.end() || (left != from.end() && left->name < right->name))
      only_from(*left++);
    else if (left == from.end() || right->name < left->name)
      only_to(*right++);
    else
      both(*left++, *right++);
  }
}

}  // namespace dbtool
