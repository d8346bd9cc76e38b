// The words that columns, constraints and file defaults share.
#pragma once

#include "core/schema/part_reader.h"

namespace dbtool {

inline constexpr Words<bool, 2> identity_words = {{{"always", true}, {"by_default", false}}};

inline constexpr Words<Deferrable, 5> deferrable_words = {
    {{"false", Deferrable::no},
     {"true", Deferrable::deferrable},
     {"initially_deferred", Deferrable::initially_deferred},
     {"initially_immediate", Deferrable::deferrable},
     {"deferrable", Deferrable::deferrable}}};

inline constexpr Words<ForeignKeyAction, 5> action_words = {
    {{"no_action", ForeignKeyAction::no_action},
     {"restrict", ForeignKeyAction::restrict},
     {"cascade", ForeignKeyAction::cascade},
     {"set_null", ForeignKeyAction::set_null},
     {"set_default", ForeignKeyAction::set_default}}};

/// What SQLite does with a row that breaks a constraint: ON CONFLICT.
const std::vector<std::string>& conflict_words();

/// Left out when it is `no`.
void put_deferrable(Value::Map& map, Deferrable deferrable);

}  // namespace dbtool
