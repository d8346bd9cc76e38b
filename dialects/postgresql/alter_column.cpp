#include "dialects/postgresql/alter_column.h"

#include "core/operations/references.h"
#include "core/support/text.h"
#include "dialects/postgresql/column_sequence.h"
#include "dialects/postgresql/column_triggers.h"
#include "dialects/postgresql/defaults.h"
#include "dialects/postgresql/names.h"
#include "dialects/postgresql/table_history.h"
#include "dialects/postgresql/types.h"
#include "dialects/postgresql/version_trigger.h"

#include <algorithm>

namespace dbtool::postgres {
namespace {

/// The change in hand with the column as it is before and after.
struct Change {
  const AlterColumn& operation;
  Column from = {};
  Column to = {};
  bool known = false;  ///< whether `from` is more than what the operation itself says
};

std::string action(const AlterColumn& o, const std::string& what) {
  return "ALTER COLUMN " + quote(o.column) + " " + what;
}

bool needs_column(const AlterColumn& o) {
  return o.to.type || o.to.collation || o.to.options || o.to.version || o.to.identity ||
         o.to.default_value || (o.to.generated && *o.to.generated);
}

Change change_of(const AlterColumn& o, const std::optional<Table>& table) {
  Change change{.operation = o};
  const Column* column = table ? find_column(*table, o.column) : nullptr;
  change.known = column != nullptr;
  change.from = column != nullptr ? *column : Column{.name = o.column};
  if (column == nullptr) apply(o.was, change.from);
  change.to = change.from;
  apply(o.to, change.to);
  return change;
}

/// A cast for values that no assignment converts. Enums have casts from and to text alone, booleans
/// from and to integer.
std::string cast(const std::string& column, const Type& from, const Type& to) {
  auto is_enum = [](const Type& type) { return std::holds_alternative<Named>(type.kind); };
  std::string by_way_of;
  if (is_enum(from) || (is_enum(to) && family_of(from) != Family::text)) by_way_of = "::text";
  bool number_to_boolean = family_of(from) == Family::number && family_of(to) == Family::boolean;
  bool boolean_to_number = family_of(from) == Family::boolean && family_of(to) == Family::number;
  if (number_to_boolean || boolean_to_number) by_way_of = "::integer";
  return column + by_way_of + "::" + spell(to);
}

std::string type_action(const Change& change) {
  const AlterColumn& o = change.operation;
  std::string text = "TYPE " + spell(change.to.type);
  if (!change.to.collation.empty()) text += " COLLATE " + collation_sql(change.to.collation);
  bool from_known = change.known || o.was.type;
  if (!o.using_sql.empty())
    text += " USING " + o.using_sql;
  else if (o.to.type && from_known && !assigns(change.from.type, change.to.type))
    text += " USING " + cast(quote(o.column), change.from.type, change.to.type);
  return action(o, text);
}

/// A default that the new type cannot take over by itself must go first and come back. Converted
/// by the server to another kind of type, it would keep a cast to the old one.
bool default_in_the_way(const Change& change) {
  return change.operation.to.type && change.from.default_value &&
         (!change.operation.using_sql.empty() || !assigns(change.from.type, change.to.type) ||
          change.from.type.kind.index() != change.to.type.kind.index());
}

void add_default_actions(const Change& change, Sql& first, Sql& last) {
  const AlterColumn& o = change.operation;
  bool changes = o.to.default_value.has_value();
  bool gone = changes && !*o.to.default_value;
  if (gone || default_in_the_way(change)) first.push_back(action(o, "DROP DEFAULT"));
  if (change.to.default_value && (changes || default_in_the_way(change)))
    last.push_back(action(o, "SET DEFAULT " + default_sql(*change.to.default_value)));
}

bool drops_identity(const AlterColumn& o) {
  return o.to.identity && !*o.to.identity;
}

Sql plain_actions(const Change& change) {
  const AlterColumn& o = change.operation;
  Sql actions;
  Sql last;
  add_default_actions(change, actions, last);
  if (o.to.generated && !*o.to.generated) actions.push_back(action(o, "DROP EXPRESSION"));
  if (o.to.nullable && *o.to.nullable) actions.push_back(action(o, "DROP NOT NULL"));
  if (o.to.type || o.to.collation) actions.push_back(type_action(change));
  actions.insert(actions.end(), last.begin(), last.end());
  if (o.to.nullable && !*o.to.nullable) actions.push_back(action(o, "SET NOT NULL"));
  return actions;
}

Sql option_statements(const Change& change) {
  const AlterColumn& o = change.operation;
  if (!o.to.options) return {};
  std::map<std::string, std::string> options = *o.to.options;
  for (const auto& [key, value] : change.from.options) options.emplace(key, std::string());
  auto storage = options.find("postgresql.storage");
  if (storage != options.end() && storage->second.empty())
    storage->second = usual_storage(change.to.type);
  return column_option_sql(o.table, o.column, options);
}

bool uses(const std::vector<std::string>& columns, const std::string& column) {
  return std::ranges::find(columns, column) != columns.end();
}

bool uses(const Index& index, const std::string& column, const std::string& table) {
  return uses(index.include, column) ||
         (index.where && mentions_column(*index.where, column, table)) ||
         std::ranges::any_of(index.parts, [&](const IndexPart& part) {
           return part.column == column || mentions_column(part.expression, column, table);
         });
}

/// What DROP COLUMN takes along: constraints and indexes with the column among theirs.
Sql parts_with(const Table& table, const std::string& column) {
  Sql statements;
  auto add = [&](const Constraint& constraint, bool is_concerned) {
    if (is_concerned) append(statements, sql_of(CreateConstraint{table.name, constraint}));
  };
  auto add_key = [&](const auto& key) {
    add(key, uses(key.columns, column) || uses(key.include, column));
  };
  if (table.primary_key) add_key(*table.primary_key);
  for (const Unique& unique : table.uniques) add_key(unique);
  for (const Check& check : table.checks)
    add(check, mentions_column(check.expression, column, table.name.name));
  for (const ForeignKey& key : table.foreign_keys) add(key, uses(key.columns, column));
  for (const Index& index : table.indexes)
    if (uses(index, column, table.name.name)) {
      statements.push_back(create_index_sql(table.name, index, false));
      append(statements, comment_of(table.name, index));
    }
  return statements;
}

/// A trigger keeps its column from changing its type.
bool moves_version(const Change& change) {
  const ColumnChange& to = change.operation.to;
  return to.version || (change.from.version && (to.type || to.collation));
}

Sql versions_before(const Change& change) {
  if (!moves_version(change)) return {};
  return drop_version(change.operation.table, change.from);
}

Sql versions_after(const Change& change) {
  if (!moves_version(change) || !change.to.version) return {};
  const Name& table = change.operation.table;
  return change.from.version ? create_version(table, change.to) : replace_version(table, change.to);
}

std::string drop_column(const Name& table, const std::string& column) {
  return alter_table_sql(table, {"DROP COLUMN " + quote(column)});
}

/// A column that was dropped, as it is to be, with what it took along.
Sql column_again(const Name& table, Column column, const std::optional<Table>& before) {
  if (column.generated) column.default_value.reset();
  std::string name = column.name;
  Sql statements = sql_of(AddColumn{table, std::move(column)});
  if (before) append(statements, parts_with(*before, name));
  return statements;
}

/// PostgreSQL cannot change a generation expression: the column is made again.
Sql made_again(const Change& change, const std::optional<Table>& table) {
  const Name& name = change.operation.table;
  Sql statements = {drop_column(name, change.operation.column)};
  append(statements, column_again(name, change.to, table));
  return statements;
}

/// Columns that are computed from one whose type changes, which PostgreSQL does not allow while
/// they are there.
std::vector<Column> computed_from(const AlterColumn& o, const std::optional<Table>& table) {
  std::vector<Column> found;
  if (!table || !(o.to.type || o.to.collation)) return found;
  for (const Column& column : table->columns)
    if (column.generated &&
        mentions_column(column.generated->expression, o.column, table->name.name))
      found.push_back(column);
  return found;
}

}  // namespace

Sql sql_of(const AlterColumn& o, std::span<const Operation> earlier, const TableBefore& before) {
  std::optional<Table> table;
  if (needs_column(o)) table = table_at(o.table, earlier, before);
  Change change = change_of(o, table);
  Around triggers;
  if (o.to.type || o.to.collation || o.to.generated)
    triggers = triggers_around(o.table, o.column, triggers_at(o.table, earlier, before));
  Sql statements = std::move(triggers.before);
  if (o.to.generated && *o.to.generated) {
    append(statements, made_again(change, table));
    append(statements, std::move(triggers.after));
    return statements;
  }
  append(statements, versions_before(change));
  const std::vector<Column> computed = computed_from(o, table);
  for (const Column& column : computed) statements.push_back(drop_column(o.table, column.name));
  if (drops_identity(o))
    statements.push_back(alter_table_sql(o.table, {action(o, "DROP IDENTITY")}));
  append(statements, sequence_before(o, change.from, change.to));
  Sql actions = plain_actions(change);
  if (!actions.empty()) statements.push_back(alter_table_sql(o.table, actions));
  append(statements, sequence_after(o, change.from, change.to));
  append(statements, option_statements(change));
  for (const Column& column : computed) append(statements, column_again(o.table, column, table));
  append(statements, versions_after(change));
  append(statements, std::move(triggers.after));
  return statements;
}

}  // namespace dbtool::postgres
