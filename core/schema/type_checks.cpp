#include "core/schema/default_text.h"
#include "core/schema/model_checks.h"
#include "core/schema/part_reader.h"
#include "core/schema/type_text.h"
#include "core/support/text.h"

#include <algorithm>

namespace dbtool {
namespace {

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
      check_default(owner, column);
    }
  }

 private:
  void resolve(const DeclaredTable& table, Declared<ColumnDeclaration>& column) {
    auto* named = std::get_if<Named>(&column.part.column.type.kind);
    if (named == nullptr) return;
    for (const std::string& schema : {table.default_schema, std::string()}) {
      Name name = in_schema(named->name, schema);
      if (context_.dialect == "sqlite" && name.schema == "main") name.schema.clear();
      if (draft_.find_enum(name) == nullptr) continue;
      named->name = name;
      return;
    }
    std::string text = to_text(named->name);
    report_unknown_type(text, place_of_word(type_node(*column.node), text), enum_names_, context_);
    named->name = {};  // said once is enough
  }

  static const yaml::Node& type_node(const yaml::Node& column) {
    const yaml::Node* type = column.find("type");
    return type == nullptr ? column : *type;
  }

  void check_default(const std::string& owner, Declared<ColumnDeclaration>& declared) {
    Column& column = declared.part.column;
    if (!column.default_value) return;
    column.default_value = settle_default(column.type, *column.default_value);
    const auto* literal = std::get_if<Literal>(&column.default_value->value);
    if (literal == nullptr || column.type.array_dimensions > 0) return;
    // A default of null is none.
    if (literal->kind == Literal::Kind::null) return column.default_value.reset();
    std::string named = "column " + owner + "." + column.name;
    if (is_number(column.type) && literal->kind != Literal::Kind::number)
      report(declared, *literal, named + " is a number");
    if (std::holds_alternative<Boolean>(column.type.kind) &&
        literal->kind != Literal::Kind::boolean)
      report(declared, *literal, named + " is boolean", "true or false");
    if (const auto* type = std::get_if<Named>(&column.type.kind))
      check_enum_value(declared, *literal, named, type->name);
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
    context_.problems.push_back(
        {.code = "DBT146",
         .message = why + " and cannot have the default " + in_quotes(literal.text),
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
