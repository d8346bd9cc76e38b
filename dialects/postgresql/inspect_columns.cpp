#include "dialects/postgresql/catalog.h"
#include "dialects/postgresql/defaults.h"
#include "dialects/postgresql/expressions.h"
#include "dialects/postgresql/sequence_options.h"
#include "dialects/postgresql/types.h"

namespace dbtool::postgres {
namespace {

enum ColumnField {
  c_table,
  c_number,
  c_name,
  c_type,
  c_enum_schema,
  c_enum_name,
  c_is_array,
  c_not_null,
  c_identity,
  c_generated,
  c_expression,
  c_collation_schema,
  c_collation,
  c_storage,
  c_compression,
  c_statistics,
  c_comment,
  c_start,
  c_increment,
  c_min,
  c_max,
  c_cache,
  c_cycle
};

// Until version 17 the statistics target was -1 when not set, NULL since then.
std::string columns_query(const Catalog& catalog) {
  return "SELECT a.attrelid, a.attnum, a.attname, format_type(a.atttypid, a.atttypmod), "
         "en.nspname, et.typname, t.oid <> et.oid, a.attnotnull, a.attidentity, a.attgenerated, "
         "pg_get_expr(f.adbin, f.adrelid), cn.nspname, co.collname, "
         "nullif(a.attstorage, t.typstorage), " +
         catalog.since(14, "a.attcompression") +
         ", nullif(a.attstattarget, -1), d.description, s.seqstart, s.seqincrement, s.seqmin, "
         "s.seqmax, s.seqcache, s.seqcycle "
         "FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid "
         "JOIN pg_namespace n ON n.oid = c.relnamespace "
         "JOIN pg_type t ON t.oid = a.atttypid "
         "LEFT JOIN pg_type et ON et.typtype = 'e' AND et.oid = "
         "CASE WHEN t.typtype = 'e' THEN t.oid ELSE t.typelem END "
         "LEFT JOIN pg_namespace en ON en.oid = et.typnamespace "
         "LEFT JOIN pg_attrdef f ON f.adrelid = a.attrelid AND f.adnum = a.attnum "
         "LEFT JOIN pg_collation co ON co.oid = a.attcollation "
         "AND a.attcollation <> t.typcollation "
         "LEFT JOIN pg_namespace cn ON cn.oid = co.collnamespace "
         "LEFT JOIN pg_description d ON d.objoid = a.attrelid AND d.objsubid = a.attnum "
         "AND d.classoid = 'pg_class'::regclass "
         "LEFT JOIN (pg_sequence s JOIN pg_depend p ON p.objid = s.seqrelid "
         "AND p.classid = 'pg_class'::regclass AND p.refclassid = 'pg_class'::regclass "
         "AND p.deptype = 'i') ON p.refobjid = a.attrelid AND p.refobjsubid = a.attnum "
         "WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p') "
         "AND NOT c.relispartition AND " +
         catalog.in_scope("n.nspname", "c.relname") + " ORDER BY a.attrelid, a.attnum";
}

Type column_type(const Catalog& catalog, Row row) {
  if (!row[c_enum_name]) return parse_server_type(text(row[c_type]));
  return {.kind = Named{catalog.name_in(text(row[c_enum_schema]), text(row[c_enum_name]))},
          .array_dimensions = flag(row[c_is_array]) ? 1 : 0};
}

SequenceOptions sequence_options(Row row) {
  auto value = [&](ColumnField field) { return number<std::int64_t>(text(row[field])); };
  return {.start = value(c_start),
          .increment = value(c_increment),
          .min = value(c_min),
          .max = value(c_max),
          .cache = value(c_cache),
          .cycle = flag(row[c_cycle])};
}

std::string storage_word(std::string_view code) {
  switch (code.empty() ? ' ' : code[0]) {
    case 'p':
      return "plain";
    case 'e':
      return "external";
    case 'm':
      return "main";
    default:
      return "extended";
  }
}

std::map<std::string, std::string> column_options(Row row) {
  std::map<std::string, std::string> options;
  if (row[c_storage]) options["postgresql.storage"] = storage_word(*row[c_storage]);
  if (!text(row[c_compression]).empty())
    options["postgresql.compression"] = row[c_compression] == "l" ? "lz4" : "pglz";
  if (row[c_statistics]) options["postgresql.statistics"] = *row[c_statistics];
  return options;
}

void set_value(Column& column, Row row) {
  if (!text(row[c_generated]).empty())
    column.generated = Generated{.expression = {without_outer_parentheses(text(row[c_expression]))},
                                 .stored = row[c_generated] == "s"};
  else if (row[c_expression])
    column.default_value = lift_default(*row[c_expression], column.type);
  if (!text(row[c_identity]).empty())
    column.identity = Identity{.always = row[c_identity] == "a",
                               .options = without_usual(sequence_options(row), column.type)};
}

Column column_of(const Catalog& catalog, Row row) {
  Column column{.name = std::string(text(row[c_name])),
                .type = column_type(catalog, row),
                .nullable = !flag(row[c_not_null]),
                .comment = std::string(text(row[c_comment])),
                .options = column_options(row)};
  if (row[c_collation]) {
    bool builtin = row[c_collation_schema] == "pg_catalog";
    column.collation = to_text(catalog.name_in(
        builtin ? std::string_view(catalog.default_schema()) : text(row[c_collation_schema]),
        *row[c_collation]));
  }
  set_value(column, row);
  return column;
}

}  // namespace

void read_columns(Catalog& catalog) {
  Oid current = 0;
  TableDraft* draft = nullptr;
  catalog.connection().query(columns_query(catalog), [&](Row row) {
    Oid table = number(text(row[c_table]));
    if (table != current) draft = catalog.find_table(table);
    current = table;
    if (draft == nullptr) return;
    draft->column_names.resize(number<std::size_t>(text(row[c_number])));
    draft->column_names.back() = text(row[c_name]);
    draft->table.columns.push_back(column_of(catalog, row));
  });
}

}  // namespace dbtool::postgres
