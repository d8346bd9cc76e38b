// Excerpt: the part of a schema that a script can touch, with what it needs and what needs it.
#pragma once

#include "core/compare/compare.h"

#include <set>
#include <string>
#include <string_view>

namespace dbtool {

/// Names of objects in the schema before a script or in the one after it.
struct Excerpt {
  std::set<Name> relations = {};  ///< tables and views
  std::set<Name> enums = {};
  bool operator==(const Excerpt&) const = default;
};

/// The words of a script's text, in lower case.
std::set<std::string> script_words(std::string_view text);

/// What a script can touch: all that differs, and all that its words name, be it by an index or a
/// constraint. With it the tables that have a touched enum, the views over what is touched, the
/// tables that refer to it, and what all of these need to be made.
Excerpt excerpt_of(const Comparison& comparison, const std::set<std::string>& words);

/// The schema without the other tables, views and enums, and without foreign keys to them.
Schema cut(const Schema& schema, const Excerpt& excerpt);

}  // namespace dbtool
