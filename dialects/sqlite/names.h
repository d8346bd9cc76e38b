// Names in SQLite's SQL: quoted only where it is needed, so that scripts and tables read well.
#pragma once

#include "core/schema/name.h"

#include <span>
#include <string>
#include <string_view>

namespace dbtool::lite {

/// What a table's name begins with while it is made anew.
inline constexpr std::string_view rebuilt_prefix = "_dbtool_new_";

/// users, "Order", "index".
std::string quote(std::string_view name);
/// Without the schema: there is only main.
std::string quote(const Name& name);
/// a, "B", c.
std::string quote_list(std::span<const std::string> names);
/// Names of tables, columns and indexes are the same to SQLite when they differ only in the case of
/// ASCII letters.
bool same_name(std::string_view a, std::string_view b);
/// Puts names in order that are one when they are the same.
struct NameOrder {
  bool operator()(std::string_view a, std::string_view b) const;
};

}  // namespace dbtool::lite
