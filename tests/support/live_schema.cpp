#include "tests/support/live_schema.h"

#include "core/compare/compare.h"
#include "core/run/failure.h"
#include "core/run/plan.h"
#include "core/run/transaction.h"
#include "core/support/sql_tokens.h"
#include "dialects/dialects.h"
#include "tests/support/catch.h"
#include "tests/support/schema_builder.h"

#include <algorithm>

namespace dbtool::test {
namespace {

void run_statements(Connection& connection, const std::vector<Statement>& statements) {
  for (const Statement& statement : statements) {
    if (statement.check_message.empty())
      connection.execute(statement.sql);
    else
      run_check(connection, statement);
  }
}

std::string spelled(const Name& name) {
  std::string schema = name.schema.empty() ? "" : sql::quote_name(name.schema) + ".";
  return schema + sql::quote_name(name.name);
}

}  // namespace

void on_every_dialect(const std::function<void(const Dialect&)>& test) {
  for (const Dialect* dialect : all_dialects()) {
    if (dialect->traits().name != "postgresql" || postgres_server())
      test(*dialect);
    else
      WARN("skipped: no server");
  }
}

void LiveSchema::run(const std::vector<Operation>& operations) {
  const Dialect& dialect = database_.dialect();
  for (PlannedPart& part : parts_of({{.operations = operations}}, dialect)) {
    render_part(part, dialect, tables_in(dialect, *connection_));
    bool alone = std::any_of(part.statements.begin(), part.statements.end(),
                             [](const Statement& statement) { return !statement.in_transaction; });
    if (alone) {
      run_statements(*connection_, part.statements);
      continue;
    }
    Transaction transaction(*connection_, dialect.transaction(*connection_, part.statements));
    run_statements(*connection_, part.statements);
    transaction.commit();
  }
}

Schema LiveSchema::inspect() {
  Scope scope;
  if (traits().has_schemas) scope.schemas = {"archive", "billing"};
  return database_.dialect().inspect(*connection_, scope);
}

std::vector<Operation> LiveSchema::difference_to(Model declared) {
  const Dialect& dialect = database_.dialect();
  Schema live = inspect();
  adopt_declared_case(live, declared);
  std::vector<Operation> operations = rename_first(live, declared);
  std::unique_ptr<Scratch> scratch;
  auto scratch_source = [&]() -> Scratch& {
    if (scratch == nullptr) scratch = dialect.scratch(*connection_, database_.url());
    return *scratch;
  };
  Schema wanted = dialect.canonical(declared, live, scratch_source);
  adopt_live_names(live, wanted, declared);
  for (Operation& operation : compare({live, wanted, declared}))
    operations.push_back(std::move(operation));
  return operations;
}

std::vector<std::string> LiveSchema::left_to(const Schema& declared) {
  std::vector<std::string> lines;
  for (const Change& change : changes_of(difference_to(model_of(declared)), {}))
    lines.push_back(change.action + " " + change.object + " " + change.table + " " + change.name +
                    ": " + change.detail);
  return lines;
}

std::vector<std::string> LiveSchema::rows() {
  std::vector<std::string> rows;
  for (const Table& table : inspect().tables) {
    std::vector<std::string> columns;
    for (const Column& column : table.columns) columns.push_back(column.name);
    std::sort(columns.begin(), columns.end());
    std::string list;
    for (const std::string& column : columns)
      list += (list.empty() ? "" : ", ") + sql::quote_name(column);
    connection_->query("SELECT " + list + " FROM " + spelled(table.name), [&](Row row) {
      std::string line = table.name.name;
      for (std::size_t i = 0; i < row.size(); ++i)
        line += " " + columns[i] + "=" + std::string(row[i].value_or("NULL"));
      rows.push_back(std::move(line));
    });
  }
  std::sort(rows.begin(), rows.end());
  return rows;
}

}  // namespace dbtool::test
