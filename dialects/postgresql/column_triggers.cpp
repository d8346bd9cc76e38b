#include "dialects/postgresql/column_triggers.h"

#include "core/support/sql_tokens.h"
#include "dialects/postgresql/names.h"
#include "dialects/postgresql/version_trigger.h"

#include <algorithm>

namespace dbtool::postgres {
namespace {

std::string triggers_query(const Name& table) {
  std::string schema = table.schema.empty() ? "current_schema()" : literal(table.schema);
  return "SELECT t.tgname, pg_get_triggerdef(t.oid), t.tgenabled, s.description "
         "FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
         "JOIN pg_namespace n ON n.oid = c.relnamespace "
         "LEFT JOIN pg_description s ON s.classoid = 'pg_trigger'::regclass AND s.objoid = t.oid "
         "WHERE NOT t.tgisinternal AND n.nspname = " +
         schema + " AND c.relname = " + literal(table.name) +
         " AND coalesce(s.description, '') NOT LIKE " + literal(std::string(version_tag) + "%") +
         " AND EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_trigger'::regclass "
         "AND d.objid = t.oid AND d.refclassid = 'pg_class'::regclass "
         "AND d.refobjid = t.tgrelid AND d.refobjsubid > 0) ORDER BY t.tgname";
}

/// How a trigger is switched that is not simply on.
std::string state_action(std::string_view enabled) {
  if (enabled == "D") return "DISABLE TRIGGER ";
  if (enabled == "R") return "ENABLE REPLICA TRIGGER ";
  return enabled == "A" ? "ENABLE ALWAYS TRIGGER " : "";
}

std::vector<sql::Token> tokens_of(const std::string& text) {
  return sql::tokenize(text, sql::postgresql_rules());
}

bool is_creation(const std::string& text) {
  return tokens_of(text).front().is("create");
}

/// CREATE [CONSTRAINT] TRIGGER name
std::string trigger_name(const std::string& text) {
  std::vector<sql::Token> tokens = tokens_of(text);
  return sql::name_of(tokens.at(tokens.at(1).is("trigger") ? 2 : 3));
}

bool names_column(const std::string& text, const std::string& column) {
  return std::ranges::any_of(tokens_of(text), [&](const sql::Token& token) {
    bool is_name = token.kind == sql::TokenKind::word || token.kind == sql::TokenKind::quoted_name;
    return is_name && sql::name_of(token) == column;
  });
}

}  // namespace

std::vector<std::string> column_triggers(Connection& connection, const Name& table) {
  std::vector<std::string> statements;
  connection.query(triggers_query(table), [&](Row row) {
    std::string name = quote(*row[0]);
    statements.emplace_back(*row[1]);
    if (std::string action = state_action(*row[2]); !action.empty())
      statements.push_back(alter_table_sql(table, {action + name}));
    if (row[3])
      statements.push_back(
          comment_sql("TRIGGER " + name + " ON " + quote(table), std::string(*row[3])));
  });
  return statements;
}

Around triggers_around(const Name& table, const std::string& column,
                       const std::vector<std::string>& triggers) {
  Around around;
  bool is_concerned = false;
  for (const std::string& text : triggers) {
    if (is_creation(text)) {
      is_concerned = names_column(text, column);
      if (is_concerned)
        around.before.push_back("DROP TRIGGER " + quote(trigger_name(text)) + " ON " +
                                quote(table));
    }
    if (is_concerned) around.after.push_back(text);
  }
  return around;
}

}  // namespace dbtool::postgres
