#include "dialects/sqlite/render.h"

#include "core/dialect/raw_sql.h"
#include "core/dialect/row_sql.h"
#include "core/support/match.h"
#include "core/support/sql_tokens.h"
#include "core/support/text.h"
#include "dialects/sqlite/alter_table.h"
#include "dialects/sqlite/definitions.h"
#include "dialects/sqlite/drop_check.h"
#include "dialects/sqlite/names.h"
#include "dialects/sqlite/read_table.h"
#include "dialects/sqlite/session.h"
#include "dialects/sqlite/table_state.h"
#include "dialects/sqlite/version_triggers.h"

#include <algorithm>
#include <map>

namespace dbtool::lite {
namespace {

/// Another file is not locked, not backed up and not rolled back with this one.
void refuse_other_files(const Statement& statement) {
  const auto tokens = sql::tokenize(statement.sql, sql::sqlite_rules());
  if (tokens.empty()) return;
  const bool writes_copy =
      tokens[0].is("vacuum") &&
      std::ranges::any_of(tokens, [](const sql::Token& token) { return token.is("into"); });
  if (!writes_copy && !tokens[0].is("attach") && !tokens[0].is("detach")) return;
  throw UsageError({.code = "DBT637",
                    .message = "a script may not reach for another database file",
                    .where = statement.where,
                    .hint = "take it out; another file is not rolled back with this one"});
}

class Renderer {
 public:
  explicit Renderer(const TableBefore& before) : before_(before), states_(before) {}

  std::vector<Statement> run(std::span<const Operation> operations) {
    for (const Operation& operation : operations) {
      rest_ = operations.subspan(static_cast<std::size_t>(&operation - operations.data()));
      try {
        add(operation);
      } catch (Error& error) {
        error.locate(operation.where);
        throw;
      }
    }
    try {
      finish_table();
      check_watched_triggers();
    } catch (Error& error) {
      if (current_ != nullptr) error.locate(current_->where);
      throw;
    }
    return std::move(statements_);
  }

 private:
  void add(const Operation& operation) {
    current_ = &operation;
    // Operations without a case of their own change a table.
    match(
        operation.what, [](const CreateSchema&) {}, [](const DropSchema&) {},
        [](const SetComment&) {}, [](const ValidateConstraint&) {},
        [&](const CreateTable& o) { create(o.table); }, [&](const DropTable& o) { drop(o.table); },
        [&](const RenameTable& o) {
          drop_version_triggers(o.table);
          say("ALTER TABLE " + quote(o.table) + " RENAME TO " + quote(o.to));
          states_.rename_table(o);
          create_version_triggers({"", o.to});
        },
        [&](const RenameColumn& o) {
          drop_version_triggers(o.table);
          say("ALTER TABLE " + quote(o.table) + " RENAME COLUMN " + quote(o.column) + " TO " +
              quote(o.to));
          states_.rename_column(o);
          create_version_triggers(o.table);
        },
        [&](const CreateEnum& o) { states_.put_enum(o.definition); },
        [&](const DropEnum& o) { states_.remove_enum(o.name); },
        [&](const AlterEnum& o) { change_enum(o.name); },
        [&](const AddEnumValue& o) { change_enum(o.name); },
        [&](const RenameEnum& o) { change_enum(o.name); },
        [&](const RenameEnumValue& o) { change_enum(o.name, o); },
        [&](const CreateView& o) { create(o.view); }, [&](const DropView& o) { drop_view(o.name); },
        [&](const AlterView& o) {
          drop_view(o.view.name);
          create(o.view);
        },
        [&](const RenameView& o) { rename(o); },
        [&](const ChangeRows& o) {
          append(row_statements(o, row_words(), tables_once(before_), operation.where));
        },
        [&](const RunBatches& o) {
          append_own(batch_statements(o, "sqlite", sql::sqlite_rules()));
        },
        [&](const RunSql& o) {
          auto statements = sql_statements(o, "sqlite", sql::sqlite_rules());
          for (Statement& statement : statements) {
            statement.rebuilds = turns_foreign_keys_off(statement.sql);
            statement.in_transaction = !refuses_transaction(statement.sql);
          }
          append_own(std::move(statements));
        },
        [&](const Assert& o) {
          if (auto check = assertion(o, "sqlite", sql::sqlite_rules(), operation.where))
            append_own({*check});
        },
        [&](const AddColumn& o) { change(o.table); }, [&](const DropColumn& o) { change(o.table); },
        [&](const AlterColumn& o) { change(o.table); },
        [&](const AlterTable& o) { change(o.table); },
        [&](const CreateIndex& o) { change(o.table); },
        [&](const DropIndex& o) { change(o.table); },
        [&](const RenameIndex& o) { change(o.table); },
        [&](const CreateConstraint& o) { change(o.table); },
        [&](const DropConstraint& o) { change(o.table); },
        [&](const RenameConstraint& o) { change(o.table); });
  }

