#include "core/schema/default_fit.h"
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
    // SQLite makes nothing of them.
    if (context_.dialect == "sqlite") return;
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
    const bool as_sql = said_as_sql(declared);
    if (!as_sql) column.default_value = settle_default(column.type, *column.default_value);
    const auto* literal = std::get_if<Literal>(&column.default_value->value);
    std::string named = "column " + owner + "." + column.name;
    const auto wrong = misfit(column.type, *column.default_value);
    if (wrong && !as_sql)
      report(declared, literal == nullptr ? Literal{} : *literal, named + " is " + wrong->column_is,
             wrong->hint);
    if (literal == nullptr || column.type.array_dimensions > 0) return;
    // A default of null is none.
    if (literal->kind == Literal::Kind::null) return column.default_value.reset();
    if (const auto* type = std::get_if<Named>(&column.type.kind))
      check_enum_value(declared, *literal, named, type->name);
  }

  /// SQLite takes any value for a default; one in its own words is meant.
  bool said_as_sql(const Declared<ColumnDeclaration>& declared) const {
    const yaml::Node* value = declared.node->is_map() ? declared.node->find("default") : nullptr;
    return context_.dialect == "sqlite" && value != nullptr && value->is_map();
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
