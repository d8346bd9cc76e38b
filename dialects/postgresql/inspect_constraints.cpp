#include "core/support/text.h"
#include "dialects/postgresql/catalog.h"
#include "dialects/postgresql/expressions.h"
#include "dialects/postgresql/names.h"

namespace dbtool::postgres {
namespace {

enum ConstraintField {
  k_table,
  k_name,
  k_type,
  k_columns,
  k_deferrable,
  k_deferred,
  k_validated,
  k_no_inherit,
  k_on_update,
  k_on_delete,
  k_match,
  k_set_columns,
  k_referred_schema,
  k_referred_table,
  k_referred_columns,
  k_check,
  k_index_columns,
  k_key_count,
  k_nulls_not_distinct,
  k_definition,
  k_comment
};

// Constraints with a parent are the server's own, for the partitions of a referenced table.
std::string constraints_query(const Catalog& catalog) {
  return "SELECT k.conrelid, k.conname, k.contype, k.conkey, k.condeferrable, k.condeferred, "
         "k.convalidated, k.connoinherit, k.confupdtype, k.confdeltype, k.confmatchtype, " +
         catalog.since(15, "k.confdelsetcols") +
         ", fn.nspname, fc.relname, "
         "CASE WHEN k.contype = 'f' THEN (SELECT array_agg(a.attname ORDER BY u.place) "
         "FROM unnest(k.confkey) WITH ORDINALITY u(number, place) JOIN pg_attribute a "
         "ON a.attrelid = k.confrelid AND a.attnum = u.number) END, "
         "pg_get_expr(k.conbin, k.conrelid), i.indkey, i.indnkeyatts, " +
         catalog.since(15, "i.indnullsnotdistinct") +
         ", CASE WHEN k.contype = 'x' THEN pg_get_constraintdef(k.oid) END, d.description "
         "FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid "
         "JOIN pg_namespace n ON n.oid = c.relnamespace "
         "LEFT JOIN pg_class fc ON fc.oid = k.confrelid "
         "LEFT JOIN pg_namespace fn ON fn.oid = fc.relnamespace "
         "LEFT JOIN pg_description d ON d.objoid = k.oid "
         "AND d.classoid = 'pg_constraint'::regclass "
         "LEFT JOIN pg_index i ON i.indexrelid = k.conindid AND k.contype IN ('p', 'u') "
         "WHERE k.contype IN ('p', 'u', 'f', 'c', 'x') AND k.conparentid = 0 "
         "AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND " +
         catalog.in_scope("n.nspname", "c.relname") + " ORDER BY k.conrelid, k.conname";
}

std::string column_name(const TableDraft& draft, std::string_view attnum) {
  auto place = number<std::size_t>(attnum);
  return place == 0 || place > draft.column_names.size() ? std::string()
                                                         : draft.column_names[place - 1];
}

std::vector<std::string> columns_of(const TableDraft& draft,
                                    const std::optional<std::string_view>& list) {
  std::vector<std::string> names;
  for (const std::string& attnum : array_elements(text(list)))
    names.push_back(column_name(draft, attnum));
  return names;
}

/// An index lists its keys first and what it merely includes after them.
std::vector<std::string> included_columns(const TableDraft& draft, Row row) {
  std::vector<std::string> names;
  std::vector<std::string> all = split(text(row[k_index_columns]), ' ');
  for (std::size_t i = number<std::size_t>(text(row[k_key_count])); i < all.size(); ++i)
    names.push_back(column_name(draft, all[i]));
  return names;
}

Deferrable deferrable_of(Row row) {
  if (flag(row[k_deferred])) return Deferrable::initially_deferred;
  return flag(row[k_deferrable]) ? Deferrable::deferrable : Deferrable::no;
}

ForeignKeyAction action_of(const std::optional<std::string_view>& code) {
  if (code == "r") return ForeignKeyAction::restrict;
  if (code == "c") return ForeignKeyAction::cascade;
  if (code == "n") return ForeignKeyAction::set_null;
  return code == "d" ? ForeignKeyAction::set_default : ForeignKeyAction::no_action;
}

PrimaryKey primary_key_of(const TableDraft& draft, Row row) {
  return {.name = std::string(text(row[k_name])),
          .columns = columns_of(draft, row[k_columns]),
          .include = included_columns(draft, row),
          .deferrable = deferrable_of(row),
          .comment = {std::string(text(row[k_comment]))}};
}

Unique unique_of(const TableDraft& draft, Row row) {
  return {.name = std::string(text(row[k_name])),
          .columns = columns_of(draft, row[k_columns]),
          .include = included_columns(draft, row),
          .nulls_distinct = !flag(row[k_nulls_not_distinct]),
          .deferrable = deferrable_of(row),
          .comment = {std::string(text(row[k_comment]))}};
}

ForeignKey foreign_key_of(const Catalog& catalog, const TableDraft& draft, Row row) {
  return {.name = std::string(text(row[k_name])),
          .columns = columns_of(draft, row[k_columns]),
          .references = catalog.name_in(text(row[k_referred_schema]), text(row[k_referred_table])),
          .referenced_columns = array_elements(text(row[k_referred_columns])),
          .on_delete = action_of(row[k_on_delete]),
          .on_update = action_of(row[k_on_update]),
          .set_columns = columns_of(draft, row[k_set_columns]),
          .match_full = row[k_match] == "f",
          .deferrable = deferrable_of(row),
          .validated = flag(row[k_validated]),
          .comment = {std::string(text(row[k_comment]))}};
}

Check check_of(Row row) {
  return {.name = std::string(text(row[k_name])),
          .expression = {without_outer_parentheses(text(row[k_check]))},
          .validated = flag(row[k_validated]),
          .no_inherit = flag(row[k_no_inherit]),
          .comment = {std::string(text(row[k_comment]))}};
}

void add_constraint(const Catalog& catalog, TableDraft& draft, Row row, Schema& schema) {
  switch (text(row[k_type])[0]) {
    case 'p':
      draft.table.primary_key = primary_key_of(draft, row);
      break;
    case 'u':
      draft.table.uniques.add(unique_of(draft, row));
      break;
    case 'f':
      draft.table.foreign_keys.add(foreign_key_of(catalog, draft, row));
      break;
    case 'c':
      draft.table.checks.add(check_of(row));
      break;
    default:
      schema.unmanaged.push_back(
          {"exclusion constraint",
           std::string(text(row[k_name])) + " on " + to_text(draft.table.name),
           std::string(text(row[k_definition]))});
  }
}

}  // namespace

void read_constraints(Catalog& catalog, Schema& schema) {
  catalog.connection().query(constraints_query(catalog), [&](Row row) {
    if (TableDraft* draft = catalog.find_table(number(text(row[k_table]))))
      add_constraint(catalog, *draft, row, schema);
  });
}

}  // namespace dbtool::postgres
