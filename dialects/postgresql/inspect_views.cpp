#include "dialects/postgresql/catalog.h"

#include <algorithm>

namespace dbtool::postgres {

// A view's query is a rewrite rule; what the rule depends on is what the view uses.
void read_dependencies(const Catalog& catalog, Schema& schema) {
  if (schema.views.empty()) return;
  catalog.connection().query(
      "SELECT vn.nspname, v.relname, n.nspname, c.relname, a.attname "
      "FROM pg_depend d JOIN pg_rewrite r ON r.oid = d.objid "
      "JOIN pg_class v ON v.oid = r.ev_class JOIN pg_namespace vn ON vn.oid = v.relnamespace "
      "JOIN pg_class c ON c.oid = d.refobjid JOIN pg_namespace n ON n.oid = c.relnamespace "
      "LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.refobjsubid "
      "AND d.refobjsubid > 0 "
      "WHERE d.classid = 'pg_rewrite'::regclass AND d.refclassid = 'pg_class'::regclass "
      "AND v.relkind IN ('v', 'm') AND c.oid <> v.oid AND " +
          catalog.in_schemas("vn.nspname") + " ORDER BY 1, 2, 3, 4, 5",
      [&](Row row) {
        Name view = catalog.name_in(text(row[0]), text(row[1]));
        if (!schema.views.contains(view)) return;
        schema.dependencies.push_back({.object = std::move(view),
                                       .uses = catalog.name_in(text(row[2]), text(row[3])),
                                       .column = std::string(text(row[4]))});
      });
  std::ranges::sort(schema.dependencies);
}

}  // namespace dbtool::postgres
