#include "core/support/match.h"
#include "core/support/text.h"
#include "dialects/common/words.h"
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

std::string definition(const PrimaryKey& key) {
  return "PRIMARY KEY " + columns_in(key.columns) + include_sql(key.include) +
         ddl::deferrable_clause(key.deferrable);
}

std::string definition(const Unique& unique) {
  return std::string("UNIQUE ") + (unique.nulls_distinct ? "" : "NULLS NOT DISTINCT ") +
         columns_in(unique.columns) + include_sql(unique.include) +
         ddl::deferrable_clause(unique.deferrable);
}

std::string definition(const ForeignKey& key) {
  std::string text =
      "FOREIGN KEY " + columns_in(key.columns) + " REFERENCES " + quote(key.references);
  if (!key.referenced_columns.empty()) text += " " + columns_in(key.referenced_columns);
  if (key.match_full) text += " MATCH FULL";
  text += ddl::action_clause("UPDATE", key.on_update) + ddl::action_clause("DELETE", key.on_delete);
  if (!key.set_columns.empty()) text += " " + columns_in(key.set_columns);
  return text + ddl::deferrable_clause(key.deferrable) + (key.validated ? "" : " NOT VALID");
}

std::string definition(const Check& check) {
  return "CHECK " + in_parentheses(check.expression.sql) + (check.no_inherit ? " NO INHERIT" : "") +
         (check.validated ? "" : " NOT VALID");
}

}  // namespace

std::string constraint_sql(const Constraint& constraint) {
  return ddl::constraint_head(name_of(constraint),
                              [](std::string_view name) { return quote(name); }) +
         match(constraint, [](const auto& part) { return definition(part); });
}

bool is_validated(const Constraint& constraint) {
  if (const auto* key = std::get_if<ForeignKey>(&constraint)) return key->validated;
  const auto* check = std::get_if<Check>(&constraint);
  return check == nullptr || check->validated;
}

Sql sql_of(const CreateConstraint& o) {
  Sql statements = {alter_table_sql(o.table, {"ADD " + constraint_sql(o.constraint)})};
  for (std::string& sql : comment_of(o.table, o.constraint)) statements.push_back(std::move(sql));
  return statements;
}

Sql comment_of(const Name& table, const Constraint& constraint) {
  const std::string& text =
      match(constraint, [](const auto& part) -> const std::string& { return part.comment.text; });
  if (text.empty() || !ddl::is_given_name(name_of(constraint))) return {};
  return {comment_sql("CONSTRAINT " + quote(name_of(constraint)) + " ON " + quote(table), text)};
}

Sql sql_of(const DropConstraint& o) {
  std::string name = name_of(o.was);
  if (name.empty() && std::holds_alternative<PrimaryKey>(o.was)) name = o.table.name + "_pkey";
  return {alter_table_sql(o.table, {"DROP CONSTRAINT " + quote(name)})};
}

}  // namespace dbtool::postgres
