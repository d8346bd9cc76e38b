#include "dialects/postgresql/render.h"

#include "core/dialect/raw_sql.h"
#include "core/dialect/row_sql.h"
#include "core/support/error.h"
#include "core/support/match.h"
#include "core/support/sql_tokens.h"
#include "core/support/text.h"
#include "dialects/postgresql/alter_column.h"
#include "dialects/postgresql/ddl.h"
#include "dialects/postgresql/kept.h"
#include "dialects/postgresql/names.h"
#include "dialects/postgresql/probe.h"
#include "dialects/postgresql/table_history.h"
#include "dialects/postgresql/version_trigger.h"

#include <algorithm>

namespace dbtool::postgres {
namespace {

/// What an operation becomes, before it is told where it comes from.
struct Rendered {
  std::vector<Statement> statements = {};

  Rendered() = default;
  Rendered(std::vector<Statement> all) : statements(std::move(all)) {}
  Rendered(const Sql& texts) {
    for (const std::string& text : texts) statements.push_back({.sql = text});
  }
  Rendered(std::string text) { statements.push_back({.sql = std::move(text)}); }
};

Rendered outside_transaction(const Sql& texts) {
  Rendered rendered(texts);
  for (Statement& statement : rendered.statements) statement.in_transaction = false;
  return rendered;
}

Rendered create_index(const CreateIndex& o) {
  Sql create = {create_index_sql(o.table, o.index, o.index.concurrently)};
  for (std::string& sql : comment_of(o.table, o.index)) create.push_back(std::move(sql));
  if (!o.index.concurrently) return create;
  create.insert(create.begin(), drop_invalid_index(quote(Name{o.table.schema, o.index.name})));
  return outside_transaction(create);
}

Rendered drop_index(const DropIndex& o) {
  std::string name = quote(Name{o.table.schema, o.name});
  if (!o.concurrently) return "DROP INDEX " + name;
  return outside_transaction({"DROP INDEX CONCURRENTLY " + name});
}

/// COPY FROM STDIN, the query of COPY (…) TO aside.
bool reads_rows_behind_it(std::string_view sql) {
  if (lower(sql.substr(0, 4)) != "copy") return false;
  int depth = 0;
  bool is_behind_from = false;
  for (const sql::Token& token : sql::tokenize(sql, sql::postgresql_rules())) {
    if (is_behind_from && token.is("stdin")) return true;
    depth += static_cast<int>(token.is_symbol("(")) - static_cast<int>(token.is_symbol(")"));
    is_behind_from = depth == 0 && token.is("from");
  }
  return false;
}

/// The server would wait for rows that nobody sends, and the next statement would take the blame.
void refuse_rows_behind(const Statement& statement) {
  if (!reads_rows_behind_it(statement.sql)) return;
  throw UsageError({.code = "DBT639",
                    .message = "COPY FROM STDIN reads rows that a script cannot send",
                    .where = statement.where,
                    .hint = "write the rows as INSERT, as pg_dump --inserts does, or under rows:"});
}

Rendered run_sql(const RunSql& o) {
  std::vector<Statement> statements = sql_statements(o, "postgresql", sql::postgresql_rules());
  for (Statement& statement : statements) {
    refuse_rows_behind(statement);
    if (refuses_transaction(statement.sql)) statement.in_transaction = false;
  }
  return statements;
}

Rendered assert_sql(const Assert& o, const Location& where) {
  std::optional<Statement> check = assertion(o, "postgresql", sql::postgresql_rules(), where);
  return check ? std::vector<Statement>{*check} : std::vector<Statement>{};
}

/// Partitions go with their table without a word, and tables that inherit from it stay in the way;
/// neither is dbtool's to drop.
Statement look_for_partitions(const Name& table, const Location& where) {
  return {
      .sql = "SELECT inhrelid::regclass FROM pg_inherits WHERE inhparent = " +
             literal(quote(table)) + "::regclass LIMIT 1",
      .purpose = "look for partitions of " + to_text(table),
      .check_message = "table " + to_text(table) +
                       " has the partition {1}, which would be dropped with it; detach it first",
      .where = where};
}

Rendered drop_table(const DropTable& o, const Location& where, std::span<const Operation> earlier,
                    const TableBefore& before) {
  Table table = o.was;
  if (table.columns.empty()) table = table_at(o.table, earlier, before).value_or(table);
  table.name = o.table;
  Sql drops = {"DROP TABLE " + quote(o.table)};
  append(drops, drop_functions(table));
  Rendered rendered(drops);
  if (!option(table.options, "partition_by").empty())
    rendered.statements.insert(rendered.statements.begin(), look_for_partitions(o.table, where));
  return rendered;
}

/// The column as it is; nothing to say of it when nobody knows it.
Column column_at(const Name& name, const std::string& column, std::span<const Operation> earlier,
                 const TableBefore& before) {
  std::optional<Table> table = table_at(name, earlier, before);
  const Column* found = table ? find_column(*table, column) : nullptr;
  return found == nullptr ? Column{.name = column} : *found;
}

Rendered drop_column(const DropColumn& o, std::span<const Operation> earlier,
                     const TableBefore& before) {
  Column column = o.was == Column{} ? column_at(o.table, o.column, earlier, before) : o.was;
  column.name = o.column;
  Sql statements = drop_version(o.table, column);
  statements.push_back(alter_table_sql(o.table, {"DROP COLUMN " + quote(o.column)}));
  return statements;
}

/// ALTER TABLE renames any kind of relation; ALTER VIEW refuses materialized views.
std::string rename_relation(const Name& name, const std::string& to) {
  return alter_table_sql(name, {"RENAME TO " + quote(to)});
}

std::string drop_view(const DropView& o) {
  return (o.was.materialized ? "DROP MATERIALIZED VIEW " : "DROP VIEW ") + quote(o.name);
}

std::string alter_type(const Name& name, const std::string& action) {
  return "ALTER TYPE " + quote(name) + " " + action;
}

std::string rename_action(const std::string& kind, const std::string& from, const std::string& to) {
  return "RENAME " + kind + " " + quote(from) + " TO " + quote(to);
}

/// The function of a version knows its column by the name.
Rendered rename_column(const RenameColumn& o, std::span<const Operation> earlier,
                       const TableBefore& before) {
  Column column = column_at(o.table, o.column, earlier, before);
  Sql statements = drop_version(o.table, column);
  statements.push_back(alter_table_sql(o.table, {rename_action("COLUMN", o.column, o.to)}));
  column.name = o.to;
  append(statements, create_version(o.table, column));
  return statements;
}

/// `earlier` are the operations of the same batch that come before this one.
Rendered render_one(const Operation& operation, std::span<const Operation> earlier,
                    const TableBefore& before) {
  return match(
      operation.what,  //
      [](const CreateSchema& o) -> Rendered {
        return "CREATE SCHEMA IF NOT EXISTS " + quote(o.name);
      },
      [](const DropSchema& o) -> Rendered { return "DROP SCHEMA " + quote(o.name); },
      [](const CreateTable& o) -> Rendered { return sql_of(o); },
      [&](const DropTable& o) { return drop_table(o, operation.where, earlier, before); },
      [](const RenameTable& o) -> Rendered { return rename_relation(o.table, o.to); },
      [](const AlterTable& o) -> Rendered { return sql_of(o); },
      [](const SetComment& o) -> Rendered { return sql_of(o); },
      [](const AddColumn& o) -> Rendered { return sql_of(o); },
      [&](const DropColumn& o) -> Rendered { return drop_column(o, earlier, before); },
      [&](const RenameColumn& o) -> Rendered { return rename_column(o, earlier, before); },
      [&](const AlterColumn& o) -> Rendered { return sql_of(o, earlier, before); },
      [](const CreateIndex& o) { return create_index(o); },
      [](const DropIndex& o) { return drop_index(o); },
      [](const RenameIndex& o) -> Rendered {
        return "ALTER INDEX " + quote(Name{o.table.schema, o.name}) + " RENAME TO " + quote(o.to);
      },
      [](const CreateConstraint& o) -> Rendered { return sql_of(o); },
      [](const DropConstraint& o) -> Rendered { return sql_of(o); },
      [](const RenameConstraint& o) -> Rendered {
        return alter_table_sql(o.table, {rename_action("CONSTRAINT", o.name, o.to)});
      },
      [](const ValidateConstraint& o) -> Rendered {
        return alter_table_sql(o.table, {"VALIDATE CONSTRAINT " + quote(o.name)});
      },
      [](const CreateEnum& o) -> Rendered { return sql_of(o); },
      [](const DropEnum& o) -> Rendered { return "DROP TYPE " + quote(o.name); },
      [](const AlterEnum& o) -> Rendered { return sql_of(o); },
      // A value cannot be used in the transaction that adds it.
      [](const AddEnumValue& o) { return outside_transaction(sql_of(o)); },
      [](const RenameEnum& o) -> Rendered {
        return alter_type(o.name, "RENAME TO " + quote(o.to));
      },
      [](const RenameEnumValue& o) -> Rendered {
        return alter_type(o.name, "RENAME VALUE " + literal(o.value) + " TO " + literal(o.to));
      },
      [](const CreateView& o) -> Rendered { return sql_of(o); },
      [](const DropView& o) -> Rendered { return drop_view(o); },
      [](const AlterView& o) -> Rendered { return sql_of(o); },
      [](const RenameView& o) -> Rendered { return rename_relation(o.name, o.to); },
      [&](const ChangeRows& o) -> Rendered {
        return row_statements(o, row_words(), tables_once(before), operation.where);
      },
      [](const RunSql& o) { return run_sql(o); },
      [](const RunBatches& o) -> Rendered {
        return batch_statements(o, "postgresql", sql::postgresql_rules());
      },
      [&](const Assert& o) { return assert_sql(o, operation.where); });
}

/// Sets the sequence of a column that counts up to where its values end, unless it is there or
/// behind.
std::string continue_numbers_sql(const Name& table, std::string_view column) {
  return "SELECT setval(s.seqrelid::regclass, t.top) FROM pg_sequence AS s, (SELECT max(" +
         quote(column) + ") AS top FROM " + quote(table) +
         ") AS t WHERE s.seqrelid = pg_get_serial_sequence(" + literal(quote(table)) + ", " +
         literal(column) +
         ")::regclass AND s.seqincrement > 0 AND t.top <= s.seqmax AND "
         "coalesce(t.top > pg_sequence_last_value(s.seqrelid), t.top >= s.seqstart)";
}

/// One operation, with what it takes from the thing it makes again.
Rendered render_kept(std::span<const Operation> operations, std::size_t i,
                     const TableBefore& before) {
  Rendered rendered = render_one(operations[i], operations.first(i), before);
  auto& statements = rendered.statements;
  if (std::string keep = keep_sql(operations[i], operations.subspan(i + 1)); !keep.empty())
    statements.insert(statements.begin(), Statement{.sql = keep});
  if (std::string restore = restore_sql(operations[i], operations.first(i)); !restore.empty())
    statements.push_back({.sql = restore});
  return rendered;
}

}  // namespace

RowWords row_words() {
  return {.quote_name = [](std::string_view name) { return quote(name); },
          .quote_table = [](const Name& name) { return quote(name); },
          .json_cast = "::jsonb",
          .others_write = true,
          .continue_numbers = continue_numbers_sql};
}

bool refuses_transaction(std::string_view sql) {
  std::vector<sql::Token> tokens = sql::tokenize(sql, sql::postgresql_rules());
  auto is = [&](std::size_t i, std::string_view word) {
    return i < tokens.size() && tokens[i].is(word);
  };
  auto within = [&](std::size_t count, std::string_view word) {
    auto end = tokens.begin() + static_cast<std::ptrdiff_t>(std::min(count, tokens.size()));
    return std::any_of(tokens.begin(), end, [&](const sql::Token& t) { return t.is(word); });
  };
  if (is(0, "vacuum")) return true;
  if (is(0, "create") || is(0, "drop"))
    return is(1, "database") || is(1, "tablespace") ||
           (within(3, "index") && within(4, "concurrently"));
  if (is(0, "reindex")) return within(8, "concurrently") || is(1, "database") || is(1, "system");
  if (!is(0, "alter")) return false;
  return is(1, "system") || (is(1, "type") && within(6, "add") && within(7, "value"));
}

bool runs_alone(const Operation& operation) {
  if (const auto* o = std::get_if<CreateIndex>(&operation.what)) return o->index.concurrently;
  if (const auto* o = std::get_if<DropIndex>(&operation.what)) return o->concurrently;
  return std::holds_alternative<AddEnumValue>(operation.what);
}

std::vector<Statement> render(std::span<const Operation> operations, const TableBefore& before) {
  std::vector<Statement> all;
  for (std::size_t i = 0; i < operations.size(); ++i) {
    Rendered rendered = render_kept(operations, i, before);
    for (Statement& statement : rendered.statements) {
      if (statement.purpose.empty()) statement.purpose = describe(operations[i]);
      if (statement.where == Location{}) statement.where = operations[i].where;
      all.push_back(std::move(statement));
    }
  }
  return all;
}

}  // namespace dbtool::postgres
