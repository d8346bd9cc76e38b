#include "core/schema/name.h"

#include "tests/support/catch.h"

using namespace dbtool;

TEST_CASE("names are split at the first dot and joined again") {
  CHECK(parse_name("users") == Name{.name = "users"});
  CHECK(parse_name("billing.invoices") == Name{.schema = "billing", .name = "invoices"});
  CHECK(parse_name("a.b.c") == Name{.schema = "a", .name = "b.c"});
  CHECK(parse_name("\"a.b\"") == Name{.name = "a.b"});
  CHECK(parse_name("\"a.b\".c.d") == Name{.schema = "a.b", .name = "c.d"});
  CHECK(parse_name("\"\"\"a\"\".b\"") == Name{.name = "\"a\".b"});
  for (const char* text : {"users", "billing.invoices", "a.b.c", "", "\"a.b\"", "\"a.b\".c.d",
                           "we\"ird", "\"\"\"a\"\"\""})
    CHECK(to_text(parse_name(text)) == text);
}
