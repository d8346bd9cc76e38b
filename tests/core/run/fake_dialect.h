// A dialect without a database: renders steps to readable text, for tests of plans and scripts.
#pragma once

#include "core/dialect/dialect.h"
#include "core/dialect/raw_sql.h"

#include <stdexcept>

namespace dbtool::test {

class FakeDialect final : public Dialect {
 public:
  FakeDialect() {
    traits_ = {.name = "fake", .display_name = "Fake", .lexical = sql::postgresql_rules()};
  }

  Traits traits_ = {};

  const Traits& traits() const override { return traits_; }
  std::unique_ptr<Connection> connect(const DatabaseUrl&, Access, const Timeouts&) const override {
    throw std::logic_error("no database");
  }
  std::string default_schema(Connection&) const override { return "main"; }
  std::string identity(Connection&, const DatabaseUrl&) const override { return {}; }
  /// DDL is the description of the operation; a table asked for shows its number of columns.
  std::vector<Statement> render(std::span<const Operation> operations,
                                const TableBefore& before) const override {
    std::vector<Statement> statements;
    for (const Operation& operation : operations) {
      if (const auto* sql = std::get_if<RunSql>(&operation.what)) {
        for (Statement& statement : sql_statements(*sql, traits_.name, traits_.lexical))
          statements.push_back(std::move(statement));
      } else if (const auto* check = std::get_if<Assert>(&operation.what)) {
        statements.push_back(
            assertion(*check, traits_.name, traits_.lexical, operation.where).value());
      } else {
        auto source = before(subject(operation));
        statements.push_back(
            {.sql = describe(operation) +
                    (source ? " of " + std::to_string(source->table.columns.size()) : ""),
             .rebuilds = std::holds_alternative<DropColumn>(operation.what),
             .where = operation.where});
      }
    }
    return statements;
  }
  Schema inspect(Connection&, const Scope&) const override { return {}; }
  std::optional<TableSource> table_source(Connection&, const Name&) const override { return {}; }
  std::unique_ptr<Scratch> scratch(Connection&, const DatabaseUrl&) const override {
    throw std::logic_error("no database");
  }
  Schema canonical(const Model& declared, const Schema&, const ScratchSource&) const override {
    return declared.schema;
  }
  std::unique_ptr<Lock> lock(Connection&, const LockRequest&) const override {
    throw std::logic_error("no database");
  }
  std::vector<LockHolder> lock_holders(const DatabaseUrl&, const std::string&,
                                       const std::function<Connection&()>&) const override {
    return {};
  }
  TransactionFrame transaction(Connection&, std::span<const Statement>) const override {
    return {};
  }
  bool runs_alone(const Operation& operation) const override {
    return std::holds_alternative<AddEnumValue>(operation.what);
  }
  bool table_exists(Connection&, const Name&) const override { return false; }
};

inline Operation run_sql(const std::string& text) {
  return {.what = RunSql{.by_dialect = {{"any", text}},
                         .places = {{"any", {.file = "r.sql", .line = 10, .column = 3}}}}};
}
inline Operation add_column(const std::string& table, const std::string& column) {
  return {.what = AddColumn{.table = {"", table}, .column = {.name = column}}};
}
inline Operation drop_column(const std::string& table, const std::string& column) {
  return {.what = DropColumn{.table = {"", table}, .column = column, .was = {.name = column}}};
}

}  // namespace dbtool::test