  void append_own(const std::vector<Statement>& statements) {
    for (const Statement& statement : statements) refuse_other_files(statement);
    append(statements);
  }

  void append(const std::vector<Statement>& statements) {
    finish_table();
    statements_.insert(statements_.end(), statements.begin(), statements.end());
  }

  void say(const std::string& sql) {
    append({{.sql = sql, .purpose = describe(*current_), .where = current_->where}});
  }

  /// Changes of one table wait for each other, so that they can share one rebuild.
  void change(const Name& table, std::optional<EnumChange> enum_change = {}) {
    if (!waiting_.empty() && !same_name(table_.name, table.name)) finish_table();
    table_ = table;
    waiting_.push_back({current_, std::move(enum_change)});
  }

  void finish_table() {
    if (waiting_.empty()) return;
    std::vector<TableOperation> operations = std::move(waiting_);
    waiting_.clear();
    std::vector<Statement> statements = alter_table(states_, table_, operations);
    statements_.insert(statements_.end(), statements.begin(), statements.end());
  }

  void create(const Table& table) {
    NamedList<Enum> enums;
    for (const Column& column : table.columns)
      if (auto definition = enum_of(column.type, states_)) enums.add(*definition);
    std::string sql = create_table(table, enums);
    say(sql);
    TableState state{.name = {"", table.name.name}, .text = *parse_create_table(sql)};
    for (const Index& index : table.indexes) {
      state.indexes.push_back({index.name, create_index(table.name, index)});
      say(state.indexes.back().sql);
    }
    for (const Column& column : table.columns)
      if (column.version) state.versions[column.name] = *column.version;
    states_.put(std::move(state));
    create_version_triggers(table.name);
  }

  /// Those of a version speak of the table and the column by their names, and are named after them.
  void drop_version_triggers(const Name& table) {
    finish_table();
    for (const StoredText& trigger : states_.find(table).version_triggers)
      say("DROP TRIGGER " + quote(trigger.name));
  }

  void create_version_triggers(const Name& table) {
    for (const std::string& sql : triggers_again(states_.find(table))) say(sql);
  }

  void drop(const Name& table) {
    finish_table();
    if (checked_drops_ == 0) check_next_drops();
    --checked_drops_;
    say("DROP TABLE " + quote(table));
    states_.remove(table);
  }

  /// Each look for foreign keys goes through the whole schema, so that a long row of drops has one
  /// in common.
  void check_next_drops() {
    constexpr std::size_t many = 10;
    std::vector<Name> tables;
    for (const Operation& operation : rest_) {
      const auto* drop = std::get_if<DropTable>(&operation.what);
      if (drop == nullptr) break;
      tables.push_back(drop->table);
    }
    if (tables.size() < many) tables.resize(1);
    Statement check = tables.size() == 1 ? check_drop(tables[0]) : check_drops(tables);
    check.purpose = describe(*current_) + ": look for foreign keys to it";
    check.where = current_->where;
    append({check});
    checked_drops_ = tables.size();
    watch_triggers(tables);
  }

