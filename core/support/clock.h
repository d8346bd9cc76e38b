// Time: instants as UTC text, and durations as people write them.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace dbtool {

using Instant = std::chrono::sys_seconds;

Instant now();
/// "2026-11-21T06:01:00Z".
std::string to_iso(Instant instant);
/// Reads "2026-11-21T06:01:00Z", "2026-11-21 06:01:00", "2026-11-21".
std::optional<Instant> parse_instant(std::string_view text);
/// "10s", "500ms", "2m", "1h", "0"; nothing when it is none of these.
std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);

}  // namespace dbtool
