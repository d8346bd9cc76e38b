#include "core/support/clock.h"

#include "tests/support/catch.h"

#include <vector>

using namespace dbtool;
using namespace std::chrono_literals;

TEST_CASE("instants are written as UTC") {
  CHECK(to_iso(Instant{}) == "1970-01-01T00:00:00Z");
  CHECK(to_iso(Instant{1795240860s}) == "2026-11-21T06:01:00Z");
  CHECK(to_iso(Instant{-1s}) == "1969-12-31T23:59:59Z");
}

TEST_CASE("instants are read in the forms people and tools write") {
  struct Row {
    std::string text, iso;
  };
  const std::vector<Row> rows = {
      {"2026-11-21T06:01:00Z", "2026-11-21T06:01:00Z"},
      {"2026-11-21 06:01:00", "2026-11-21T06:01:00Z"},
      {"2026-11-21 06:01:00.123456", "2026-11-21T06:01:00Z"},
      {"2026-11-21T06:01:00+02:00", "2026-11-21T04:01:00Z"},
      {"2026-11-21T06:01:00-0130", "2026-11-21T07:31:00Z"},
      {"2026-11-21", "2026-11-21T00:00:00Z"},
      {"2024-02-29", "2024-02-29T00:00:00Z"},
  };
  for (const Row& row : rows) {
    INFO(row.text);
    REQUIRE(parse_instant(row.text));
    CHECK(to_iso(*parse_instant(row.text)) == row.iso);
  }
}

TEST_CASE("what is no instant is not read") {
  for (const char* text :
       {"", "2026", "2026-11", "2026-13-01", "2026-02-29", "2026-11-21T", "2026-11-21T06:01",
        "2026-11-21T24:00:00Z", "2026-11-21T06:60:00Z", "2026-11-21T06:01:60Z",
        "2026-11-21T06:01:00.Z", "2026-11-21T06:01:00Zx", "2026-11-21x", "2026-1-2",
        "2026-11-21T06:01:00+99:00", "+026-11-21", "２026-11-21"}) {
    INFO(text);
    CHECK_FALSE(parse_instant(text));
  }
}

TEST_CASE("an instant comes back from its text") {
  for (Instant instant : {Instant{}, Instant{951782400s}, Instant{4102444799s}, now()})
    CHECK(parse_instant(to_iso(instant)) == instant);
}

TEST_CASE("durations are read with their unit") {
  struct Row {
    std::string text;
    std::optional<std::chrono::milliseconds> duration;
  };
  const std::vector<Row> rows = {{"0", 0ms},
                                 {"0s", 0ms},
                                 {"500ms", 500ms},
                                 {"10s", 10s},
                                 {"2m", 2min},
                                 {"1h", 1h},
                                 {"", {}},
                                 {"5", {}},
                                 {"s", {}},
                                 {"1d", {}},
                                 {"1.5s", {}},
                                 {"-1s", {}},
                                 {"+1s", {}},
                                 {"1 s", {}},
                                 {"1s ", {}},
                                 {"1S", {}},
                                 {"00", {}},
                                 {"99999999999h", {}},
                                 {"99999999999999999999s", {}}};
  for (const Row& row : rows) {
    INFO(row.text);
    CHECK(parse_duration(row.text) == row.duration);
  }
}
