// Parts of a schema at random, with every attribute and with names and texts that are easy to
// misread: for what must hold of whatever is written down and read back. No database would take
// them as they are.
#pragma once

#include "core/schema/schema.h"
#include "tests/support/dice.h"

#include <string>

namespace dbtool::test {

std::string random_name(Dice& dice);
Type random_type(Dice& dice);
/// One that the type's own reading does not change.
Default random_default(Dice& dice, const Type& type);
Column random_column(Dice& dice, const std::string& name);
PrimaryKey random_primary_key(Dice& dice);
Unique random_unique(Dice& dice);
ForeignKey random_foreign_key(Dice& dice);
Check random_check(Dice& dice);
Index random_index(Dice& dice);
Table random_table(Dice& dice);
View random_view(Dice& dice);
Enum random_enum(Dice& dice);

}  // namespace dbtool::test
