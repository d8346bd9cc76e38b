// The scratch database: in memory.
#pragma once

#include "core/dialect/dialect.h"

namespace dbtool::lite {

std::unique_ptr<Scratch> make_scratch();

}  // namespace dbtool::lite
