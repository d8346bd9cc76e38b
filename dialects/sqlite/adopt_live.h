// What a canonical table takes over from the live one because both mean the same.
#pragma once

#include "core/schema/schema.h"

namespace dbtool::lite {

void adopt_live(Table& wanted, const Table& live);
void adopt_live(View& wanted, const View& live);

}  // namespace dbtool::lite
