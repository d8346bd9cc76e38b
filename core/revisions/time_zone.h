// Time zones: what clocks on the wall show, from the system's zone database.
#pragma once

#include "core/support/clock.h"

#include <chrono>
#include <string>

namespace dbtool {

/// How far the zone's clocks are ahead of UTC at that instant. "UTC", "local", "+02:00", or a name
/// of the zone database ("Europe/Berlin"). Throws UsageError (DBT615) for any other.
std::chrono::seconds utc_offset(const std::string& zone, Instant at);

}  // namespace dbtool
