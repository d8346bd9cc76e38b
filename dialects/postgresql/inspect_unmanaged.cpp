#include "dialects/postgresql/catalog.h"
#include "dialects/postgresql/names.h"
#include "dialects/postgresql/version_trigger.h"

#include <algorithm>
#include <tuple>

namespace dbtool::postgres {
namespace {

std::string not_of_extension(const std::string& catalog_name, const std::string& oid) {
  return " AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = '" + catalog_name +
         "'::regclass AND e.objid = " + oid + " AND e.deptype = 'e')";
}

/// Triggers and functions of versions belong to their columns.
std::string not_of_version(const std::string& catalog_name, const std::string& oid) {
  return " AND coalesce(obj_description(" + oid + ", '" + catalog_name + "'), '') NOT LIKE " +
         literal(std::string(version_tag) + "%");
}

/// Tables of kinds that are left alone, and sequences that belong to no column.
std::string relations(const Catalog& catalog) {
  return "SELECT CASE WHEN c.relispartition THEN 'partition' WHEN c.relkind = 'S' THEN 'sequence' "
         "WHEN c.relkind = 'f' THEN 'foreign table' WHEN c.relkind = 'c' THEN 'composite type' "
         "ELSE 'inherited table' END, n.nspname, c.relname, NULL "
         "FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
         "WHERE c.relpersistence <> 't' AND " +
         catalog.in_schemas("n.nspname") +
         " AND (c.relkind IN ('f', 'c') OR (c.relkind = 'S' AND NOT EXISTS ("
         "SELECT FROM pg_depend o WHERE o.classid = 'pg_class'::regclass AND o.objid = c.oid "
         "AND o.refobjsubid > 0 AND o.deptype IN ('a', 'i'))) OR (c.relkind IN ('r', 'p') AND "
         "EXISTS (SELECT FROM pg_inherits i WHERE i.inhrelid = c.oid)))" +
         not_of_extension("pg_class", "c.oid");
}

std::string row_security(const Catalog& catalog) {
  return "SELECT 'row security', n.nspname, c.relname, NULL "
         "FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
         "WHERE c.relrowsecurity AND " +
         catalog.in_schemas("n.nspname");
}

std::string types(const Catalog& catalog) {
  return "SELECT CASE t.typtype WHEN 'd' THEN 'domain' WHEN 'r' THEN 'range type' "
         "ELSE 'type' END, n.nspname, t.typname, NULL "
         "FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace "
         "WHERE (t.typtype IN ('d', 'r') OR (t.typtype = 'b' AND t.typelem = 0)) AND " +
         catalog.in_schemas("n.nspname") + not_of_extension("pg_type", "t.oid");
}

std::string functions(const Catalog& catalog) {
  return "SELECT CASE p.prokind WHEN 'p' THEN 'procedure' WHEN 'a' THEN 'aggregate' "
         "ELSE 'function' END, n.nspname, p.proname || '(' || "
         "pg_get_function_identity_arguments(p.oid) || ')', NULL "
         "FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE " +
         catalog.in_schemas("n.nspname") + not_of_extension("pg_proc", "p.oid") +
         not_of_version("pg_proc", "p.oid") +
         " AND NOT EXISTS (SELECT FROM pg_depend i WHERE i.classid = 'pg_proc'::regclass "
         "AND i.objid = p.oid AND i.deptype = 'i')";
}

/// Objects that belong to a relation: `table.column` is the one that names it in its catalog.
std::string parts_of_tables(const Catalog& catalog, const std::string& kind,
                            const std::string& from, const std::string& name) {
  return "SELECT '" + kind + "', n.nspname, c.relname, " + name + " FROM " + from +
         " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE " + catalog.in_schemas("n.nspname");
}

std::string triggers_policies_rules(const Catalog& catalog) {
  return parts_of_tables(catalog, "trigger",
                         "pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid AND NOT t.tgisinternal",
                         "t.tgname") +
         not_of_version("pg_trigger", "t.oid") + " UNION ALL " +
         parts_of_tables(catalog, "policy", "pg_policy p JOIN pg_class c ON c.oid = p.polrelid",
                         "p.polname") +
         " UNION ALL " +
         parts_of_tables(
             catalog, "rule",
             "pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class AND r.rulename <> '_RETURN'",
             "r.rulename") +
         " UNION ALL " +
         parts_of_tables(catalog, "statistics",
                         "pg_statistic_ext s JOIN pg_class c ON c.oid = s.stxrelid", "s.stxname");
}

/// Schemas nobody asked for, that have tables or views.
std::string other_schemas(const Catalog& catalog) {
  return "SELECT 'schema', NULL, n.nspname, NULL FROM pg_namespace n "
         "WHERE NOT " +
         catalog.in_schemas("n.nspname") +
         " AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'"
         " AND EXISTS (SELECT FROM pg_class c WHERE c.relnamespace = n.oid "
         "AND c.relkind IN ('r', 'p', 'v', 'm', 'f'))" +
         not_of_extension("pg_namespace", "n.oid");
}

std::string extensions() {
  return "SELECT 'extension', NULL, extname, NULL FROM pg_extension WHERE extname <> 'plpgsql'";
}

}  // namespace

void read_unmanaged(const Catalog& catalog, Schema& schema) {
  catalog.connection().query(
      relations(catalog) + " UNION ALL " + row_security(catalog) + " UNION ALL " + types(catalog) +
          " UNION ALL " + functions(catalog) + " UNION ALL " + triggers_policies_rules(catalog) +
          " UNION ALL " + other_schemas(catalog) + " UNION ALL " + extensions(),
      [&](Row row) {
        std::string kind(text(row[0]));
        Name name =
            row[1] ? catalog.name_in(*row[1], text(row[2])) : Name{"", std::string(text(row[2]))};
        std::string subject = to_text(name);
        if (kind == "row security") subject = "on " + subject;
        if (row[3]) subject = std::string(*row[3]) + " on " + subject;
        schema.unmanaged.push_back({std::move(kind), std::move(subject)});
      });
  std::ranges::sort(schema.unmanaged, {},
                    [](const Unmanaged& u) { return std::tie(u.kind, u.name); });
}

}  // namespace dbtool::postgres
