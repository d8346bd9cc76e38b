// Views that show what changes: dropped before and made again, with the views on them.
#include "core/compare/difference.h"
#include "core/compare/view_uses.h"
#include "core/operations/references.h"

#include <set>
#include <string>
#include <utility>
#include <vector>

namespace dbtool {
namespace {

using ColumnName = std::pair<Name, std::string>;

bool changes_values(const ColumnChange& change) {
  return change.type || change.collation || change.generated;
}

/// What views cannot stay on while the operations run.
struct Altered {
  std::set<Name> relations = {};
  std::set<ColumnName> columns = {};
};

void add_columns_of_enum(const Schema& live, const Name& name, Altered& altered) {
  for (const Table& table : live.tables)
    for (const Column& column : table.columns) {
      const auto* named = std::get_if<Named>(&column.type.kind);
      if (named != nullptr && named->name == name)
        altered.columns.insert({table.name, column.name});
    }
}

/// The column, and those that are computed from it.
void add_column(const Schema& live, const AlterColumn& alter, Altered& altered) {
  altered.columns.insert({alter.table, alter.column});
  const Table* table = live.tables.find(alter.table);
  if (table == nullptr) return;
  for (const Column& column : table->columns)
    if (column.generated &&
        mentions_column(column.generated->expression, alter.column, table->name.name))
      altered.columns.insert({table->name, column.name});
}

Altered altered_by(const Difference& difference) {
  Altered altered;
  for (const Operation& operation : difference.operations) {
    if (const auto* drop = std::get_if<DropTable>(&operation.what))
      altered.relations.insert(drop->table);
    if (const auto* drop = std::get_if<DropView>(&operation.what))
      altered.relations.insert(drop->name);
    if (const auto* alter = std::get_if<AlterView>(&operation.what))
      altered.relations.insert(alter->view.name);
    if (const auto* drop = std::get_if<DropColumn>(&operation.what))
      altered.columns.insert({drop->table, drop->column});
    if (const auto* alter = std::get_if<AlterColumn>(&operation.what))
      if (changes_values(alter->to)) add_column(difference.live, *alter, altered);
    if (const auto* alter = std::get_if<AlterEnum>(&operation.what))
      add_columns_of_enum(difference.live, alter->name, altered);
  }
  return altered;
}

/// The views that use something altered, and those that use them.
std::set<Name> views_in_the_way(const ViewUses& uses, const Altered& altered) {
  std::set<Name> found;
  std::vector<Name> unvisited(altered.relations.begin(), altered.relations.end());
  for (const auto& [table, column] : altered.columns)
    for (const Name& view : uses.users_of(table))
      if (uses.uses_column(view, table, column) && found.insert(view).second)
        unvisited.push_back(view);
  while (!unvisited.empty()) {
    Name relation = std::move(unvisited.back());
    unvisited.pop_back();
    for (const Name& view : uses.users_of(relation))
      if (found.insert(view).second) unvisited.push_back(view);
  }
  return found;
}

/// Views that are dropped for good need no second drop.
void leave_out_dropped(std::set<Name>& views, const std::vector<Operation>& operations) {
  for (const Operation& operation : operations)
    if (const auto* drop = std::get_if<DropView>(&operation.what)) views.erase(drop->name);
}

/// Changing a view becomes making it again.
void forget_changes_of(const std::set<Name>& views, std::vector<Operation>& operations) {
  std::erase_if(operations, [&](const Operation& operation) {
    if (const auto* alter = std::get_if<AlterView>(&operation.what))
      return views.contains(alter->view.name);
    const auto* comment = std::get_if<SetComment>(&operation.what);
    return comment != nullptr && is_of_view(*comment) && views.contains(comment->name);
  });
}

/// The view afterwards: as declared, or as it is when it is not managed.
const View& view_afterwards(const Difference& difference, const View& live) {
  const View* wanted = difference.wanted.views.find(live.name);
  if (wanted == nullptr || is_ignored(difference.declared, "views", to_text(live.name)))
    return live;
  return difference.in_words(difference.declared.schema.views, live.name, *wanted);
}

Name live_table_of(const Rename& column, const std::vector<Rename>& renames) {
  for (const Rename& rename : renames)
    if (rename.kind == Rename::Kind::table && target_of(rename) == column.table)
      return source_of(rename);
  return column.table;
}

/// Takes a view out of a set of views to drop, and what it stands on.
void keep(const Name& view, const ViewUses& uses, std::set<Name>& views) {
  if (views.erase(view) == 0) return;
  for (const Name& used : uses.of(view)) keep(used, uses, views);
}

void drop(const Name& name, const ViewUses& uses, Schema& live, std::vector<Operation>& drops) {
  for (const Name& user : uses.users_of(name)) drop(user, uses, live, drops);
  const View* view = live.views.find(name);
  if (view == nullptr) return;
  drops.push_back({DropView{name, *view}});
  apply(drops.back(), live);
}

}  // namespace

std::vector<Operation> drop_views_of_renamed_columns(std::vector<Rename>& renames,
                                                     const Model& declared, Schema& live) {
  Altered altered;
  for (const Rename& rename : renames)
    if (rename.kind == Rename::Kind::column)
      altered.columns.insert({live_table_of(rename, renames), rename.from});
  if (altered.columns.empty() || live.views.empty()) return {};
  ViewUses uses(live);
  std::set<Name> views = views_in_the_way(uses, altered);
  for (const View& view : live.views)
    if (is_ignored(declared, "views", to_text(view.name))) keep(view.name, uses, views);
  std::vector<Operation> drops;
  for (const Name& name : views) drop(name, uses, live, drops);
  std::erase_if(renames, [&](const Rename& rename) {
    return rename.kind == Rename::Kind::view && views.contains(source_of(rename));
  });
  return drops;
}

std::vector<Operation> between_views(std::vector<Operation> operations, const Schema& schema) {
  Altered altered;
  for (const Operation& operation : operations)
    if (const auto* alter = std::get_if<AlterEnum>(&operation.what))
      add_columns_of_enum(schema, alter->name, altered);
  ViewUses uses(schema);
  Schema left = schema;
  std::vector<Operation> result;
  for (const Name& name : views_in_the_way(uses, altered)) drop(name, uses, left, result);
  std::vector<Operation> creations;
  for (const Operation& dropped : result)
    creations.push_back({CreateView{std::get_if<DropView>(&dropped.what)->was}});
  result.insert(result.end(), operations.begin(), operations.end());
  result.insert(result.end(), creations.rbegin(), creations.rend());
  return result;
}

void recreate_views(Difference& difference) {
  if (difference.live.views.empty()) return;
  std::set<Name> views = views_in_the_way(ViewUses(difference.live), altered_by(difference));
  leave_out_dropped(views, difference.operations);
  forget_changes_of(views, difference.operations);
  for (const Name& name : views) {
    const View& live = *difference.live.views.find(name);
    difference.add(DropView{name, live});
    difference.add(CreateView{view_afterwards(difference, live)});
  }
}

}  // namespace dbtool
