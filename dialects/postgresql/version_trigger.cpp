// The function names its column, since PL/pgSQL assigns to NEW by name alone. The trigger's
// condition makes the catalog know which column that is, keeps the column from being dropped
// underneath it, and spares the call to updates that are as they should be.
#include "dialects/postgresql/version_trigger.h"

#include "core/schema/naming.h"
#include "dialects/postgresql/names.h"

namespace dbtool::postgres {
namespace {

std::string word_of(VersionMode mode) {
  return mode == VersionMode::strict ? "strict" : "bump";
}

/// Of the function, and of the trigger on each table.
std::string name_of(const Column& column) {
  return name_by_convention("dbtool_" + word_of(*column.version) + "_{columns}", {}, {column.name});
}

std::string function_of(const Name& table, const Column& column) {
  return quote(Name{table.schema, name_of(column)}) + "()";
}

std::string on(const Name& table, const Column& column) {
  return quote(name_of(column)) + " ON " + quote(table);
}

std::string drop_function(const Name& table, const Column& column) {
  return "DO " + dollar_quoted("\nBEGIN\n  DROP FUNCTION IF EXISTS " + function_of(table, column) +
                               ";\nEXCEPTION WHEN dependent_objects_still_exist THEN\n"
                               "  NULL;  -- another table has such a version\nEND\n");
}

}  // namespace

std::string trigger_tag(VersionMode mode) {
  return std::string(version_tag) + ":" + word_of(mode);
}

std::string function_body(const std::string& column, VersionMode mode) {
  const std::string was = "OLD." + quote(column);
  const std::string is = "NEW." + quote(column);
  std::string refuse =
      "RAISE EXCEPTION USING ERRCODE = 'DT001',\n"
      "    MESSAGE = format('stale data: %I.%I', TG_TABLE_SCHEMA, TG_TABLE_NAME),\n"
      "    DETAIL = format('row is at version %s, statement wrote %s', " +
      was + ", " + is + "),\n    SCHEMA = TG_TABLE_SCHEMA, TABLE = TG_TABLE_NAME;\n";
  if (mode == VersionMode::strict) return "\nBEGIN\n  " + refuse + "END\n";
  return "\nBEGIN\n  IF " + is + " IS DISTINCT FROM " + was + " THEN\n  " + refuse +
         "  END IF;\n  " + is + " := " + was + " + 1;\n  RETURN NEW;\nEND\n";
}

Sql create_version(const Name& table, const Column& column) {
  if (!column.version) return {};
  const std::string name = quote(column.name);
  const std::string function = function_of(table, column);
  return {"CREATE OR REPLACE FUNCTION " + function + " RETURNS trigger LANGUAGE plpgsql AS " +
              dollar_quoted(function_body(column.name, *column.version)),
          comment_sql("FUNCTION " + function, std::string(version_tag)),
          "CREATE TRIGGER " + quote(name_of(column)) + " BEFORE UPDATE ON " + quote(table) +
              " FOR EACH ROW\n  WHEN (NEW." + name + " IS DISTINCT FROM OLD." + name +
              " + 1)\n  EXECUTE FUNCTION " + function,
          comment_sql("TRIGGER " + on(table, column), trigger_tag(*column.version))};
}

Sql drop_version(const Name& table, const Column& column) {
  if (!column.version) return {};
  return {"DROP TRIGGER " + on(table, column), drop_function(table, column)};
}

Sql replace_version(const Name& table, const Column& column) {
  Sql statements = {"DROP TRIGGER IF EXISTS " + on(table, column)};
  append(statements, create_version(table, column));
  return statements;
}

Sql drop_functions(const Table& table) {
  Sql statements;
  for (const Column& column : table.columns)
    if (column.version) statements.push_back(drop_function(table.name, column));
  return statements;
}

}  // namespace dbtool::postgres
