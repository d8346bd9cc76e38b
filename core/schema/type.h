// Type: what a column holds, said once for all dialects.
#pragma once

#include "core/schema/name.h"

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace dbtool {

struct Boolean {
  bool operator==(const Boolean&) const = default;
};
struct Integer {
  int bits = 32;  ///< 16, 32, 64
  bool operator==(const Integer&) const = default;
};
struct Decimal {
  std::optional<int> precision = {};
  std::optional<int> scale = {};
  bool operator==(const Decimal&) const = default;
};
struct Float {
  int bits = 64;  ///< 32, 64
  bool operator==(const Float&) const = default;
};
struct Text {
  std::optional<int> length = {};  ///< none: text
  bool fixed = false;              ///< char(n)
  bool operator==(const Text&) const = default;
};
struct Bytes {
  bool operator==(const Bytes&) const = default;
};
struct Date {
  bool operator==(const Date&) const = default;
};
struct Time {
  std::optional<int> precision = {};
  bool with_zone = false;
  bool operator==(const Time&) const = default;
};
struct Timestamp {
  std::optional<int> precision = {};
  bool with_zone = false;
  bool operator==(const Timestamp&) const = default;
};
struct Interval {
  bool operator==(const Interval&) const = default;
};
struct Uuid {
  bool operator==(const Uuid&) const = default;
};
struct Json {
  bool binary = false;  ///< jsonb
  bool operator==(const Json&) const = default;
};
/// A type that is an object of the schema: an enum.
struct Named {
  Name name = {};
  bool operator==(const Named&) const = default;
};
/// The way out: spelled for one dialect, passed on verbatim.
struct Native {
  std::string sql = {};
  bool operator==(const Native&) const = default;
};

struct Type {
  std::variant<Boolean, Integer, Decimal, Float, Text, Bytes, Date, Time, Timestamp, Interval, Uuid,
               Json, Named, Native>
      kind = Text{};
  int array_dimensions = 0;

  bool operator==(const Type&) const = default;
};

/// Reads the neutral spelling and the names of other tools: "varchar(40)", "decimal(10, 2)",
/// "timestamp with time zone", "text[]", "bool", "serial" is none. A single identifier that is no
/// type word gives Named; anything else that cannot be read gives nothing.
std::optional<Type> parse_type(std::string_view text);
/// The neutral spelling that parse_type reads back; Native gives its SQL.
std::string to_text(const Type& type);
/// Words parse_type knows, for suggestions.
const std::vector<std::string>& known_type_words();

}  // namespace dbtool
