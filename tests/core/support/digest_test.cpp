#include "core/support/digest.h"

#include "tests/support/catch.h"

#include <set>

using namespace dbtool;

TEST_CASE("SHA-256 gives the published digests") {
  CHECK(sha256("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(sha256("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(sha256(std::string_view("\0", 1)) ==
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
}

TEST_CASE("random digits are hex, as many as asked for, and not the same twice") {
  std::set<std::string> seen;
  for (std::size_t digits : {0U, 1U, 12U, 13U, 64U}) {
    std::string text = random_hex(digits);
    CHECK(text.size() == digits);
    CHECK(text.find_first_not_of("0123456789abcdef") == std::string::npos);
  }
  for (int i = 0; i < 1000; ++i) seen.insert(random_hex(16));
  CHECK(seen.size() == 1000);
}
