#include "core/operations/constraint_operations.h"

#include "core/operations/lookup.h"
#include "core/operations/operation.h"
#include "core/support/match.h"

#include <optional>

namespace dbtool {
namespace {

auto& list_of(auto& table, const Unique&) {
  return table.uniques;
}
auto& list_of(auto& table, const ForeignKey&) {
  return table.foreign_keys;
}
auto& list_of(auto& table, const Check&) {
  return table.checks;
}

bool is_primary_key(const Table& table, const std::string& name) {
  return table.primary_key && table.primary_key->name == name;
}

std::optional<Constraint> find_constraint(const Table& table, const std::string& name) {
  if (is_primary_key(table, name)) return *table.primary_key;
  if (const Unique* unique = table.uniques.find(name)) return *unique;
  if (const ForeignKey* key = table.foreign_keys.find(name)) return *key;
  if (const Check* check = table.checks.find(name)) return *check;
  return std::nullopt;
}

/// The constraint of the same kind and name, as the table has it.
std::optional<Constraint> find_constraint_like(const Table& table, const Constraint& like) {
  return match(
      like,
      [&](const PrimaryKey& key) -> std::optional<Constraint> {
        if (is_primary_key(table, key.name)) return *table.primary_key;
        return std::nullopt;
      },
      [&](const auto& other) -> std::optional<Constraint> {
        if (const auto* found = list_of(table, other).find(other.name)) return *found;
        return std::nullopt;
      });
}

[[noreturn]] void no_constraint(const Table& table, const std::string& name) {
  cannot_apply("table \"" + to_text(table.name) + "\" has no constraint \"" + name + "\"");
}

void require_no_constraint(const Table& table, const std::string& name) {
  if (!name.empty() && find_constraint(table, name))
    cannot_apply("table \"" + to_text(table.name) + "\" has a constraint \"" + name + "\" already");
}

void add(Table& table, const PrimaryKey& key) {
  if (table.primary_key)
    cannot_apply("table \"" + to_text(table.name) + "\" has a primary key already");
  require_columns(table, key.columns, "the primary key");
  for (const std::string& column : key.columns) find_column(table, column)->nullable = false;
  table.primary_key = key;
}

void add(Table& table, const Check& check) {
  table.checks.add(check);
}

void add(Table& table, const auto& key) {
  require_columns(table, key.columns, "constraint \"" + key.name + "\"");
  list_of(table, key).add(key);
}

void remove(Table& table, const Constraint& constraint) {
  match(
      constraint, [&](const PrimaryKey&) { table.primary_key.reset(); },
      [&](const auto& other) { list_of(table, other).remove(other.name); });
}

void rename(Constraint& constraint, const std::string& name) {
  match(constraint, [&](auto& any) { any.name = name; });
}

bool* validated_of(Constraint& constraint) {
  if (auto* key = std::get_if<ForeignKey>(&constraint)) return &key->validated;
  if (auto* check = std::get_if<Check>(&constraint)) return &check->validated;
  return nullptr;
}

void put(Table& table, const Constraint& constraint) {
  match(
      constraint, [&](const PrimaryKey& key) { table.primary_key = key; },
      [&](const auto& other) { list_of(table, other).add(other); });
}

std::string about(const std::string& verb, const Constraint& constraint, const Name& table) {
  std::string name = name_of(constraint);
  return verb + " " + kind_of(constraint) + (name.empty() ? "" : " " + name) + " on " +
         to_text(table);
}

/// A primary key makes its columns NOT NULL: back to those that were nullable before. SQLite allows
/// such columns in a key (Quirks, section 5).
void restore_nullable(const Table& before, const Constraint& constraint,
                      std::vector<Operation>& back) {
  const auto* key = std::get_if<PrimaryKey>(&constraint);
  if (key == nullptr) return;
  for (const std::string& name : key->columns) {
    const Column* column = find_column(before, name);
    if (column != nullptr && column->nullable)
      back.push_back({AlterColumn{before.name, name, {.nullable = true}, {.nullable = false}, {}}});
  }
}

}  // namespace

const std::string& name_of(const Constraint& constraint) {
  return match(constraint, [](const auto& any) -> const std::string& { return any.name; });
}

std::string kind_of(const Constraint& constraint) {
  return match(
      constraint, [](const PrimaryKey&) { return "primary key"; },
      [](const Unique&) { return "unique"; }, [](const ForeignKey&) { return "foreign key"; },
      [](const Check&) { return "check"; });
}

void apply(const CreateConstraint& operation, Schema& schema) {
  Table& table = require_table(schema, operation.table);
  require_no_constraint(table, name_of(operation.constraint));
  if (const auto* key = std::get_if<ForeignKey>(&operation.constraint))
    require_referenced(schema, operation.table, *key);
  match(operation.constraint, [&](const auto& constraint) { add(table, constraint); });
}

void apply(const DropConstraint& operation, Schema& schema) {
  Table& table = require_table(schema, operation.table);
  if (!find_constraint_like(table, operation.was)) no_constraint(table, name_of(operation.was));
  remove(table, operation.was);
}

void apply(const RenameConstraint& operation, Schema& schema) {
  Table& table = require_table(schema, operation.table);
  std::optional<Constraint> constraint = find_constraint(table, operation.name);
  if (!constraint) no_constraint(table, operation.name);
  require_no_constraint(table, operation.to);
  remove(table, *constraint);
  rename(*constraint, operation.to);
  put(table, *constraint);
}

void apply(const ValidateConstraint& operation, Schema& schema) {
  Table& table = require_table(schema, operation.table);
  std::optional<Constraint> constraint = find_constraint(table, operation.name);
  if (!constraint) no_constraint(table, operation.name);
  if (bool* validated = validated_of(*constraint)) *validated = true;
  put(table, *constraint);
}

std::vector<Operation> reverse(const CreateConstraint& operation, const Schema& before) {
  std::vector<Operation> back = {{DropConstraint{operation.table, operation.constraint}}};
  if (const Table* table = before.tables.find(operation.table))
    restore_nullable(*table, operation.constraint, back);
  return back;
}

std::vector<Operation> reverse(const DropConstraint& operation, const Schema& before) {
  const Table* table = before.tables.find(operation.table);
  std::optional<Constraint> was;
  if (table != nullptr) was = find_constraint_like(*table, operation.was);
  std::vector<Operation> back = {{CreateConstraint{operation.table, was.value_or(operation.was)}}};
  if (table != nullptr && was) restore_nullable(*table, *was, back);
  return back;
}

std::vector<Operation> reverse(const RenameConstraint& operation, const Schema&) {
  return {{RenameConstraint{operation.table, operation.to, operation.name}}};
}

std::vector<Operation> reverse(const ValidateConstraint& operation, const Schema& before) {
  const Table* table = before.tables.find(operation.table);
  std::optional<Constraint> was;
  if (table != nullptr) was = find_constraint(*table, operation.name);
  if (!was) return {};
  Constraint validated = *was;
  bool* flag = validated_of(validated);
  if (flag == nullptr || *flag) return {};
  *flag = true;
  return {{DropConstraint{operation.table, validated}}, {CreateConstraint{operation.table, *was}}};
}

std::string describe(const CreateConstraint& operation) {
  return about("create", operation.constraint, operation.table);
}
std::string describe(const DropConstraint& operation) {
  return about("drop", operation.was, operation.table);
}
std::string describe(const RenameConstraint& operation) {
  return "rename constraint " + operation.name + " on " + to_text(operation.table) + " to " +
         operation.to;
}
std::string describe(const ValidateConstraint& operation) {
  return "validate constraint " + operation.name + " on " + to_text(operation.table);
}

Name subject(const CreateConstraint& operation) {
  return operation.table;
}
Name subject(const DropConstraint& operation) {
  return operation.table;
}
Name subject(const RenameConstraint& operation) {
  return operation.table;
}
Name subject(const ValidateConstraint& operation) {
  return operation.table;
}

}  // namespace dbtool
