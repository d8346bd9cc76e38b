#include "dialects/postgresql/privileges.h"

#include "core/support/sql_tokens.h"
#include "core/support/text.h"

#include <array>
#include <optional>

namespace dbtool::postgres {
namespace {

using Tokens = std::vector<sql::Token>;

/// "table orders" of "permission denied for table orders".
struct Object {
  std::string kind = {};
  std::string name = {};
};

std::optional<Object> object_after(std::string_view message, std::string_view start) {
  static constexpr auto kinds = std::to_array<std::string_view>(
      {"materialized view", "table", "view", "sequence", "schema", "database", "function",
       "procedure", "type", "domain", "language", "tablespace", "index", "relation"});
  if (!message.starts_with(start)) return std::nullopt;
  message.remove_prefix(start.size());
  for (const std::string_view kind : kinds)
    if (message.starts_with(std::string(kind) + " "))
      return Object{std::string(kind), std::string(message.substr(kind.size() + 1))};
  return std::nullopt;
}

/// Whether the object, by its last name, is what a statement like INSERT INTO begins with.
bool is_target(const Tokens& tokens, const std::string& name) {
  std::size_t i = 1;
  while (i < tokens.size() && (tokens[i].is("into") || tokens[i].is("from") ||
                               tokens[i].is("only") || tokens[i].is("table")))
    ++i;
  while (i + 2 < tokens.size() && tokens[i + 1].is_symbol(".")) i += 2;
  return i < tokens.size() && sql::name_of(tokens[i]) == name;
}

/// What a statement needs of a table or view.
std::string rows_privilege(const Tokens& tokens, const std::string& name) {
  if (tokens.empty()) return "SELECT";
  const sql::Token& first = tokens.front();
  if (is_target(tokens, name)) {
    if (first.is("insert")) return "INSERT";
    if (first.is("update")) return "SELECT, UPDATE";
    if (first.is("delete")) return "SELECT, DELETE";
    if (first.is("truncate")) return "TRUNCATE";
  }
  if (!first.is("create") && !first.is("alter")) return "SELECT";
  for (const sql::Token& token : tokens) {
    if (token.is("trigger")) return "TRIGGER";
    if (token.is("references")) return "REFERENCES";
  }
  return "SELECT";
}

std::string privilege_of(const Object& object, std::string_view statement) {
  const Tokens tokens = sql::tokenize(statement, sql::postgresql_rules());
  if (object.kind == "schema")
    return !tokens.empty() && tokens.front().is("create") ? "USAGE, CREATE" : "USAGE";
  if (object.kind == "database" || object.kind == "tablespace") return "CREATE";
  if (object.kind == "function" || object.kind == "procedure") return "EXECUTE";
  if (object.kind == "table" || object.kind.ends_with("view") || object.kind == "relation")
    return rows_privilege(tokens, object.name);
  return "USAGE";
}

/// As GRANT has it: views are tables to it. A function needs its arguments, which are not told.
std::string grant_of(const Object& object, const std::string& privilege, std::string_view user) {
  const bool is_rows = object.kind.ends_with("view") || object.kind == "relation";
  const std::string kind = is_rows ? "TABLE" : upper(object.kind);
  const bool has_arguments = object.kind == "function" || object.kind == "procedure";
  return "let its owner say: GRANT " + privilege + " ON " + kind + " " +
         sql::quote_name(object.name) + (has_arguments ? "(…)" : "") + " TO " +
         sql::quote_name(user);
}

}  // namespace

std::vector<Note> privilege_notes(std::string_view message, std::string_view statement,
                                  std::string_view user) {
  const std::string who = "the user \"" + std::string(user) + "\" ";
  if (const auto owned = object_after(message, "must be owner of "))
    return {
        {"cause", who + "does not own the " + owned->kind + " \"" + owned->name + "\""},
        {"next", "connect as its owner, or let a superuser make the user a member of that role"}};
  const auto object = object_after(message, "permission denied for ");
  if (!object) return {{"cause", "the session is that of " + who.substr(0, who.size() - 1)}};
  const std::string privilege = privilege_of(*object, statement);
  return {{"cause",
           who + "has no " + privilege + " on the " + object->kind + " \"" + object->name + "\""},
          {"next", grant_of(*object, privilege, user)}};
}

}  // namespace dbtool::postgres
