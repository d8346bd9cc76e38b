// SQL that every dialect spells alike.
#pragma once

#include "core/schema/table.h"

#include <functional>
#include <span>
#include <string>
#include <string_view>

namespace dbtool::ddl {

/// Letters, digits and _ in lower case, no digit first: with no keyword of that name, it needs no
/// quotes anywhere.
bool is_plain_name(std::string_view name);
/// a, "B", c: each quoted in the dialect's way.
std::string name_list(std::span<const std::string> names,
                      const std::function<std::string(std::string_view)>& quote);

/// Whether a constraint has a name in the database: one that begins with ? stands for none.
bool is_given_name(std::string_view name);
/// CONSTRAINT and the name before a definition; nothing for a constraint without one.
std::string constraint_head(std::string_view name,
                            const std::function<std::string(std::string_view)>& quote);

/// " ON DELETE SET NULL"; nothing for NO ACTION, which is what happens anyway.
std::string action_clause(std::string_view event, ForeignKeyAction action);
/// " DEFERRABLE INITIALLY DEFERRED"; nothing when it is not.
std::string deferrable_clause(Deferrable deferrable);

}  // namespace dbtool::ddl
