#include "dialects/postgresql/adopt.h"

#include "core/support/text.h"
#include "dialects/postgresql/adopt_columns.h"
#include "dialects/postgresql/adopt_indexes.h"
#include "dialects/postgresql/expressions.h"

namespace dbtool::postgres {
namespace {

void adopt_primary_key(Table& table) {
  if (!table.primary_key) return;
  for (const std::string& name : table.primary_key->columns)
    if (Column* column = find_column(table, name)) column->nullable = false;
}

void adopt_foreign_key(ForeignKey& key, const Schema& schema, const Table* live) {
  const Table* referenced = schema.tables.find(key.references);
  if (key.referenced_columns.empty() && referenced != nullptr && referenced->primary_key)
    key.referenced_columns = referenced->primary_key->columns;
  // A key declared without a check of the rows may have been checked since.
  const ForeignKey* same = live == nullptr ? nullptr : live->foreign_keys.find(key.name);
  if (same != nullptr && same->validated) key.validated = true;
}

/// The live checks that this one may be: the one of its name, or those that nothing else claims.
std::vector<const Check*> candidates(const Check& wanted, const Adoption& adoption) {
  if (const Check* live = adoption.live->checks.find(wanted.name)) return {live};
  std::vector<const Check*> found;
  for (const Check& live : adoption.live->checks)
    if (!adoption.wanted.checks.contains(live.name)) found.push_back(&live);
  return found;
}

void adopt_check(Check& wanted, const Adoption& adoption) {
  wanted.expression.sql = without_outer_parentheses(wanted.expression.sql);
  if (adoption.live == nullptr) return;
  std::vector<const Check*> live = candidates(wanted, adoption);
  for (const Check* check : live) {
    if (!same_in_either(wanted.expression, check->expression, adoption)) continue;
    wanted.expression = check->expression;
    wanted.validated = wanted.validated || check->validated;
    return;
  }
  if (!live.empty()) adoption.doubt(Doubt::Kind::check, wanted.name);
}

void adopt_table_options(Table& wanted, const Table* live) {
  keep_own_options(wanted.options);
  const std::string partition_by = "postgresql.partition_by";
  auto own = wanted.options.find(partition_by);
  if (live == nullptr || own == wanted.options.end()) return;
  auto other = live->options.find(partition_by);
  if (other != live->options.end() && same_text(own->second, other->second))
    own->second = other->second;
}

}  // namespace

void adopt_table(Table& wanted, const Model& declared, const Table* live,
                 std::vector<Doubt>& doubts) {
  const Schema& schema = declared.schema;
  Adoption adoption{wanted, live, doubts, declared.is_sql};
  adopt_table_options(wanted, live);
  adopt_primary_key(wanted);
  for (Column& column : wanted.columns) adopt_column(column, schema, adoption);
  wanted.checks.update_all([&](Check& check) { adopt_check(check, adoption); });
  wanted.foreign_keys.update_all([&](ForeignKey& key) { adopt_foreign_key(key, schema, live); });
  adopt_indexes(adoption);
}

void adopt_view(View& wanted, const View* live, std::vector<Doubt>& doubts) {
  keep_own_options(wanted.options);
  if (live == nullptr) return;
  // The server writes a view's column names into its query.
  if (wanted.columns.empty() && same_text(wanted.query.sql, live->query.sql))
    wanted.query = live->query;
  else
    doubts.push_back({Doubt::Kind::view, wanted.name, {}});
}

}  // namespace dbtool::postgres
