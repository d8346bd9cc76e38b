// Canonical form: the declared schema as this server would report it.
#pragma once

#include "core/dialect/dialect.h"

namespace dbtool::postgres {

/// Texts that mean the same as the live ones become equal to them. What still differs is built in
/// the scratch database and read back; what the server refuses there is a problem of the model
/// (UsageError DBT160). Without a scratch database it stays as it is declared.
Schema canonical(const Model& declared, const Schema& live, const ScratchSource& scratch);

}  // namespace dbtool::postgres
