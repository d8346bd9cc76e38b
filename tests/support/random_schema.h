// Schemas at random, the same for the same seed: small pools of names, so that any two of them have
// much in common. A database takes them: keys are referenced, checks and queries fit their tables.
#pragma once

#include "core/schema/schema.h"

namespace dbtool::test {

Schema random_schema(unsigned seed);

}  // namespace dbtool::test
