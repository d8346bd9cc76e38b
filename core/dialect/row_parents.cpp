// Values of rows that name a row of another table, which their column's foreign key leads to.
#include "core/dialect/row_sql.h"
#include "core/schema/part_reader.h"
#include "core/support/text.h"

#include <algorithm>

namespace dbtool {
namespace {

[[noreturn]] void refuse(const Table* table, const std::string& column, const std::string& why,
                         const std::string& hint) {
  throw UsageError({.code = "DBT638",
                    .message = "column " + in_quotes(column) +
                               (table == nullptr ? "" : " of table " + to_text(table->name)) + " " +
                               why + ", and cannot name a row of another table",
                    .hint = hint});
}

void require_column(const RowSql::Parent& parent, const std::string& column) {
  if (parent.known == nullptr || find_column(*parent.known, column) != nullptr) return;
  std::vector<std::string> names;
  for (const Column& each : parent.known->columns) names.push_back(each.name);
  const std::string hint = did_you_mean(column, names);
  throw UsageError(
      {.code = "DBT638",
       .message = "table " + to_text(parent.table) + " has no column " + in_quotes(column) +
                  " to name its rows by",
       .hint = hint.empty() ? to_text(parent.table) + " has: " + join(names, ", ") : hint});
}

}  // namespace

RowSql::Parent RowSql::parent_of(const Table* table, const std::string& name) const {
  if (table == nullptr)
    refuse(table, name, "belongs to a table that is not known here",
           "let the SQL that makes the table say so (describes:), or write the value itself");
  std::vector<const ForeignKey*> keys;
  for (const ForeignKey& key : table->foreign_keys) keys.push_back(&key);
  const ParentLink link = parent_link(keys, name);
  if (link.key == nullptr) refuse(table, name, link.why_not, link.hint);
  Parent parent{.table = link.key->references, .known = tables_(link.key->references)};
  if (!link.key->referenced_columns.empty())
    parent.column = link.key->referenced_columns.front();
  else if (parent.known != nullptr && parent.known->primary_key &&
           parent.known->primary_key->columns.size() == 1)
    parent.column = parent.known->primary_key->columns.front();
  else
    refuse(table, name, "has a foreign key that names no column", "write the value itself");
  return parent;
}

/// Columns are qualified: one that the parent has not would be looked for in the table of the row.
void RowSql::parents(BoundSql& sql, const Table* table, const std::string& name,
                     const RowValue& value) const {
  const Parent parent = parent_of(table, name);
  const std::string column = "named." + words_.quote_name(parent.column);
  sql.sql += "SELECT " + column + " FROM " + words_.quote_table(parent.table) + " AS named WHERE ";
  for (const auto& [each, part] : value.parent) {
    require_column(parent, each);
    sql.sql += "named." + words_.quote_name(each);
    equals(sql, parent.known, each, part);
    sql.sql += " AND ";
  }
  sql.sql += column + " IS NOT NULL";
}

BoundSql RowSql::count_parents(const Table* table, const std::string& name,
                               const RowValue& value) const {
  BoundSql sql{.sql =
                   "SELECT CASE n WHEN 0 THEN 'there is none' ELSE 'there are ' || n END FROM "
                   "(SELECT count(*) AS n FROM ("};
  parents(sql, table, name, value);
  sql.sql += ") AS parents) AS counted WHERE n <> 1";
  return sql;
}

std::vector<std::string> RowSql::parent_texts(const std::string& name, const RowValue& like) const {
  std::vector<std::string> texts;
  parent_texts(table_, name, like, {.table = words_.quote_table(name_)}, texts);
  return texts;
}

void RowSql::parent_texts(const Table* table, const std::string& name, const RowValue& like,
                          const Around& around, std::vector<std::string>& texts) const {
  const Parent parent = parent_of(table, name);
  const std::string alias = around.table == "named" ? "named_by" : "named";
  const Around inner = {.table = alias,
                        .before = around.before + "(SELECT ",
                        .behind = " FROM " + words_.quote_table(parent.table) + " AS " + alias +
                                  " WHERE " + alias + "." + words_.quote_name(parent.column) +
                                  " = " + around.table + "." + words_.quote_name(name) + ")" +
                                  around.behind};
  for (const auto& [each, part] : like.parent) {
    require_column(parent, each);
    const Column* known = parent.known == nullptr ? nullptr : find_column(*parent.known, each);
    if (part.names_parent())
      parent_texts(parent.known, each, part, inner, texts);
    else
      texts.push_back(inner.before + text_of(alias + "." + words_.quote_name(each), known) +
                      inner.behind);
  }
}

}  // namespace dbtool
