// Defaults on a column whose type is known.
#pragma once

#include "core/schema/model_text.h"

#include <optional>
#include <string>
#include <string_view>

namespace dbtool {

bool is_number(const Type& type);

/// As read_default, but the type has its say: 1 on a text column is the text "1".
Default read_default_of(const Type& type, const yaml::Node& node, PartContext& context);
/// As write_default, for read_default_of.
Value write_default_of(const Type& type, const Default& default_value);
/// The value some SQL is: 'draft', 0.5, true, now(); an expression where it is none of these.
Default lift_sql(std::string_view sql, const std::string& dialect);
/// A number that YAML readers take for one and give back as it was.
std::optional<Value> plain_number(const std::string& text);
/// The value a literal stands for in a row: as settle_default, and 1 in a column of text is text.
Literal settle_value(const Type& type, const Literal& value);
/// The value a literal stands for on a column of that type: '0' on a number is 0, 1 on a boolean is
/// true.
Default settle_default(const Type& type, const Default& default_value);

}  // namespace dbtool
