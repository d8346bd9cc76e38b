#include "core/compare/resources.h"

#include "core/support/match.h"
#include "core/support/text.h"

#include <algorithm>
#include <optional>

namespace dbtool {
namespace {

using Keys = std::vector<std::string>;

// Lower case everywhere: SQLite takes "Title" and "title" for one, and elsewhere an edge too many
// does no harm.
std::string schema_key(const std::string& name) {
  return "schema " + lower(name);
}
std::string enum_key(const Name& name) {
  return "enum " + to_text(name);
}
/// Tables, views, indexes and the keys that are indexes share their names within a schema.
std::string relation_key(const Name& name) {
  return "relation " + lower(to_text(name));
}
std::string relation_key(const Name& table, const std::string& index) {
  return relation_key({table.schema, index});
}
std::string column_key(const Name& table, const std::string& column) {
  return "column " + lower(to_text(table) + "." + column);
}
std::string constraint_key(const Name& table, const std::string& name) {
  return "constraint " + to_text(table) + "/" + name;
}
/// Columns that foreign keys may point to.
std::string unique_key(const Name& table, Keys columns) {
  std::sort(columns.begin(), columns.end());
  return "key " + to_text(table) + "(" + join(columns, ",") + ")";
}

void append(Keys& keys, const Keys& more) {
  keys.insert(keys.end(), more.begin(), more.end());
}

Keys column_keys(const Name& table, const Keys& columns) {
  Keys keys;
  for (const std::string& column : columns) keys.push_back(column_key(table, column));
  return keys;
}

/// Every word may be a column; a key that nobody makes or breaks is no edge.
Keys column_keys(const Name& table, const Expression& expression) {
  Keys keys;
  for (const std::string& word : words_of(expression)) keys.push_back(column_key(table, word));
  return keys;
}

Keys enum_keys(const Type& type) {
  const auto* named = std::get_if<Named>(&type.kind);
  return named == nullptr ? Keys() : Keys{enum_key(named->name)};
}

/// What a thing needs to exist, whether it comes or goes.
Keys needs_of(const Name& table, const Column& column) {
  Keys keys = enum_keys(column.type);
  if (column.generated) append(keys, column_keys(table, column.generated->expression));
  return keys;
}

Keys needs_of(const ForeignKey& key) {
  Keys keys = column_keys(key.references, key.referenced_columns);
  keys.push_back(relation_key(key.references));
  keys.push_back(unique_key(key.references, key.referenced_columns));
  return keys;
}

Keys needs_of(const Name& table, const Index& index) {
  Keys keys = column_keys(table, index.include);
  for (const IndexPart& part : index.parts)
    append(keys, part.column.empty() ? column_keys(table, part.expression)
                                     : Keys{column_key(table, part.column)});
  if (index.where) append(keys, column_keys(table, *index.where));
  return keys;
}

Keys needs_of(const Name& table, const Constraint& constraint) {
  return match(
      constraint, [&](const Check& check) { return column_keys(table, check.expression); },
      [&](const ForeignKey& key) {
        Keys keys = needs_of(key);
        append(keys, column_keys(table, key.columns));
        return keys;
      },
      [&](const auto& key) {
        Keys keys = column_keys(table, key.columns);
        append(keys, column_keys(table, key.include));
        return keys;
      });
}

/// The enums behind what a check or an index says: its text may name their values.
Keys enum_keys_behind(const Keys& needs, const Schema& schema, const Name& table) {
  Keys keys;
  const Table* found = schema.tables.find(table);
  if (found == nullptr) return keys;
  for (const Column& column : found->columns)
    if (std::find(needs.begin(), needs.end(), column_key(table, column.name)) != needs.end())
      append(keys, enum_keys(column.type));
  return keys;
}

/// The same with what stands behind it.
template <class Part>
Keys needs_within(const Schema& schema, const Name& table, const Part& part) {
  Keys keys = needs_of(table, part);
  append(keys, enum_keys_behind(keys, schema, table));
  return keys;
}

Keys needs_of(const Table& table) {
  Keys keys = {schema_key(table.name.schema)};
  for (const Column& column : table.columns) append(keys, enum_keys(column.type));
  for (const ForeignKey& key : table.foreign_keys)
    if (key.references != table.name) append(keys, needs_of(key));
  return keys;
}

/// What a thing is, whether it is made or broken.
Keys self_of(const Name& table, const Index& index) {
  Keys keys = {relation_key(table, index.name)};
  if (!index.unique) return keys;
  Keys columns;
  for (const IndexPart& part : index.parts) columns.push_back(part.column);
  keys.push_back(unique_key(table, columns));
  return keys;
}

Keys self_of(const Name& table, const Constraint& constraint) {
  Keys keys = {constraint_key(table, name_of(constraint))};
  auto add_key = [&](const auto& key) {
    keys.push_back(relation_key(table, key.name));
    keys.push_back(unique_key(table, key.columns));
  };
  match(
      constraint, [&](const PrimaryKey& key) { add_key(key); },
      [&](const Unique& key) { add_key(key); }, [](const auto&) {});
  return keys;
}

Keys self_of(const Table& table) {
  Keys keys = {relation_key(table.name)};
  if (table.primary_key) append(keys, self_of(table.name, Constraint(*table.primary_key)));
  for (const Unique& unique : table.uniques) append(keys, self_of(table.name, Constraint(unique)));
  for (const Index& index : table.indexes) append(keys, self_of(table.name, index));
  return keys;
}

Keys needs_of(const View& view, const ViewUses& uses) {
  Keys keys = {schema_key(view.name.schema)};
  for (const Name& relation : uses.of(view.name)) {
    keys.push_back(relation_key(relation));
    append(keys, column_keys(relation, view.query));
  }
  return keys;
}

bool is_value(const Keys& values, const std::optional<Default>& value) {
  const auto* literal = value ? std::get_if<Literal>(&value->value) : nullptr;
  return literal == nullptr ||
         std::find(values.begin(), values.end(), literal->text) != values.end();
}

/// The type of a column afterwards, when it is an enum that changes.
const AlterEnum* enum_change_of(const AlterColumn& alter, const ResourceContext& context) {
  const Table* table = context.difference.wanted.tables.find(alter.table);
  const Column* column = table == nullptr ? nullptr : find_column(*table, alter.column);
  const auto* named = column == nullptr ? nullptr : std::get_if<Named>(&column->type.kind);
  auto found =
      named == nullptr ? context.enum_changes.end() : context.enum_changes.find(named->name);
  return found == context.enum_changes.end() ? nullptr : &found->second;
}

/// A default is set while the enum has its value: before a change that takes the old default away,
/// after one that brings the new.
void order_by_default(const AlterColumn& alter, const ResourceContext& context,
                      Resources& resources) {
  const AlterEnum* change = enum_change_of(alter, context);
  if (change == nullptr || alter.to.type || !alter.to.default_value) return;
  (is_value(change->was, *alter.to.default_value) ? resources.needs_old : resources.needs_new)
      .push_back(enum_key(change->name));
}

using Context = ResourceContext;

Resources read(const CreateSchema& create, const Context&) {
  return {.makes = {schema_key(create.name)}};
}
Resources read(const DropSchema& drop, const Context&) {
  return {.breaks = {schema_key(drop.name)}};
}
Resources read(const CreateTable& create, const Context&) {
  return {.makes = self_of(create.table), .needs_new = needs_of(create.table)};
}
Resources read(const DropTable& drop, const Context&) {
  return {.breaks = self_of(drop.was), .needs_old = needs_of(drop.was)};
}
Resources read(const AlterTable& alter, const Context&) {
  return {.needs_new = {relation_key(alter.table)}};
}
Resources read(const SetComment& comment, const Context&) {
  if (comment.kind == "schema") return {.needs_new = {schema_key(comment.name.name)}};
  if (comment.kind == "enum") return {.needs_new = {enum_key(comment.name)}};
  return {.needs_new = {relation_key(comment.name), column_key(comment.name, comment.column)}};
}

Resources read(const AddColumn& add, const Context&) {
  return {.makes = {column_key(add.table, add.column.name)},
          .needs_new = needs_of(add.table, add.column)};
}
Resources read(const DropColumn& drop, const Context&) {
  return {.breaks = {column_key(drop.table, drop.column)},
          .needs_old = needs_of(drop.table, drop.was)};
}
Resources read(const AlterColumn& alter, const Context& context) {
  Resources resources;
  resources.makes = resources.breaks = {column_key(alter.table, alter.column)};
  auto needs = [&](const ColumnChange& change) {
    Column column;
    apply(change, column);
    return needs_of(alter.table, column);
  };
  resources.needs_new = needs(alter.to);
  resources.needs_old = needs(alter.was);
  order_by_default(alter, context, resources);
  return resources;
}

Resources read(const CreateIndex& create, const Context& context) {
  return {.makes = self_of(create.table, create.index),
          .needs_new = needs_within(context.difference.wanted, create.table, create.index)};
}
Resources read(const DropIndex& drop, const Context& context) {
  return {.breaks = self_of(drop.table, drop.was),
          .needs_old = needs_within(context.difference.live, drop.table, drop.was)};
}
Resources read(const RenameIndex& rename, const Context&) {
  return {.makes = {relation_key(rename.table, rename.to)},
          .breaks = {relation_key(rename.table, rename.name)}};
}

Resources read(const CreateConstraint& create, const Context& context) {
  return {.makes = self_of(create.table, create.constraint),
          .needs_new = needs_within(context.difference.wanted, create.table, create.constraint)};
}
Resources read(const DropConstraint& drop, const Context& context) {
  return {.breaks = self_of(drop.table, drop.was),
          .needs_old = needs_within(context.difference.live, drop.table, drop.was)};
}
Resources read(const RenameConstraint& rename, const Context&) {
  return {.makes = {constraint_key(rename.table, rename.to), relation_key(rename.table, rename.to)},
          .breaks = {constraint_key(rename.table, rename.name),
                     relation_key(rename.table, rename.name)}};
}
Resources read(const ValidateConstraint& validate, const Context&) {
  return {.needs_new = {constraint_key(validate.table, validate.name)}};
}

// A table is a type as well, so that an enum takes the place of one, or makes place for it.
Resources read(const CreateEnum& create, const Context&) {
  const Name& name = create.definition.name;
  return {.makes = {enum_key(name), relation_key(name)}, .needs_new = {schema_key(name.schema)}};
}
Resources read(const DropEnum& drop, const Context&) {
  return {.breaks = {enum_key(drop.name), relation_key(drop.name)},
          .needs_old = {schema_key(drop.name.schema)}};
}
Resources read(const AlterEnum& alter, const Context&) {
  return {.makes = {enum_key(alter.name)}, .breaks = {enum_key(alter.name)}};
}
Resources read(const AddEnumValue& add, const Context&) {
  return {.makes = {enum_key(add.name)}};
}

Resources read(const CreateView& create, const Context& context) {
  return {.makes = {relation_key(create.view.name)},
          .needs_new = needs_of(create.view, context.wanted_uses)};
}
Resources read(const DropView& drop, const Context& context) {
  return {.breaks = {relation_key(drop.name)}, .needs_old = needs_of(drop.was, context.live_uses)};
}
Resources read(const AlterView& alter, const Context& context) {
  return {.makes = {relation_key(alter.view.name)},
          .breaks = {relation_key(alter.view.name)},
          .needs_new = needs_of(alter.view, context.wanted_uses),
          .needs_old = needs_of(alter.was, context.live_uses)};
}

/// Renames come before everything else; SQL is nothing a comparison writes.
Resources read(const auto&, const Context&) {
  return {};
}

}  // namespace

ResourceContext::ResourceContext(const Difference& whole)
    : difference(whole), live_uses(whole.live), wanted_uses(whole.wanted) {
  for (const Operation& operation : whole.operations)
    if (const auto* alter = std::get_if<AlterEnum>(&operation.what))
      enum_changes.emplace(alter->name, *alter);
}

Resources resources_of(const Operation& operation, const ResourceContext& context) {
  return match(operation.what, [&](const auto& what) { return read(what, context); });
}

}  // namespace dbtool
