#include "core/schema/default_fit.h"

#include "core/schema/default_text.h"
#include "core/schema/type_text.h"
#include "core/support/text.h"

#include <algorithm>

namespace dbtool {
namespace {

/// Whether the number is whole and fits; others than plain digits are left to the database.
bool fits_in(const Integer& type, const std::string& number) {
  if (number.find_first_not_of("-0123456789") != std::string::npos)
    return number.find('.') == std::string::npos ||
           number.find_first_not_of('0', number.find('.') + 1) == std::string::npos;
  auto value = parse_integer(number);
  if (!value) return false;
  if (type.bits == 64) return true;
  const long long limit = 1LL << (type.bits - 1);
  return *value >= -limit && *value < limit;
}

std::size_t characters_of(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

/// What the database would refuse only when the first row needs it.
bool is_out_of_range(const Type& type, const Literal& literal) {
  const auto* integer = std::get_if<Integer>(&type.kind);
  if (integer != nullptr && literal.kind == Literal::Kind::number)
    return !fits_in(*integer, literal.text);
  const auto* text = std::get_if<Text>(&type.kind);
  return text != nullptr && text->length &&
         characters_of(literal.text) > static_cast<std::size_t>(*text->length);
}

std::optional<Misfit> misfit(const Type& type, const Literal& literal) {
  if (literal.kind == Literal::Kind::null) return std::nullopt;
  if (is_number(type) && literal.kind != Literal::Kind::number)
    return Misfit{"a number", "write digits"};
  if (std::holds_alternative<Boolean>(type.kind) && literal.kind != Literal::Kind::boolean)
    return Misfit{"boolean", "true or false"};
  if (!is_out_of_range(type, literal)) return std::nullopt;
  return Misfit{"of type " + to_text(type),
                std::holds_alternative<Text>(type.kind)
                    ? "write a shorter one, or take a longer type"
                    : "write a whole number that fits, or take a larger type"};
}

}  // namespace

std::optional<Misfit> misfit(const Type& type, const Default& value) {
  if (type.array_dimensions > 0) return std::nullopt;
  if (const auto* literal = std::get_if<Literal>(&value.value)) return misfit(type, *literal);
  // now() is no number, and no truth.
  const bool is_plain = is_number(type) || std::holds_alternative<Boolean>(type.kind);
  if (!std::holds_alternative<NeutralFunction>(value.value) || !is_plain) return std::nullopt;
  return Misfit{"of type " + to_text(type), "write { sql: … } for an expression of that type"};
}

}  // namespace dbtool
