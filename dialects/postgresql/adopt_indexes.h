// Adopting indexes; see adopt.h.
#pragma once

#include "dialects/postgresql/adopt_columns.h"

namespace dbtool::postgres {

void adopt_indexes(const Adoption& adoption);

}  // namespace dbtool::postgres
