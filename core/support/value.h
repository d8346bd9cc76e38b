// Value: a tree of plain values; what dbtool writes as YAML and as JSON.
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace dbtool {

/// Null, a scalar, a list or a map that keeps the order of writing.
struct Value {
  using List = std::vector<Value>;
  using Map = std::vector<std::pair<std::string, Value>>;

  std::variant<std::nullptr_t, bool, std::int64_t, double, std::string, List, Map> data = nullptr;

  Value() = default;
  Value(std::nullptr_t) {}
  Value(std::same_as<bool> auto flag) : data(flag) {}
  Value(int number) : data(static_cast<std::int64_t>(number)) {}
  Value(std::int64_t number) : data(number) {}
  Value(std::size_t number) : data(static_cast<std::int64_t>(number)) {}
  Value(double number) : data(number) {}
  Value(const char* text) : data(std::string(text)) {}
  Value(std::string_view text) : data(std::string(text)) {}
  Value(std::string text) : data(std::move(text)) {}
  Value(List list) : data(std::move(list)) {}
  Value(Map map) : data(std::move(map)) {}

  bool operator==(const Value&) const = default;
};

/// Appends a pair, for building maps line by line.
inline void put(Value::Map& map, std::string key, Value value) {
  map.emplace_back(std::move(key), std::move(value));
}

/// The words as a list of texts.
inline Value list_value(const std::vector<std::string>& words) {
  return Value::List(words.begin(), words.end());
}

}  // namespace dbtool
