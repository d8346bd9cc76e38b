#include "dialects/postgresql/adopt_indexes.h"

#include "core/support/text.h"
#include "dialects/postgresql/expressions.h"

#include <algorithm>

namespace dbtool::postgres {
namespace {

/// (title) is the column title.
void adopt_part(IndexPart& part, const Table& table) {
  part.expression.sql = without_outer_parentheses(part.expression.sql);
  if (part.column.empty() && find_column(table, part.expression.sql) != nullptr) {
    part.column = part.expression.sql;
    part.expression.sql.clear();
  }
  const Column* column = find_column(table, part.column);
  if (column != nullptr && part.collation == column->collation) part.collation.clear();
  NullsOrder usual = part.descending ? NullsOrder::first : NullsOrder::last;
  if (part.nulls == usual) part.nulls = NullsOrder::usual;
}

void adopt_form(Index& index, const Table& table) {
  index.concurrently = false;
  index.method = lower(index.method);
  if (index.method == "btree") index.method.clear();
  for (IndexPart& part : index.parts) adopt_part(part, table);
  if (index.where) index.where->sql = without_outer_parentheses(index.where->sql);
}

/// What is left of an index when all that is text, or that the server leaves out, is taken away.
Index frame_of(const Index& index) {
  Index frame = index;
  frame.name.clear();
  for (IndexPart& part : frame.parts) {
    if (!part.expression.sql.empty()) part.expression.sql = "?";
    part.opclass.clear();
    part.collation.clear();
  }
  if (frame.where) frame.where->sql = "?";
  return frame;
}

void adopt_texts(Index& wanted, const Index& live, const Adoption& adoption) {
  for (std::size_t i = 0; i < wanted.parts.size(); ++i) {
    Expression& expression = wanted.parts[i].expression;
    if (same_in_either(expression, live.parts[i].expression, adoption))
      expression = live.parts[i].expression;
  }
  if (wanted.where && same_in_either(*wanted.where, *live.where, adoption))
    wanted.where = live.where;
}

bool same_but_name(const Index& wanted, const Index& live) {
  Index renamed = wanted;
  renamed.name = live.name;
  return renamed == live;
}

/// The live index of the same name, or those that may be the same under another name.
std::vector<const Index*> candidates(const Index& wanted, const Adoption& adoption) {
  if (const Index* live = adoption.live->indexes.find(wanted.name)) return {live};
  std::vector<const Index*> found;
  for (const Index& live : adoption.live->indexes)
    if (!adoption.wanted.indexes.contains(live.name)) found.push_back(&live);
  return found;
}

void adopt_index(Index& wanted, const Adoption& adoption) {
  bool in_doubt = false;
  for (const Index* live : candidates(wanted, adoption)) {
    if (frame_of(wanted) != frame_of(*live)) continue;
    Index adopted = wanted;
    adopt_texts(adopted, *live, adoption);
    if (same_but_name(adopted, *live)) {
      wanted = adopted;
      return;
    }
    in_doubt = true;
  }
  if (in_doubt) adoption.doubt(Doubt::Kind::index, wanted.name);
}

}  // namespace

void adopt_indexes(const Adoption& adoption) {
  const Table& table = adoption.wanted;
  adoption.wanted.indexes.update_all([&](Index& index) { adopt_form(index, table); });
  if (adoption.live == nullptr) return;
  adoption.wanted.indexes.update_all([&](Index& index) { adopt_index(index, adoption); });
}

}  // namespace dbtool::postgres
