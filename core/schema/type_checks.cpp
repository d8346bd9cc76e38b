#include "core/schema/default_text.h"
#include "core/schema/model_checks.h"
#include "core/schema/part_reader.h"
#include "core/schema/type_text.h"
#include "core/support/text.h"

#include <algorithm>

namespace dbtool {
namespace {

/// What is wrong with the numbers of a type, as a hint; empty: nothing.
std::string bad_numbers(const Type& type, bool is_postgresql) {
  constexpr int longest_text = 10'485'760;
  constexpr int most_digits = 1000;
  auto bad_length = [&](const Text& text) {
    if (text.length && *text.length < 1) return "the length must be at least 1";
    return text.length && is_postgresql && *text.length > longest_text
               ? "PostgreSQL has at most 10485760; text has no limit"
               : "";
  };
  auto bad_digits = [&](const Decimal& decimal) {
    if (decimal.precision && *decimal.precision < 1) return "the precision must be at least 1";
    if (decimal.precision && decimal.scale.value_or(0) > *decimal.precision)
      return "the scale must not be larger than the precision";
    return is_postgresql && decimal.precision.value_or(0) > most_digits
               ? "PostgreSQL has a precision of at most 1000"
               : "";
  };
  auto bad_precision = [&](const auto& time) {
    return is_postgresql && time.precision.value_or(0) > 6 ? "PostgreSQL has a precision of 0 to 6"
                                                           : "";
  };
  if (const auto* text = std::get_if<Text>(&type.kind)) return bad_length(*text);
  if (const auto* decimal = std::get_if<Decimal>(&type.kind)) return bad_digits(*decimal);
  if (const auto* time = std::get_if<Time>(&type.kind)) return bad_precision(*time);
  if (const auto* timestamp = std::get_if<Timestamp>(&type.kind)) return bad_precision(*timestamp);
  return {};
}

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

class TypeCheck {
 public:
  TypeCheck(ModelDraft& draft, PartContext& context) : draft_(draft), context_(context) {
    for (const DeclaredEnum& declared : draft.enums)
      enum_names_.push_back(to_text(declared.definition.name));
  }

  void check(DeclaredTable& table) {
    std::string owner = to_text(table.declaration.table.name);
    for (auto& column : table.declaration.columns) {
      resolve(table, column);
      check_numbers(column);
      check_default(owner, column);
    }
  }

 private:
  void resolve(const DeclaredTable& table, Declared<ColumnDeclaration>& column) {
    auto* named = std::get_if<Named>(&column.part.column.type.kind);
    if (named == nullptr) return;
    for (const std::string& schema : {table.default_schema, std::string()}) {
      Name name = in_schema(named->name, schema, context_);
      if (draft_.find_enum(name) == nullptr) continue;
      named->name = name;
      return;
    }
    std::string text = to_text(named->name);
    report_unknown_type(text, place_of_word(type_node(*column.node), text), enum_names_, context_);
    named->name = {};  // said once is enough
  }

  void check_numbers(const Declared<ColumnDeclaration>& column) {
    const Type& type = column.part.column.type;
    std::string hint = bad_numbers(type, context_.dialect == "postgresql");
    if (hint.empty()) return;
    const yaml::Node& node = type_node(*column.node);
    context_.problems.push_back(
        {.code = "DBT151",
         .message = "there is no type " + in_quotes(to_text(type)),
         .where = node.is_scalar() ? place_in(node, 0, node.text.size()) : node.where,
         .hint = hint});
  }

  static const yaml::Node& type_node(const yaml::Node& column) {
    const yaml::Node* type = column.find("type");
    return type == nullptr ? column : *type;
  }

  void check_default(const std::string& owner, Declared<ColumnDeclaration>& declared) {
    Column& column = declared.part.column;
    if (!column.default_value) return;
    column.default_value = settle_default(column.type, *column.default_value);
    check_function(owner, declared);
    const auto* literal = std::get_if<Literal>(&column.default_value->value);
    if (literal == nullptr || column.type.array_dimensions > 0) return;
    // A default of null is none.
    if (literal->kind == Literal::Kind::null) return column.default_value.reset();
    std::string named = "column " + owner + "." + column.name;
    if (is_number(column.type) && literal->kind != Literal::Kind::number)
      report(declared, *literal, named + " is a number", "write digits");
    check_range(declared, *literal, named);
    if (std::holds_alternative<Boolean>(column.type.kind) &&
        literal->kind != Literal::Kind::boolean)
      report(declared, *literal, named + " is boolean", "true or false");
    if (const auto* type = std::get_if<Named>(&column.type.kind))
      check_enum_value(declared, *literal, named, type->name);
  }

  /// now() is no number, and no truth.
  void check_function(const std::string& owner, const Declared<ColumnDeclaration>& declared) {
    const Column& column = declared.part.column;
    bool has_function = std::holds_alternative<NeutralFunction>(column.default_value->value);
    bool is_boolean = std::holds_alternative<Boolean>(column.type.kind);
    if (!has_function || column.type.array_dimensions > 0) return;
    if (is_boolean || is_number(column.type))
      report(declared, {},
             "column " + owner + "." + column.name + " is of type " + to_text(column.type),
             "write { sql: … } for an expression of that type");
  }

  /// What the database would refuse only when the first row needs it.
  void check_range(const Declared<ColumnDeclaration>& declared, const Literal& literal,
                   const std::string& named) {
    const Type& type = declared.part.column.type;
    const auto* integer = std::get_if<Integer>(&type.kind);
    if (integer != nullptr && literal.kind == Literal::Kind::number &&
        !fits_in(*integer, literal.text))
      report(declared, literal, named + " is of type " + to_text(type),
             "write a whole number that fits, or take a larger type");
    const auto* text = std::get_if<Text>(&type.kind);
    if (text != nullptr && text->length &&
        characters_of(literal.text) > static_cast<std::size_t>(*text->length))
      report(declared, literal, named + " is of type " + to_text(type),
             "write a shorter one, or take a longer type");
  }

  void check_enum_value(const Declared<ColumnDeclaration>& column, const Literal& literal,
                        const std::string& named, const Name& name) {
    const DeclaredEnum* declared = draft_.find_enum(name);
    if (declared == nullptr) return;
    const std::vector<std::string>& values = declared->definition.values;
    if (std::ranges::find(values, literal.text) != values.end()) return;
    std::string hint = did_you_mean(literal.text, values);
    report(column, literal, named + " is of type " + to_text(name),
           hint.empty() ? to_text(name) + " has: " + join(values, ", ") : hint);
  }

  void report(const Declared<ColumnDeclaration>& column, const Literal& literal,
              const std::string& why, const std::string& hint = {}) {
    const yaml::Node* value = column.node->find("default");
    std::string text = literal.text;
    if (value != nullptr && value->is_scalar()) text = value->text;
    context_.problems.push_back(
        {.code = "DBT146",
         .message = why + " and cannot have " +
                    (text.empty() ? "such a default" : "the default " + in_quotes(text)),
         .where = place_of_word(value == nullptr ? *column.node : *value, literal.text),
         .hint = hint});
  }

  ModelDraft& draft_;
  PartContext& context_;
  std::vector<std::string> enum_names_ = {};
};

}  // namespace

void resolve_types(ModelDraft& draft, PartContext& context) {
  TypeCheck check(draft, context);
  for (DeclaredTable& table : draft.tables) check.check(table);
}

}  // namespace dbtool
