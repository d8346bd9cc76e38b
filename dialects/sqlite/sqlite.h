// The SQLite dialect.
#pragma once

#include "core/dialect/dialect.h"

namespace dbtool {

const Dialect& sqlite();

}  // namespace dbtool
