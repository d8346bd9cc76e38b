// Expression trees: just enough of SQL's expressions to compare what people write with what the
// server prints.
#pragma once

#include "core/schema/table.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dbtool::postgres {

struct Node {
  enum class Kind {
    column,
    string,
    number,
    word,        ///< true, false, null, current_date…
    call,        ///< text: the function
    unary,       ///< text: not, -, +
    operation,   ///< text: the operator; two parts
    logic,       ///< text: and, or; two parts or more
    is,          ///< text: "is not null"; one part
    cast,        ///< type: to what; one part
    array,       ///< ARRAY[…]
    quantified,  ///< text: any, all; one part, the array
    in,          ///< the left side, then the list
    between,     ///< three parts
    case_when,   ///< text: the role of each part: o(perand), w(hen), t(hen), e(lse)
    subscript,   ///< the array, then the index
    row          ///< (a, b)
  };
  Kind kind = Kind::word;
  std::string text = {};
  std::string type = {};  ///< as the server names it, without a length; empty: not known
  std::vector<Node> parts = {};
  bool negated = false;  ///< NOT IN, NOT BETWEEN
};

/// The type of a string that nothing has given one yet.
inline constexpr std::string_view unknown_type = "unknown";

/// Nothing for what is not understood: subqueries, window functions, rare syntax.
std::optional<Node> parse_expression(std::string_view text);
/// The tree the server makes of it, with the casts it adds, as far as types are known.
Node as_server_sees(Node node, const Table& table);
/// Equal for trees that mean the same: every operation in parentheses, chains of AND and OR flat,
/// constants with their types.
std::string normal_form(const Node& node);

/// How the server names a type in a cast: "character varying", "numeric(12,2)".
std::string server_type_name(const Type& type);
/// The same without what is in parentheses: the type of a value.
std::string value_type_name(const Type& type);

}  // namespace dbtool::postgres
