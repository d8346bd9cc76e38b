// The settings every session of dbtool runs with.
#pragma once

#include "core/dialect/dialect.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dbtool::postgres {

using Settings = std::vector<std::pair<std::string, std::string>>;

/// Lock and statement timeouts, time zone and the output formats that catalog texts depend on; the
/// URL's own `options` come last and win.
Settings session_settings(const DatabaseUrl& url, Access access, const Timeouts& timeouts);
/// The statements that put a section's settings into force; in a transaction for its duration.
std::vector<std::string> set_session(const SessionSettings& settings);
/// For libpq's keyword `options`: -c name=value, blanks escaped.
std::string as_startup_options(const Settings& settings);
/// One query that sets them all, for servers (poolers) that refuse `options`.
std::string as_query(const Settings& settings);
/// What takes back whatever a script has done to role and settings, and then sets these.
std::string reset_session(const Settings& settings);
/// The same for what dbtool's own statements depend on, until the transaction ends.
std::string reset_for_record(const Settings& settings);
/// The keyword/value string for libpq; `options` replaces what the URL says.
std::string connection_string(const DatabaseUrl& url, const Timeouts& timeouts,
                              const std::string& options);

}  // namespace dbtool::postgres
