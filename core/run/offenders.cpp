#include "core/run/offenders.h"

#include "core/run/state.h"
#include "core/support/match.h"
#include "core/support/sql_tokens.h"
#include "core/support/text.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace dbtool {
namespace {

constexpr std::size_t shown = 3;

std::vector<std::string> quoted_all(const std::vector<std::string>& columns,
                                    const std::string& prefix = {}) {
  std::vector<std::string> names;
  for (const std::string& column : columns) names.push_back(prefix + sql::quote_name(column));
  return names;
}

/// Rows of `query` as "(1, x), (2, y)", and whether there are more than are shown.
std::string keys_of(Connection& connection, const std::string& query) {
  std::vector<std::string> keys;
  connection.query(query + " LIMIT " + std::to_string(shown + 1), [&](Row row) {
    std::vector<std::string> values;
    for (const auto& value : row) values.emplace_back(value.value_or("NULL"));
    keys.push_back("(" + join(values, ", ") + ")");
  });
  const bool has_more = keys.size() > shown;
  if (has_more) keys.pop_back();
  return join(keys, ", ") + (has_more ? " and others" : "");
}

std::size_t count_where(Connection& connection, const Name& table, const std::string& condition) {
  const auto count =
      query_value(connection, "SELECT count(*) FROM " + quoted(table) + " WHERE " + condition);
  return static_cast<std::size_t>(parse_integer(count.value_or("0")).value_or(0));
}

std::string nulls(Connection& connection, const Name& table, const std::string& column) {
  const std::size_t count = count_where(connection, table, sql::quote_name(column) + " IS NULL");
  if (count == 0) return {};
  return column + " is NULL in " + count_of(count, "row") + " of " + to_text(table);
}

std::string duplicates(Connection& connection, const Name& table,
                       const std::vector<std::string>& columns, bool nulls_distinct) {
  if (columns.empty()) return {};
  const std::string list = join(quoted_all(columns), ", ");
  std::string query = "SELECT " + list + " FROM " + quoted(table);
  if (nulls_distinct)
    query += " WHERE " + join(quoted_all(columns), " IS NOT NULL AND ") + " IS NOT NULL";
  const std::string keys =
      keys_of(connection, query + " GROUP BY " + list + " HAVING count(*) > 1 ORDER BY " + list);
  if (keys.empty()) return {};
  return "several rows of " + to_text(table) + " have the same (" + join(columns, ", ") +
         "): " + keys;
}

std::string orphans(Connection& connection, const Name& table, const ForeignKey& key) {
  if (key.columns.empty() || key.columns.size() != key.referenced_columns.size()) return {};
  const std::vector<std::string> own = quoted_all(key.columns, "child.");
  const std::vector<std::string> theirs = quoted_all(key.referenced_columns, "parent.");
  std::vector<std::string> pairs;
  for (std::size_t i = 0; i < own.size(); ++i) pairs.push_back(theirs[i] + " = " + own[i]);
  const std::string list = join(own, ", ");
  const std::string keys = keys_of(
      connection, "SELECT DISTINCT " + list + " FROM " + quoted(table) + " AS child WHERE " +
                      join(own, " IS NOT NULL AND ") +
                      " IS NOT NULL AND NOT EXISTS (SELECT 1 FROM " + quoted(key.references) +
                      " AS parent WHERE " + join(pairs, " AND ") + ") ORDER BY " + list);
  if (keys.empty()) return {};
  return "rows of " + to_text(table) + " refer by (" + join(key.columns, ", ") + ") to what " +
         to_text(key.references) + " has not: " + keys;
}

std::string failing(Connection& connection, const Name& table, const Check& check) {
  // A check holds where it is NULL.
  const std::size_t count = count_where(connection, table, "NOT (" + check.expression.sql + ")");
  if (count == 0) return {};
  return count_of(count, "row") + " of " + to_text(table) + (count == 1 ? " does" : " do") +
         " not have " + check.expression.sql;
}

std::string offenders(Connection& connection, const CreateConstraint& create) {
  return match(
      create.constraint,
      [&](const PrimaryKey& key) {
        for (const std::string& column : key.columns)
          if (std::string found = nulls(connection, create.table, column); !found.empty())
            return found;
        return duplicates(connection, create.table, key.columns, true);
      },
      [&](const Unique& unique) {
        return duplicates(connection, create.table, unique.columns, unique.nulls_distinct);
      },
      [&](const ForeignKey& key) { return orphans(connection, create.table, key); },
      [&](const Check& check) { return failing(connection, create.table, check); });
}

/// Of a unique index over plain columns of all rows.
std::string offenders(Connection& connection, const CreateIndex& create) {
  const Index& index = create.index;
  std::vector<std::string> columns;
  for (const IndexPart& part : index.parts) columns.push_back(part.column);
  const bool is_plain = !index.where && std::ranges::count(columns, "") == 0;
  if (!index.unique || !is_plain) return {};
  return duplicates(connection, create.table, columns, index.nulls_distinct);
}

std::string offenders(Connection& connection, const Operation& operation) {
  if (const auto* create = std::get_if<CreateConstraint>(&operation.what))
    return offenders(connection, *create);
  if (const auto* create = std::get_if<CreateIndex>(&operation.what))
    return offenders(connection, *create);
  const auto* alter = std::get_if<AlterColumn>(&operation.what);
  if (alter == nullptr || alter->to.nullable.value_or(true)) return {};
  return nulls(connection, alter->table, alter->column);
}

}  // namespace

bool is_violation(const DatabaseError& error) {
  constexpr int sqlite_constraint = 19;
  constexpr std::string_view integrity = "23";
  const DatabaseError::Details& details = error.details();
  return details.sqlstate.starts_with(integrity) ||
         (details.sqlite_code & 0xff) == sqlite_constraint;
}

std::optional<Offence> find_offence(Connection& connection, const Dialect& dialect,
                                    std::span<const Operation> operations) {
  constexpr std::size_t most = 20;  // each may read a whole table
  if (connection.in_transaction()) return std::nullopt;
  for (const std::string& sql : dialect.set_session(
           {.statement_timeout = std::chrono::seconds(10), .in_transaction = false}))
    connection.execute(sql);
  for (const Operation& operation : operations.first(std::min(most, operations.size()))) {
    try {
      std::string rows = offenders(connection, operation);
      if (!rows.empty()) return Offence{.rows = std::move(rows), .where = operation.where};
    } catch (const Error&) {
      // What the operation needs was made by the revision, and is gone with it.
    }
  }
  return std::nullopt;
}

}  // namespace dbtool
