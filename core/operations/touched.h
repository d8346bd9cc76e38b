// Touched objects: what an operation changes, so that two branches can be held against each other.
#pragma once

#include "core/operations/operation.h"
#include "core/support/sql_tokens.h"

#include <compare>
#include <set>
#include <string>

namespace dbtool {

/// A table, view or type, or a column of one.
struct Touched {
  Name name = {};
  std::string column = {};  ///< empty: the object as such
  auto operator<=>(const Touched&) const = default;
};

/// "posts", "posts.title".
std::string to_text(const Touched& touched);

/// A column is touched with its table. Raw SQL touches the relations and types that its words
/// (TABLE, INTO, UPDATE, FROM, JOIN, VIEW…) introduce, in any of its texts.
std::set<Touched> touched_by(const Operation& operation);
/// The same of SQL text.
std::set<Touched> touched_by_sql(const std::string& text, const sql::LexicalRules& rules);

}  // namespace dbtool
