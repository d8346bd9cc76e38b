#include "dialects/postgresql/catalog.h"
#include "dialects/postgresql/names.h"
#include "dialects/postgresql/version_trigger.h"

#include <algorithm>
#include <tuple>

namespace dbtool::postgres {
namespace {

// Each query has rows of kind, schema, name, what is named on it, and a definition, as text that is
// the same for two things that are.

std::string not_of_extension(const std::string& catalog_name, const std::string& oid) {
  return " AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = '" + catalog_name +
         "'::regclass AND e.objid = " + oid + " AND e.deptype = 'e')";
}

/// Triggers and functions of versions belong to their columns.
std::string not_of_version(const std::string& catalog_name, const std::string& oid) {
  return " AND coalesce(obj_description(" + oid + ", '" + catalog_name + "'), '') NOT LIKE " +
         literal(std::string(version_tag) + "%");
}

/// The columns of a relation, in no order.
std::string columns_of(const std::string& relation) {
  return "(SELECT string_agg(format('%I %s %s', a.attname, format_type(a.atttypid, a.atttypmod), "
         "a.attnotnull), ', ' ORDER BY a.attname) FROM pg_attribute a WHERE a.attrelid = " +
         relation + " AND a.attnum > 0 AND NOT a.attisdropped)";
}

std::string definition_of_relation() {
  return "CASE WHEN c.relispartition THEN pg_get_expr(c.relpartbound, c.oid) || "
         "coalesce(pg_get_partkeydef(c.oid), '') "
         "WHEN c.relkind = 'S' THEN (SELECT format('%s %s %s %s %s %s %s', s.seqtypid::regtype, "
         "s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache, s.seqcycle) "
         "FROM pg_sequence s WHERE s.seqrelid = c.oid) ELSE " +
         columns_of("c.oid") + " END";
}

/// Tables of kinds that are left alone, and sequences that belong to no column.
std::string relations(const Catalog& catalog) {
  return "SELECT CASE WHEN c.relispartition THEN 'partition' WHEN c.relkind = 'S' THEN 'sequence' "
         "WHEN c.relkind = 'f' THEN 'foreign table' WHEN c.relkind = 'c' THEN 'composite type' "
         "ELSE 'inherited table' END, n.nspname, c.relname, NULL, " +
         definition_of_relation() +
         " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
         "WHERE c.relpersistence <> 't' AND " +
         catalog.in_schemas("n.nspname") +
         " AND (c.relkind IN ('f', 'c') OR (c.relkind = 'S' AND NOT EXISTS ("
         "SELECT FROM pg_depend o WHERE o.classid = 'pg_class'::regclass AND o.objid = c.oid "
         "AND o.refobjsubid > 0 AND o.deptype IN ('a', 'i'))) OR (c.relkind IN ('r', 'p') AND "
         "EXISTS (SELECT FROM pg_inherits i WHERE i.inhrelid = c.oid)))" +
         not_of_extension("pg_class", "c.oid");
}

/// What a relation has besides what it is made of; named "on users".
std::string settings_of_relations(const Catalog& catalog) {
  auto setting = [&](const std::string& kind, const std::string& condition,
                     const std::string& definition) {
    return "SELECT '" + kind + "', n.nspname, c.relname, NULL, " + definition +
           " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE " + condition +
           " AND " + catalog.in_schemas("n.nspname") + not_of_extension("pg_class", "c.oid");
  };
  return setting("row security", "c.relrowsecurity", "c.relforcerowsecurity::text") +
         " UNION ALL " +
         setting("grants",
                 "c.relkind <> 'i' AND EXISTS (SELECT FROM aclexplode(c.relacl) a "
                 "WHERE a.grantee <> c.relowner)",
                 "(SELECT string_agg(concat(a.grantee::regrole, ' ', a.privilege_type, ' ', "
                 "a.is_grantable), ', ' ORDER BY a.grantee, a.privilege_type) "
                 "FROM aclexplode(c.relacl) a WHERE a.grantee <> c.relowner)") +
         " UNION ALL " +
         setting("replica identity",
                 "c.relkind IN ('r', 'p') AND c.relreplident IN ('f', 'i', 'n')",
                 "c.relreplident::text");
}

std::string types(const Catalog& catalog) {
  return "SELECT CASE t.typtype WHEN 'd' THEN 'domain' WHEN 'r' THEN 'range type' "
         "ELSE 'type' END, n.nspname, t.typname, NULL, concat_ws(' ', "
         "format_type(t.typbasetype, t.typtypmod), t.typnotnull, t.typdefault, "
         "(SELECT r.rngsubtype::regtype FROM pg_range r WHERE r.rngtypid = t.oid), "
         "(SELECT string_agg(k.conname || ' ' || pg_get_constraintdef(k.oid), ' ' "
         "ORDER BY k.conname) FROM pg_constraint k WHERE k.contypid = t.oid)) "
         "FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace "
         "WHERE (t.typtype IN ('d', 'r') OR (t.typtype = 'b' AND t.typelem = 0)) AND " +
         catalog.in_schemas("n.nspname") + not_of_extension("pg_type", "t.oid");
}

std::string functions(const Catalog& catalog) {
  return "SELECT CASE p.prokind WHEN 'p' THEN 'procedure' WHEN 'a' THEN 'aggregate' "
         "ELSE 'function' END, n.nspname, p.proname || '(' || "
         "pg_get_function_identity_arguments(p.oid) || ')', NULL, "
         "CASE p.prokind WHEN 'a' THEN (SELECT format('%s %s %s %s', g.aggtransfn, "
         "g.aggtranstype::regtype, g.aggfinalfn, g.agginitval) FROM pg_aggregate g "
         "WHERE g.aggfnoid = p.oid) ELSE pg_get_functiondef(p.oid) END "
         "FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE " +
         catalog.in_schemas("n.nspname") + not_of_extension("pg_proc", "p.oid") +
         not_of_version("pg_proc", "p.oid") +
         " AND NOT EXISTS (SELECT FROM pg_depend i WHERE i.classid = 'pg_proc'::regclass "
         "AND i.objid = p.oid AND i.deptype = 'i')";
}

/// Objects that belong to a relation: `name` is what they are called.
std::string parts_of_tables(const Catalog& catalog, const std::string& kind,
                            const std::string& from, const std::string& name,
                            const std::string& definition) {
  return "SELECT '" + kind + "', n.nspname, c.relname, " + name + ", " + definition + " FROM " +
         from + " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE " +
         catalog.in_schemas("n.nspname");
}

std::string triggers_policies_rules(const Catalog& catalog) {
  return parts_of_tables(catalog, "trigger",
                         "pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid AND NOT t.tgisinternal",
                         "t.tgname", "pg_get_triggerdef(t.oid) || t.tgenabled::text") +
         not_of_version("pg_trigger", "t.oid") + " UNION ALL " +
         parts_of_tables(catalog, "policy", "pg_policy p JOIN pg_class c ON c.oid = p.polrelid",
                         "p.polname",
                         "concat_ws(' ', p.polcmd, p.polpermissive, p.polroles::regrole[], "
                         "pg_get_expr(p.polqual, p.polrelid), "
                         "pg_get_expr(p.polwithcheck, p.polrelid))") +
         " UNION ALL " +
         parts_of_tables(
             catalog, "rule",
             "pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class AND r.rulename <> '_RETURN'",
             "r.rulename", "pg_get_ruledef(r.oid)") +
         " UNION ALL " +
         parts_of_tables(catalog, "statistics",
                         "pg_statistic_ext s JOIN pg_class c ON c.oid = s.stxrelid", "s.stxname",
                         "pg_get_statisticsobjdef(s.oid)");
}

/// Indexes of partitions that are none of the whole table's.
std::string indexes_of_partitions(const Catalog& catalog) {
  return parts_of_tables(catalog, "index",
                         "pg_index i JOIN pg_class x ON x.oid = i.indexrelid "
                         "JOIN pg_class c ON c.oid = i.indrelid AND c.relispartition "
                         "AND NOT x.relispartition AND NOT EXISTS (SELECT FROM pg_constraint k "
                         "WHERE k.conindid = i.indexrelid)",
                         "x.relname", "pg_get_indexdef(i.indexrelid)") +
         not_of_extension("pg_class", "c.oid");
}

/// Comments that no statement of dbtool's own makes; it keeps them with what they are on.
std::string comments(const Catalog& catalog) {
  auto comment = [&](const std::string& name, const std::string& from) {
    return "SELECT 'comment', NULL, " + name + ", NULL, d.description FROM pg_description d JOIN " +
           from + " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE " +
           catalog.in_schemas("n.nspname") + not_of_extension("pg_class", "c.oid");
  };
  return comment("'index ' || c.oid::regclass",
                 "pg_class c ON c.oid = d.objoid AND d.classoid = 'pg_class'::regclass "
                 "AND c.relkind IN ('i', 'I')") +
         " UNION ALL " +
         comment("format('constraint %I of %s', k.conname, c.oid::regclass)",
                 "pg_constraint k ON k.oid = d.objoid AND d.classoid = 'pg_constraint'::regclass "
                 "JOIN pg_class c ON c.oid = k.conrelid") +
         " UNION ALL " +
         comment("format('column %I of %s', a.attname, c.oid::regclass)",
                 "pg_attribute a ON a.attrelid = d.objoid AND a.attnum = d.objsubid "
                 "AND d.classoid = 'pg_class'::regclass AND d.objsubid > 0 "
                 "JOIN pg_class c ON c.oid = a.attrelid AND c.relkind IN ('v', 'm')");
}

/// Schemas nobody asked for, that have tables or views.
std::string other_schemas(const Catalog& catalog) {
  return "SELECT 'schema', NULL, n.nspname, NULL, NULL FROM pg_namespace n "
         "WHERE NOT " +
         catalog.in_schemas("n.nspname") +
         " AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'"
         " AND EXISTS (SELECT FROM pg_class c WHERE c.relnamespace = n.oid "
         "AND c.relkind IN ('r', 'p', 'v', 'm', 'f'))" +
         not_of_extension("pg_namespace", "n.oid");
}

std::string extensions() {
  return "SELECT 'extension', NULL, extname, NULL, NULL FROM pg_extension "
         "WHERE extname <> 'plpgsql'";
}

/// Objects of the whole database, and those of schemas that are rare: the server says what they
/// are. Up to 16383, oids are those of the server's own.
std::string rare_objects(const Catalog& catalog) {
  std::string all;
  for (const char* name :
       {"pg_event_trigger", "pg_publication", "pg_cast", "pg_collation", "pg_ts_config",
        "pg_ts_dict", "pg_ts_parser", "pg_ts_template", "pg_operator", "pg_opclass",
        "pg_conversion", "pg_foreign_data_wrapper", "pg_foreign_server", "pg_am", "pg_language",
        "pg_transform", "pg_default_acl"}) {
    if (!all.empty()) all += " UNION ALL ";
    all += "SELECT '" + std::string(name) + "'::regclass AS class, oid FROM " + name +
           " WHERE oid > 16383";
  }
  return "SELECT d.type, NULL, d.identity, NULL, NULL FROM (" + all +
         ") o, pg_identify_object(o.class, o.oid, 0) d "
         "WHERE (d.schema IS NULL OR " +
         catalog.in_schemas("d.schema") +
         ") AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = o.class "
         "AND e.objid = o.oid AND e.deptype IN ('e', 'i'))";
}

}  // namespace

void read_unmanaged(const Catalog& catalog, Schema& schema) {
  std::string all = relations(catalog);
  for (const std::string& query :
       {settings_of_relations(catalog), types(catalog), functions(catalog),
        triggers_policies_rules(catalog), indexes_of_partitions(catalog), comments(catalog),
        other_schemas(catalog), extensions(), rare_objects(catalog)})
    all += " UNION ALL " + query;
  std::string definition = catalog.scope().definitions ? "md5(u.definition)" : "NULL";
  catalog.connection().query("SELECT u.kind, u.schema, u.name, u.part, " + definition + " FROM (" +
                                 all + ") u (kind, schema, name, part, definition)",
                             [&](Row row) {
                               std::string kind(text(row[0]));
                               std::string subject =
                                   row[1] ? to_text(catalog.name_in(*row[1], text(row[2])))
                                          : std::string(text(row[2]));
                               if (kind == "row security" || kind == "grants" ||
                                   kind == "replica identity" || kind == "comment")
                                 subject = "on " + subject;
                               if (row[3]) subject = std::string(*row[3]) + " on " + subject;
                               schema.unmanaged.push_back({std::move(kind), std::move(subject),
                                                           std::string(text(row[4]))});
                             });
  std::ranges::sort(schema.unmanaged, {},
                    [](const Unmanaged& u) { return std::tie(u.kind, u.name); });
}

}  // namespace dbtool::postgres
