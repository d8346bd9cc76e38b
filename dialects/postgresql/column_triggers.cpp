#include "dialects/postgresql/column_triggers.h"

#include "core/support/sql_tokens.h"
#include "dialects/postgresql/names.h"
#include "dialects/postgresql/version_trigger.h"

#include <algorithm>

namespace dbtool::postgres {
namespace {

/// Rows of kind, name, definition, state and comment. Policies and rules have no list of their
/// columns in the catalog that is worth more than their text.
std::string attached_query(const std::string& kind, const std::string& catalog,
                           const std::string& columns, const std::string& relation,
                           const std::string& condition, const Name& table) {
  std::string schema = table.schema.empty() ? "current_schema()" : literal(table.schema);
  return "SELECT '" + kind + "', " + columns + ", s.description FROM " + catalog +
         " o JOIN pg_class c ON c.oid = " + relation +
         " JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_description s "
         "ON s.classoid = '" +
         catalog + "'::regclass AND s.objoid = o.oid WHERE n.nspname = " + schema +
         " AND c.relname = " + literal(table.name) + " AND " + condition;
}

std::string triggers_query(const Name& table) {
  return attached_query(
      "TRIGGER", "pg_trigger", "o.tgname, pg_get_triggerdef(o.oid), o.tgenabled", "o.tgrelid",
      "NOT o.tgisinternal AND coalesce(s.description, '') NOT LIKE " +
          literal(std::string(version_tag) + "%") +
          " AND EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_trigger'::regclass "
          "AND d.objid = o.oid AND d.refclassid = 'pg_class'::regclass "
          "AND d.refobjid = o.tgrelid AND d.refobjsubid > 0)",
      table);
}

std::string policies_query(const Name& table) {
  return attached_query(
      "POLICY", "pg_policy",
      "o.polname, format('CREATE POLICY %I ON %s AS %s FOR %s TO %s', o.polname, "
      "o.polrelid::regclass, CASE WHEN o.polpermissive THEN 'PERMISSIVE' ELSE 'RESTRICTIVE' END, "
      "CASE o.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' "
      "WHEN 'd' THEN 'DELETE' ELSE 'ALL' END, "
      "CASE WHEN 0 = ANY (o.polroles) THEN 'PUBLIC' ELSE (SELECT "
      "string_agg(quote_ident(r.rolname), "
      "', ' ORDER BY r.rolname) FROM pg_roles r WHERE r.oid = ANY (o.polroles)) END) "
      "|| coalesce(' USING (' || pg_get_expr(o.polqual, o.polrelid) || ')', '') "
      "|| coalesce(' WITH CHECK (' || pg_get_expr(o.polwithcheck, o.polrelid) || ')', ''), 'O'",
      "o.polrelid", "true", table);
}

std::string rules_query(const Name& table) {
  return attached_query("RULE", "pg_rewrite",
                        "o.rulename, rtrim(pg_get_ruledef(o.oid), ';'), o.ev_enabled", "o.ev_class",
                        "o.rulename <> '_RETURN' AND c.relkind IN ('r', 'p')", table);
}

/// How a trigger or rule is switched that is not simply on.
std::string state_action(std::string_view enabled) {
  if (enabled == "D") return "DISABLE ";
  if (enabled == "R") return "ENABLE REPLICA ";
  return enabled == "A" ? "ENABLE ALWAYS " : "";
}

std::vector<sql::Token> tokens_of(const std::string& text) {
  return sql::tokenize(text, sql::postgresql_rules());
}

bool is_creation(const std::string& text) {
  return tokens_of(text).front().is("create");
}

/// CREATE [CONSTRAINT] TRIGGER name, CREATE POLICY name, CREATE RULE name: DROP TRIGGER name.
std::string drop_sql(const std::string& creation) {
  std::vector<sql::Token> tokens = tokens_of(creation);
  std::size_t kind = tokens.at(1).is("constraint") ? 2 : 1;
  return "DROP " + std::string(tokens.at(kind).text) + " " +
         quote(sql::name_of(tokens.at(kind + 1)));
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
  std::string query = triggers_query(table) + " UNION ALL " + policies_query(table) +
                      " UNION ALL " + rules_query(table) + " ORDER BY 1, 2";
  connection.query(query, [&](Row row) {
    std::string object = std::string(*row[0]) + " " + quote(*row[1]);
    statements.emplace_back(*row[2]);
    if (std::string action = state_action(*row[3]); !action.empty())
      statements.push_back(alter_table_sql(table, {action + object}));
    if (row[4])
      statements.push_back(comment_sql(object + " ON " + quote(table), std::string(*row[4])));
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
      if (is_concerned) around.before.push_back(drop_sql(text) + " ON " + quote(table));
    }
    if (is_concerned) around.after.push_back(text);
  }
  return around;
}

}  // namespace dbtool::postgres
