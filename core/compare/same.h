// Equality of constraints and indexes apart from what a database may call them.
#pragma once

#include "core/schema/table.h"

#include <string>

namespace dbtool {

/// Names dbtool makes up for what has none in the database.
inline bool has_no_name(const std::string& live_name) {
  return live_name.empty() || live_name.front() == '?';
}

/// Whether two constraints or indexes of one name are the same. Whether their rows were checked is
/// another question, and how an index is built none.
bool same(const PrimaryKey& a, const PrimaryKey& b);
bool same(const Unique& a, const Unique& b);
bool same(ForeignKey a, const ForeignKey& b);
bool same(Check a, const Check& b);
bool same(Index a, const Index& b);

template <class T>
bool same_but_name(T a, const T& b) {
  a.name = b.name;
  return same(a, b);
}

}  // namespace dbtool
