#include "dialects/postgresql/adopt_columns.h"

#include "core/support/sql_tokens.h"
#include "core/support/text.h"
#include "dialects/postgresql/defaults.h"
#include "dialects/postgresql/expressions.h"
#include "dialects/postgresql/sequence_options.h"
#include "dialects/postgresql/types.h"

namespace dbtool::postgres {
namespace {

/// A name that is no declared enum may be any type the server has: a domain, an extension's.
Type server_type(const Type& declared, const Schema& schema) {
  Type type = declared;
  if (const auto* named = std::get_if<Named>(&type.kind))
    if (!schema.enums.contains(named->name)) type.kind = Native{to_text(named->name)};
  const auto* native = std::get_if<Native>(&type.kind);
  if (native == nullptr) return canonical_type(type);
  Type read = parse_server_type(native->sql);
  read.array_dimensions = std::max(read.array_dimensions, std::min(type.array_dimensions, 1));
  return read;
}

std::string native_text(const Type& type) {
  return sql::fold(spell(type), sql::postgresql_rules());
}

/// vector(3) and extensions.vector(3): the live name is qualified when its schema is not the
/// default one.
bool same_native(const Type& wanted, const Type& live) {
  std::string a = native_text(wanted);
  std::string b = native_text(live);
  return a == b || b.ends_with(" . " + a);
}

bool is_native(const Type& type) {
  return std::holds_alternative<Native>(type.kind);
}

/// varchar without a length says no more than text, and many databases have it.
bool is_unlimited_varchar(const Type& type) {
  const auto* native = std::get_if<Native>(&type.kind);
  return native != nullptr && native->sql.starts_with("character varying");
}

void adopt_type(Column& wanted, const Column* live, const Adoption& adoption) {
  if (live == nullptr || wanted.type == live->type) return;
  const auto* text = std::get_if<Text>(&wanted.type.kind);
  bool plain_text = !adoption.is_exact && text != nullptr && !text->length && !text->fixed;
  bool same_arrays = wanted.type.array_dimensions == live->type.array_dimensions;
  if ((plain_text && same_arrays && is_unlimited_varchar(live->type)) ||
      (is_native(wanted.type) && is_native(live->type) && same_native(wanted.type, live->type)))
    wanted.type = live->type;
  else if (is_native(wanted.type))
    adoption.doubt(Doubt::Kind::type, wanted.name);
}

/// Values that the server writes in its own way: '2026-01-01' as a timestamp, JSON, intervals.
bool is_respelled(const Default& value, const Type& type) {
  if (std::holds_alternative<Expression>(value.value)) return true;
  const auto* literal = std::get_if<Literal>(&value.value);
  bool verbatim = family_of(type) != Family::other ||
                  (std::holds_alternative<Named>(type.kind) && type.array_dimensions == 0);
  return literal != nullptr && literal->kind == Literal::Kind::text && !verbatim;
}

void adopt_default(Column& wanted, const Column* live, const Adoption& adoption) {
  wanted.default_value = canonical_default(wanted.default_value, wanted.type);
  if (live == nullptr || wanted.default_value == live->default_value) return;
  if (!wanted.default_value || !live->default_value) return;
  const auto* expression = std::get_if<Expression>(&wanted.default_value->value);
  const auto* live_expression = std::get_if<Expression>(&live->default_value->value);
  if (expression != nullptr && live_expression != nullptr &&
      same_in_either(*expression, *live_expression, adoption))
    wanted.default_value = live->default_value;
  else if (is_respelled(*wanted.default_value, wanted.type))
    adoption.doubt(Doubt::Kind::default_value, wanted.name);
}

void adopt_generated(Column& wanted, const Column* live, const Adoption& adoption) {
  Expression& expression = wanted.generated->expression;
  expression.sql = without_outer_parentheses(expression.sql);
  if (live == nullptr || !live->generated) return;
  if (same_in_either(expression, live->generated->expression, adoption))
    expression = live->generated->expression;
  else
    adoption.doubt(Doubt::Kind::generated, wanted.name);
}

/// Words of the catalog are lower case; the type's usual storage and the default compression are
/// not listed there.
void adopt_options(Column& wanted) {
  keep_own_options(wanted.options);
  for (auto& [name, value] : wanted.options) value = lower(value);
  std::erase_if(wanted.options, [&](const auto& option) {
    return option.second == "default" || option.second == "-1" ||
           (option.first == "postgresql.storage" && option.second == usual_storage(wanted.type));
  });
}

}  // namespace

bool same_in_either(const Expression& wanted, const Expression& live, const Adoption& adoption) {
  return same_expression(wanted.sql, live.sql, adoption.wanted) ||
         (adoption.live != nullptr && same_expression(wanted.sql, live.sql, *adoption.live));
}

void keep_own_options(std::map<std::string, std::string>& options) {
  std::erase_if(options, [](const auto& option) {
    return !option.first.starts_with("postgresql.") || option.second.empty() ||
           (option.first == "postgresql.unlogged" && option.second == "false");
  });
}

void adopt_column(Column& wanted, const Schema& schema, const Adoption& adoption) {
  const Column* live =
      adoption.live == nullptr ? nullptr : find_column(*adoption.live, wanted.name);
  wanted.type = server_type(wanted.type, schema);
  wanted.autoincrement = false;
  if (wanted.collation == "default") wanted.collation.clear();
  adopt_options(wanted);
  adopt_type(wanted, live, adoption);
  if (wanted.identity) {
    wanted.identity->options = without_usual(wanted.identity->options, wanted.type);
    wanted.nullable = false;
  }
  if (wanted.generated)
    adopt_generated(wanted, live, adoption);
  else
    adopt_default(wanted, live, adoption);
}

}  // namespace dbtool::postgres
