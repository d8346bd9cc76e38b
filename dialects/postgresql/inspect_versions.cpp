#include "core/schema/table.h"
#include "dialects/postgresql/catalog.h"
#include "dialects/postgresql/names.h"
#include "dialects/postgresql/version_trigger.h"

namespace dbtool::postgres {
namespace {

// The column is the one that the trigger's condition depends on. 19: before update, for each row.
std::string versions_query(const Catalog& catalog) {
  return "SELECT DISTINCT t.tgrelid, d.refobjsubid, s.description, p.prosrc FROM pg_trigger t "
         "JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace "
         "JOIN pg_proc p ON p.oid = t.tgfoid "
         "JOIN pg_description s ON s.classoid = 'pg_trigger'::regclass AND s.objoid = t.oid "
         "JOIN pg_depend d ON d.classid = 'pg_trigger'::regclass AND d.objid = t.oid "
         "AND d.refclassid = 'pg_class'::regclass AND d.refobjid = t.tgrelid "
         "AND d.refobjsubid > 0 "
         "WHERE NOT t.tgisinternal AND t.tgtype = 19 AND t.tgenabled IN ('O', 'A') "
         "AND s.description LIKE " +
         literal(std::string(version_tag) + ":%") + " AND " +
         catalog.in_scope("n.nspname", "c.relname");
}

}  // namespace

void read_versions(Catalog& catalog) {
  catalog.connection().query(versions_query(catalog), [&](Row row) {
    TableDraft* draft = catalog.find_table(number(text(row[0])));
    if (draft == nullptr) return;
    auto place = number<std::size_t>(text(row[1])) - 1;
    Column* column = find_column(draft->table, draft->column_names.at(place));
    for (VersionMode mode : {VersionMode::strict, VersionMode::bump})
      if (column != nullptr && text(row[2]) == trigger_tag(mode) &&
          text(row[3]) == function_body(column->name, mode))
        column->version = mode;
  });
}

}  // namespace dbtool::postgres
