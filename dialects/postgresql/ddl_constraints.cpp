#include "core/support/match.h"
#include "core/support/text.h"
#include "dialects/postgresql/ddl.h"
#include "dialects/postgresql/names.h"

namespace dbtool::postgres {
namespace {

std::string columns_in(const std::vector<std::string>& columns) {
  return "(" + quote_list(columns) + ")";
}

std::string include_sql(const std::vector<std::string>& columns) {
  return columns.empty() ? std::string() : " INCLUDE " + columns_in(columns);
}

std::string deferrable_sql(Deferrable deferrable) {
  switch (deferrable) {
    case Deferrable::no:
      return {};
    case Deferrable::deferrable:
      return " DEFERRABLE";
    case Deferrable::initially_deferred:
      return " DEFERRABLE INITIALLY DEFERRED";
  }
  return {};
}

std::string action_sql(ForeignKeyAction action) {
  switch (action) {
    case ForeignKeyAction::no_action:
      return "NO ACTION";
    case ForeignKeyAction::restrict:
      return "RESTRICT";
    case ForeignKeyAction::cascade:
      return "CASCADE";
    case ForeignKeyAction::set_null:
      return "SET NULL";
    case ForeignKeyAction::set_default:
      return "SET DEFAULT";
  }
  return {};
}

std::string definition(const PrimaryKey& key) {
  return "PRIMARY KEY " + columns_in(key.columns) + include_sql(key.include) +
         deferrable_sql(key.deferrable);
}

std::string definition(const Unique& unique) {
  return std::string("UNIQUE ") + (unique.nulls_distinct ? "" : "NULLS NOT DISTINCT ") +
         columns_in(unique.columns) + include_sql(unique.include) +
         deferrable_sql(unique.deferrable);
}

std::string definition(const ForeignKey& key) {
  std::string text =
      "FOREIGN KEY " + columns_in(key.columns) + " REFERENCES " + quote(key.references);
  if (!key.referenced_columns.empty()) text += " " + columns_in(key.referenced_columns);
  if (key.match_full) text += " MATCH FULL";
  if (key.on_update != ForeignKeyAction::no_action)
    text += " ON UPDATE " + action_sql(key.on_update);
  if (key.on_delete != ForeignKeyAction::no_action)
    text += " ON DELETE " + action_sql(key.on_delete);
  if (!key.set_columns.empty()) text += " " + columns_in(key.set_columns);
  return text + deferrable_sql(key.deferrable) + (key.validated ? "" : " NOT VALID");
}

std::string definition(const Check& check) {
  return "CHECK " + in_parentheses(check.expression.sql) + (check.no_inherit ? " NO INHERIT" : "") +
         (check.validated ? "" : " NOT VALID");
}

/// A name that begins with ? stands for none.
bool is_given(const std::string& name) {
  return !name.empty() && name[0] != '?';
}

}  // namespace

std::string constraint_sql(const Constraint& constraint) {
  std::string text = match(constraint, [](const auto& part) { return definition(part); });
  const std::string& name = name_of(constraint);
  return is_given(name) ? "CONSTRAINT " + quote(name) + " " + text : text;
}

bool is_validated(const Constraint& constraint) {
  if (const auto* key = std::get_if<ForeignKey>(&constraint)) return key->validated;
  const auto* check = std::get_if<Check>(&constraint);
  return check == nullptr || check->validated;
}

Sql sql_of(const CreateConstraint& o) {
  return {alter_table_sql(o.table, {"ADD " + constraint_sql(o.constraint)})};
}

Sql sql_of(const DropConstraint& o) {
  std::string name = name_of(o.was);
  if (name.empty() && std::holds_alternative<PrimaryKey>(o.was)) name = o.table.name + "_pkey";
  return {alter_table_sql(o.table, {"DROP CONSTRAINT " + quote(name)})};
}

}  // namespace dbtool::postgres
