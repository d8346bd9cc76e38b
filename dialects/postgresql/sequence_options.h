// Sequence options: what CREATE SEQUENCE chooses when nothing is said.
#pragma once

#include "core/schema/table.h"

namespace dbtool::postgres {

/// The options without those that a sequence for the type would have anyway.
SequenceOptions without_usual(SequenceOptions options, const Type& type);

}  // namespace dbtool::postgres
