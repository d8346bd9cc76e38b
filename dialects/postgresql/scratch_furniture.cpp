#include "dialects/postgresql/scratch_furniture.h"

#include "core/support/text.h"
#include "dialects/postgresql/catalog.h"
#include "dialects/postgresql/names.h"

#include <vector>

namespace dbtool::postgres {
namespace {

/// Objects of people's schemas that came with no extension.
std::string own(const std::string& catalog, const std::string& object) {
  return " AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND NOT EXISTS ("
         "SELECT FROM pg_depend e WHERE e.classid = '" +
         catalog + "'::regclass AND e.objid = " + object + ".oid AND e.deptype IN ('e', 'i'))";
}

const std::string installed_extensions =
    "SELECT 1, e.oid, n.nspname, format('CREATE EXTENSION IF NOT EXISTS %I SCHEMA %I', e.extname, "
    "n.nspname) FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace "
    "WHERE e.extname <> 'plpgsql'";

std::string sequences() {
  return "SELECT 2, c.oid, n.nspname, format('CREATE SEQUENCE %s', c.oid::regclass) "
         "FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'S' "
         "AND NOT EXISTS (SELECT FROM pg_depend o WHERE o.classid = 'pg_class'::regclass "
         "AND o.objid = c.oid AND o.refobjsubid > 0 AND o.deptype IN ('a', 'i'))" +
         own("pg_class", "c");
}

std::string domains() {
  return "SELECT 3, t.oid, n.nspname, format('CREATE DOMAIN %s AS %s', t.oid::regtype, "
         "format_type(t.typbasetype, t.typtypmod)) || coalesce((SELECT string_agg(' ' || "
         "pg_get_constraintdef(k.oid), '') FROM pg_constraint k WHERE k.contypid = t.oid "
         "AND k.contype = 'c'), '') "
         "FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE t.typtype = 'd'" +
         own("pg_type", "t");
}

std::string composites() {
  return "SELECT 4, t.oid, n.nspname, format('CREATE TYPE %s AS (%s)', t.oid::regtype, "
         "(SELECT string_agg(format('%I %s', a.attname, format_type(a.atttypid, a.atttypmod)), "
         "', ' ORDER BY a.attnum) FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 "
         "AND NOT a.attisdropped)) "
         "FROM pg_type t JOIN pg_class c ON c.oid = t.typrelid AND c.relkind = 'c' "
         "JOIN pg_namespace n ON n.oid = t.typnamespace WHERE true" +
         own("pg_type", "t");
}

std::string functions() {
  return "SELECT 5, p.oid, n.nspname, pg_get_functiondef(p.oid) "
         "FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace "
         "WHERE p.prokind IN ('f', 'p')" +
         own("pg_proc", "p");
}

std::string collations() {
  return "SELECT 2, o.oid, n.nspname, format('CREATE COLLATION %I.%I (%s, PROVIDER = %s, "
         "DETERMINISTIC = %s)', n.nspname, o.collname, "
         "CASE WHEN o.collprovider = 'i' THEN format('LOCALE = %L', "
         "coalesce(to_jsonb(o) ->> 'colliculocale', to_jsonb(o) ->> 'colllocale', o.collcollate)) "
         "ELSE format('LC_COLLATE = %L, LC_CTYPE = %L', o.collcollate, o.collctype) END, "
         "CASE o.collprovider WHEN 'i' THEN 'icu' ELSE 'libc' END, o.collisdeterministic::text) "
         "FROM pg_collation o JOIN pg_namespace n ON n.oid = o.collnamespace "
         "WHERE o.collprovider IN ('i', 'c')" +
         own("pg_collation", "o");
}

std::string ranges() {
  return "SELECT 4, t.oid, n.nspname, format('CREATE TYPE %s AS RANGE (SUBTYPE = %s%s%s)', "
         "t.oid::regtype, r.rngsubtype::regtype, "
         "CASE WHEN r.rngsubdiff <> 0 THEN ', SUBTYPE_DIFF = ' || r.rngsubdiff ELSE '' END, "
         "CASE WHEN r.rngcollation <> 0 THEN ', COLLATION = ' || r.rngcollation::regcollation "
         "ELSE '' END) "
         "FROM pg_type t JOIN pg_range r ON r.rngtypid = t.oid "
         "JOIN pg_namespace n ON n.oid = t.typnamespace WHERE true" +
         own("pg_type", "t");
}

std::string operators() {
  return "SELECT 6, o.oid, n.nspname, format('CREATE OPERATOR %I.%s (FUNCTION = %s%s%s)', "
         "n.nspname, o.oprname, o.oprcode, "
         "CASE WHEN o.oprleft <> 0 THEN ', LEFTARG = ' || format_type(o.oprleft, NULL) "
         "ELSE '' END, ', RIGHTARG = ' || format_type(o.oprright, NULL)) "
         "FROM pg_operator o JOIN pg_namespace n ON n.oid = o.oprnamespace WHERE o.oprcode <> 0" +
         own("pg_operator", "o");
}

std::string aggregates() {
  return "SELECT 6, p.oid, n.nspname, format('CREATE AGGREGATE %I.%I(%s) (SFUNC = %s, STYPE = %s', "
         "n.nspname, p.proname, pg_get_function_identity_arguments(p.oid), a.aggtransfn, "
         "format_type(a.aggtranstype, NULL)) || "
         "CASE WHEN a.aggfinalfn <> 0 THEN ', FINALFUNC = ' || a.aggfinalfn ELSE '' END || "
         "coalesce(', INITCOND = ' || quote_literal(a.agginitval), '') || ')' "
         "FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace "
         "JOIN pg_aggregate a ON a.aggfnoid = p.oid WHERE a.aggkind = 'n'" +
         own("pg_proc", "p");
}

// One may need another: what fails in the first round may do in the second.
constexpr std::string_view block = R"(
DECLARE
  one text;
BEGIN
  FOR round IN 1..2 LOOP
    FOREACH one IN ARRAY ARRAY[{all}]::text[] LOOP
      BEGIN
        EXECUTE one;
      EXCEPTION WHEN OTHERS THEN
        NULL;
      END;
    END LOOP;
  END LOOP;
END
)";

}  // namespace

std::string furniture_of(Connection& connection) {
  std::vector<std::string> statements;
  std::string all = installed_extensions;
  for (const std::string& query : {sequences(), collations(), domains(), composites(), ranges(),
                                   functions(), aggregates(), operators()})
    all += " UNION ALL " + query;
  connection.query(all + " ORDER BY 1, 2", [&](Row row) {
    statements.push_back(literal("CREATE SCHEMA IF NOT EXISTS " + quote(text(row[2]))));
    statements.push_back(literal(text(row[3])));
  });
  if (statements.empty()) return {};
  return "DO " + dollar_quoted(replace_all(std::string(block), "{all}", join(statements, ", ")));
}

}  // namespace dbtool::postgres
