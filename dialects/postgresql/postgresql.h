// The PostgreSQL dialect.
#pragma once

#include "core/dialect/dialect.h"

namespace dbtool {

const Dialect& postgresql();

}  // namespace dbtool
