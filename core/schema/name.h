// Name: what an object is called, with the schema it is in.
#pragma once

#include <compare>
#include <string>
#include <string_view>

namespace dbtool {

/// A qualified name. An empty schema is the connection's default one (public, main).
struct Name {
  std::string schema = {};
  std::string name = {};

  auto operator<=>(const Name&) const = default;
  bool operator==(const Name&) const = default;
};

/// "users", "billing.invoices"; a dot that divides nothing stands in quotes: "\"a.b\"".
std::string to_text(const Name& name);
/// Splits at the first dot that is not in quotes; "users" has no schema.
Name parse_name(std::string_view text);

}  // namespace dbtool
