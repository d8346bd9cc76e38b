// Client variables: what libpq, and programs on it such as pg_dump, read from the environment.
#pragma once

#include "core/dialect/database_url.h"

#include <map>
#include <string>

namespace dbtool::postgres {

/// PGHOST, PGDATABASE, PGPASSWORD… of a URL; what it does not say is left to the environment.
std::map<std::string, std::string> client_variables(const DatabaseUrl& url);

}  // namespace dbtool::postgres
