#include "dialects/postgresql/ddl.h"

#include "core/support/sql_tokens.h"
#include "core/support/text.h"
#include "dialects/postgresql/names.h"

#include <algorithm>
#include <array>

namespace dbtool::postgres {
namespace {

constexpr std::string_view prefix = "postgresql.";

// Options that are clauses of their own; all others are storage parameters.
bool is_clause(std::string_view name) {
  static constexpr auto clauses =
      std::to_array<std::string_view>({"unlogged", "tablespace", "partition_by"});
  return std::ranges::find(clauses, name) != clauses.end();
}

bool is_plain_value(const std::string& value) {
  std::vector<sql::Token> tokens = sql::tokenize(value, sql::postgresql_rules());
  return tokens.size() == 1 && tokens[0].text.size() == value.size() &&
         (tokens[0].kind == sql::TokenKind::word || tokens[0].kind == sql::TokenKind::number);
}

}  // namespace

void append(Sql& to, Sql more) {
  to.insert(to.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

std::string storage_sql(const std::map<std::string, std::string>& options) {
  Sql parts;
  for (const auto& [key, value] : options) {
    if (!key.starts_with(prefix) || is_clause(key.substr(prefix.size())) || value.empty()) continue;
    parts.push_back(key.substr(prefix.size()) + " = " + parameter_value(value));
  }
  return parts.empty() ? std::string() : "WITH (" + join(parts, ", ") + ")";
}

std::string parameter_value(const std::string& value) {
  return is_plain_value(value) ? value : literal(value);
}

std::string option(const std::map<std::string, std::string>& options, const std::string& name) {
  auto found = options.find(std::string(prefix) + name);
  return found == options.end() ? std::string() : found->second;
}

std::string comment_sql(const std::string& object, const std::string& text) {
  return "COMMENT ON " + object + " IS " + (text.empty() ? "NULL" : literal(text));
}

std::string in_parentheses(const std::string& sql) {
  bool comment = sql.find("--") != std::string::npos;
  return "(" + sql + (comment ? "\n)" : ")");
}

std::string alter_table_sql(const Name& table, const Sql& actions) {
  std::string head = "ALTER TABLE " + quote(table);
  if (actions.size() == 1) return head + " " + actions[0];
  return head + "\n  " + join(actions, ",\n  ");
}

}  // namespace dbtool::postgres
