#include "dialects/postgresql/catalog.h"
#include "dialects/postgresql/index_definition.h"

namespace dbtool::postgres {
namespace {

enum IndexField {
  i_table,
  i_name,
  i_definition,
  i_tablespace,
  i_valid,
  i_relation,
  i_schema,
  i_comment
};

std::string indexes_query(const Catalog& catalog) {
  return "SELECT i.indrelid, x.relname, pg_get_indexdef(i.indexrelid), s.spcname, i.indisvalid, "
         "c.relname, n.nspname, d.description "
         "FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid "
         "JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace "
         "LEFT JOIN pg_description d ON d.objoid = x.oid AND d.objsubid = 0 "
         "AND d.classoid = 'pg_class'::regclass "
         "LEFT JOIN pg_tablespace s ON s.oid = x.reltablespace "
         "WHERE c.relkind IN ('r', 'p', 'm') AND NOT c.relispartition AND " +
         catalog.in_scope("n.nspname", "c.relname") +
         " AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid "
         "AND k.contype IN ('p', 'u', 'x')) ORDER BY i.indrelid, x.relname";
}

Index index_of(Row row) {
  Index index = parse_index_definition(text(row[i_definition]));
  index.name = text(row[i_name]);
  index.tablespace = text(row[i_tablespace]);
  index.comment.text = text(row[i_comment]);
  return index;
}

}  // namespace

void read_indexes(Catalog& catalog, Schema& schema) {
  catalog.connection().query(indexes_query(catalog), [&](Row row) {
    TableDraft* draft = catalog.find_table(number(text(row[i_table])));
    if (draft != nullptr && flag(row[i_valid])) {
      draft->table.indexes.add(index_of(row));
      return;
    }
    Name relation = catalog.name_in(text(row[i_schema]), text(row[i_relation]));
    if (draft == nullptr && !schema.views.contains(relation)) return;
    schema.unmanaged.push_back({flag(row[i_valid]) ? "index" : "invalid index",
                                std::string(text(row[i_name])) + " on " + to_text(relation),
                                std::string(text(row[i_definition]))});
  });
}

}  // namespace dbtool::postgres
