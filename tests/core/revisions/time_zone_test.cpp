#include "core/revisions/time_zone.h"

#include "core/support/error.h"
#include "tests/support/catch.h"

#include <unistd.h>

using namespace dbtool;

TEST_CASE("offsets of time zones") {
  struct Row {
    const char* zone;
    const char* at;
    int minutes;
  };
  const Row row = GENERATE(values<Row>({
      {"UTC", "2026-07-01", 0},
      {"utc", "2026-07-01", 0},
      {"+02:00", "2026-07-01", 120},
      {"-09:30", "2026-07-01", -570},
      {"Europe/Berlin", "2026-01-15", 60},
      {"Europe/Berlin", "2026-07-15", 120},
      {"Europe/Berlin", "2026-03-29 00:59:59", 60},
      {"Europe/Berlin", "2026-03-29 01:00:00", 120},
      {"Europe/Berlin", "2026-10-25 00:59:59", 120},
      {"Europe/Berlin", "2026-10-25 01:00:00", 60},
      {"Europe/Berlin", "2060-07-15", 120},
      {"Europe/Berlin", "2060-12-15", 60},
      {"Europe/Berlin", "2060-03-28 00:59:59", 60},
      {"Europe/Berlin", "2060-03-28 01:00:00", 120},
      {"America/New_York", "2026-07-15", -240},
      {"America/New_York", "2070-12-15", -300},
      {"Australia/Sydney", "2060-01-15", 660},
      {"Australia/Sydney", "2060-07-15", 600},
      {"Asia/Kolkata", "2026-07-15", 330},
      {"Asia/Kathmandu", "2060-07-15", 345},
      {"Asia/Tokyo", "1900-01-01", 540},
      {"Etc/GMT+5", "2026-07-15", -300},
      {"Africa/Casablanca", "2026-07-15", 60},
  }));
  if (std::string(row.zone).find('/') != std::string::npos &&
      ::access(("/usr/share/zoneinfo/" + std::string(row.zone)).c_str(), R_OK) != 0) {
    WARN("skipped: no zone database");
    return;
  }
  INFO(row.zone << " at " << row.at);
  CHECK(utc_offset(row.zone, *parse_instant(row.at)) == std::chrono::minutes(row.minutes));
}

TEST_CASE("what is no time zone is refused") {
  for (const char* zone : {"", "Europe/Nowhere", "../../etc/passwd", "/etc/localtime", "Europe",
                           "zone.tab", "+2", "+25:00", "+01:75", "Europe/Berlin\n"}) {
    INFO(zone);
    CHECK_THROWS_WITH(utc_offset(zone, Instant()), contains("unknown time zone"));
  }
}

TEST_CASE("the local zone follows TZ") {
  const std::chrono::seconds offset = utc_offset("local", *parse_instant("2026-07-15"));
  CHECK(offset >= std::chrono::hours(-12));
  CHECK(offset <= std::chrono::hours(14));
}