  /// A trigger of another table that uses a dropped one makes the statements on its table fail.
  void watch_triggers(std::span<const Name> dropped) {
    if (!before_.users) return;
    for (const TriggerSource& trigger : before_.users(dropped))
      watched_.push_back({trigger, current_->where});
  }

  /// At the end, since it may have been dropped by then. That of a table which was dropped or
  /// renamed meanwhile is another matter.
  void check_watched_triggers() {
    for (const auto& [trigger, where] : watched_) {
      if (!states_.is_untouched(trigger.table)) continue;
      const std::string on = "trigger " + trigger.name + " on " + trigger.table.name;
      statements_.push_back({.sql = trigger.probe,
                             .purpose = on + " still works",
                             .check_message = on + " uses a table that is dropped; drop the " +
                                              "trigger before, with sql: DROP TRIGGER " +
                                              quote(trigger.name),
                             .expects_rows = true,
                             .where = where});
    }
  }

  void change_enum(const Name& name, std::optional<RenameEnumValue> renamed = {}) {
    auto definition = states_.enum_type(name);
    if (!definition) return;
    Schema schema;
    schema.enums.add(*definition);
    apply(*current_, schema);
    EnumChange change_of_tables{name, *schema.enums.begin(), std::move(renamed)};
    for (const Name& table : waiting_and_known_tables(name)) change(table, change_of_tables);
    states_.remove_enum(name);
    states_.put_enum(change_of_tables.to);
  }

  std::vector<Name> waiting_and_known_tables(const Name& type) {
    finish_table();
    return states_.tables_with(type);
  }

  void create(const View& view) {
    say(create_view(view));
    auto triggers = view_triggers_.find(view.name.name);
    if (triggers == view_triggers_.end()) return;
    for (const std::string& sql : triggers->second) say(sql);
  }

  /// Its triggers go with it; they come back when the view is made again.
  void drop_view(const Name& name) {
    auto source = before_.table ? before_(name) : std::nullopt;
    if (source) view_triggers_[name.name] = source->dependents;
    say("DROP VIEW " + quote(name));
    states_.remove_view(name);
  }

  void rename(const RenameView& operation) {
    auto source = before_.table ? before_(operation.name) : std::nullopt;
    auto view = source ? read_view(source->create_sql, operation.to) : std::nullopt;
    if (!view)
      throw RefusedError({.code = "DBT824",
                          .message = "the query of view \"" + operation.name.name +
                                     "\" is not known, and SQLite cannot rename a view",
                          .notes = {{"next", "drop the view and create it under the new name"}}});
    if (!source->dependents.empty())
      throw RefusedError({.code = "DBT824",
                          .message = "view \"" + operation.name.name +
                                     "\" has triggers, and SQLite cannot rename a view",
                          .notes = {{"next", "do it with SQL, the triggers included"}}});
    say("DROP VIEW " + quote(operation.name));
    states_.remove_view(operation.name);
    say(create_view(*view));
  }

  const TableBefore& before_;
  TableStates states_;
  const Operation* current_ = nullptr;
  std::span<const Operation> rest_ = {};  ///< from the current one on
  std::size_t checked_drops_ = 0;         ///< of the next ones
  Name table_ = {};
  std::vector<TableOperation> waiting_ = {};
  std::map<std::string, std::vector<std::string>> view_triggers_ = {};
  std::vector<std::pair<TriggerSource, Location>> watched_ = {};
  std::vector<Statement> statements_ = {};
};

}  // namespace

RowWords row_words() {
  return {.quote_name = [](std::string_view name) { return quote(name); },
          .quote_table = [](const Name& name) { return quote(name); },
          .parameter = "?",
          .differs = "IS NOT",
          .or_abort = " OR ABORT",
          .exactly = " COLLATE BINARY",
          .numbers_truth = true,
          .spells_bytes = true,
          .overrides_identity = false};
}

std::vector<Statement> render(std::span<const Operation> operations, const TableBefore& before) {
  return Renderer(before).run(operations);
}

}  // namespace dbtool::lite
