#include "dialects/sqlite/alter_table.h"

#include "core/operations/references.h"
#include "core/support/match.h"
#include "dialects/common/words.h"
#include "dialects/sqlite/defaults.h"
#include "dialects/sqlite/definitions.h"
#include "dialects/sqlite/names.h"
#include "dialects/sqlite/rebuild.h"
#include "dialects/sqlite/version_triggers.h"

#include <algorithm>
#include <set>

namespace dbtool::lite {
namespace {

using Kind = Clause::Kind;
using Operations = std::span<const TableOperation>;

Statement statement(const std::string& sql, const Operation& operation) {
  return {.sql = sql, .purpose = describe(operation), .where = operation.where};
}

/// Tries to say the operations with statements SQLite has.
class NativeAlter {
 public:
  NativeAlter(TableStates& states, const TableState& table, Operations operations)
      : states_(states), table_(table), operations_(operations) {}

  /// The table afterwards.
  const TableState& table() const { return table_; }

  /// Nothing when one of the operations needs a rebuild.
  std::optional<std::vector<Statement>> run() {
    for (std::size_t i = 0; i < operations_.size(); ++i)
      if (!add(i)) return std::nullopt;
    return std::move(statements_);
  }

 private:
  bool add(std::size_t i) {
    const Operation& operation = *operations_[i].operation;
    TableState before = table_;
    edit_table(operations_[i], states_, table_, copy_);
    if (inlined_.contains(i)) return true;
    if (operations_[i].enum_change) return before.text.sql == table_.text.sql;
    return match(
        operation.what, [&](const AddColumn& o) { return add_column(i, o, operation); },
        [&](const DropColumn& o) { return drop_column(before, o, operation); },
        [&](const CreateIndex& o) { return say(create_index(table_.name, o.index), operation); },
        [&](const DropIndex& o) { return say("DROP INDEX " + quote(o.name), operation); },
        [&](const RenameIndex& o) { return rename_index(o, operation); },
        [&](const auto&) { return before.text.sql == table_.text.sql; });
  }

  bool say(const std::string& sql, const Operation& operation) {
    statements_.push_back(statement(sql, operation));
    return true;
  }

  bool rename_index(const RenameIndex& rename, const Operation& operation) {
    auto renamed = std::ranges::find(table_.indexes, rename.to, &StoredText::name);
    if (renamed == table_.indexes.end())
      throw UsageError(
          {.code = "DBT620",
           .message = "table \"" + table_.name.name + "\" has no index \"" + rename.name + "\"",
           .where = operation.where});
    return say("DROP INDEX " + quote(rename.name), operation) && say(renamed->sql, operation);
  }

  /// What SQLite takes when the table has rows; without rows it would take more, and a script that
  /// ran on an empty database would fail on a full one.
  static bool can_be_added(const Column& column) {
    if (column.generated) return !column.generated->stored && column.nullable;
    if (!column.default_value) return column.nullable;
    return is_constant(column.default_value);
  }

  bool add_column(std::size_t i, const AddColumn& add, const Operation& operation) {
    if (!can_be_added(add.column)) return false;
    Table like{.name = table_.name};
    if (table_.text.strict) like.options[option::strict] = "true";
    std::string sql =
        "ALTER TABLE " + quote(table_.name) + " ADD COLUMN " + column_definition(like, add.column);
    for (std::size_t next = i + 1; next < operations_.size(); ++next)
      if (auto constraint = constraint_of(add.column, operations_[next])) {
        sql += " " + *constraint;
        inlined_.insert(next);
      }
    if (auto values = enum_of(add.column.type, states_))
      sql += " " + enum_check(like, add.column, *values);
    return say(sql, operation);
  }

  /// A constraint of that new column alone, as part of its definition.
  std::optional<std::string> constraint_of(const Column& column,
                                           const TableOperation& operation) const {
    const auto* create = std::get_if<CreateConstraint>(&operation.operation->what);
    if (create == nullptr) return std::nullopt;
    std::string name = name_of(create->constraint);
    std::string head =
        ddl::constraint_head(name, [](std::string_view word) { return quote(word); });
    if (const auto* key = std::get_if<ForeignKey>(&create->constraint)) {
      bool fits = key->columns == std::vector{column.name} && !column.default_value;
      if (fits) return head + reference_definition(*key);
    }
    return std::nullopt;
  }

  bool drop_column(const TableState& before, const DropColumn& drop, const Operation& operation) {
    const ColumnText* column = before.text.find_column(drop.column);
    for (Kind kind : {Kind::primary_key, Kind::unique, Kind::foreign_key})
      if (column->find(kind) != nullptr) return false;
    if (before.text.constraints.size() != table_.text.constraints.size()) return false;
    for (const StoredText& index : before.indexes)
      if (std::ranges::find(table_.indexes, index.name, &StoredText::name) == table_.indexes.end())
        say("DROP INDEX " + quote(index.name), operation);
    return say("ALTER TABLE " + quote(table_.name) + " DROP COLUMN " + quote(drop.column),
               operation);
  }

  TableStates& states_;
  TableState table_;
  Operations operations_;
  RowCopy copy_ = {};
  std::set<std::size_t> inlined_ = {};  ///< operations that are said with a column
  std::vector<Statement> statements_ = {};
};

/// A trigger that inserts values without naming columns is not checked by ADD COLUMN.
void check_triggers(const TableState& table, Operations operations,
                    std::vector<Statement>& statements) {
  auto adds = std::ranges::find_if(operations, [](const TableOperation& each) {
    return std::holds_alternative<AddColumn>(each.operation->what);
  });
  if (adds == operations.end()) return;
  for (const std::string& probe : table.probes)
    statements.push_back({.sql = probe,
                          .purpose = "alter " + table.name.name + ": triggers still work",
                          .check_message = "a trigger does not work any more",
                          .expects_rows = true,
                          .where = adds->operation->where});
}

std::vector<Statement> around(std::vector<Statement> statements, const TriggerChange& versions,
                              const Operation& operation) {
  std::vector<Statement> all;
  for (const std::string& sql : versions.before) all.push_back(statement(sql, operation));
  std::ranges::move(statements, std::back_inserter(all));
  for (const std::string& sql : versions.after) all.push_back(statement(sql, operation));
  return all;
}

}  // namespace

std::vector<Statement> alter_table(TableStates& states, const Name& name, Operations operations) {
  TableState before = states.find(name);
  NativeAlter native(states, before, operations);
  const Operation& first = *operations.front().operation;
  if (auto statements = native.run()) {
    TableState after = native.table();
    TriggerChange versions = keep_versions(before, after);
    check_triggers(after, operations, *statements);
    states.put(after);
    return around(std::move(*statements), versions, first);
  }
  TableState after = before;
  RowCopy copy;
  for (const TableOperation& operation : operations) edit_table(operation, states, after, copy);
  std::vector<Statement> statements = rebuild(before, after, copy, first.where);
  TriggerChange versions{.after = triggers_again(after)};
  states.put(after);
  return around(std::move(statements), versions, first);
}

}  // namespace dbtool::lite
