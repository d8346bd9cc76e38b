// The scratch database: an empty one on the same server, dropped at the end.
#pragma once

#include "core/dialect/dialect.h"

#include <memory>

namespace dbtool::postgres {

/// Creates a database with the encoding, locale and default schema of the one that `like` is
/// connected to. Throws RefusedError (DBT804) without the right to create databases.
std::unique_ptr<Scratch> make_scratch(Connection& like, const DatabaseUrl& url);

}  // namespace dbtool::postgres
