#include "core/support/json.h"

#include "tests/support/catch.h"

#include <limits>

using namespace dbtool;
using List = Value::List;
using Map = Value::Map;

TEST_CASE("values are written as JSON with keys in their order") {
  struct Row {
    Value value;
    std::string text;
  };
  const std::vector<Row> rows = {
      {nullptr, "null"},
      {true, "true"},
      {std::int64_t{-9223372036854775807}, "-9223372036854775807"},
      {1.5, "1.5"},
      {std::numeric_limits<double>::infinity(), "null"},
      {"é \"x\"\n\x01", "\"é \\\"x\\\"\\n\\u0001\""},
      {"a\xFFz", "\"a\xEF\xBF\xBDz\""},
      {List{}, "[]"},
      {Map{}, "{}"},
      {List{1, List{"a"}}, "[1,[\"a\"]]"},
      {Map{{"z", 1}, {"a", Map{{"b", nullptr}}}}, "{\"z\":1,\"a\":{\"b\":null}}"},
      {Map{{"\xFF", 1}}, "{\"\xEF\xBF\xBD\":1}"},
  };
  for (const Row& row : rows) CHECK(json::write(row.value, -1) == row.text);
}

TEST_CASE("JSON is indented by two blanks") {
  CHECK(json::write(Map{{"a", List{1}}}) == "{\n  \"a\": [\n    1\n  ]\n}");
}

TEST_CASE("a map of many keys is written in linear time") {
  Map map;
  for (int i = 0; i < 100'000; ++i) map.emplace_back("key" + std::to_string(i), i);
  CHECK(json::write(map, -1).size() > 1'000'000);
}
