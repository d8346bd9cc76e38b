#include "core/support/error.h"
#include "core/support/text.h"
#include "dialects/postgresql/ddl.h"
#include "dialects/postgresql/names.h"
#include "dialects/postgresql/version_trigger.h"

namespace dbtool::postgres {
namespace {

/// CREATE TABLE leaves out a unique that says what another key of the table says already.
bool repeats_a_key(const Table& table, const Unique& unique) {
  if (table.primary_key && table.primary_key->columns == unique.columns) return true;
  for (const Unique& other : table.uniques) {
    if (other.name == unique.name) return false;
    if (other.columns == unique.columns) return true;
  }
  return false;
}

/// Constraints in the order people write them. Those that are NOT VALID cannot be said in CREATE
/// TABLE, which would take them for valid.
void split_constraints(const Table& table, Sql& inside, Sql& after) {
  auto is_inside = [&](const Constraint& constraint) {
    const auto* unique = std::get_if<Unique>(&constraint);
    return is_validated(constraint) && (unique == nullptr || !repeats_a_key(table, *unique));
  };
  auto add = [&](const Constraint& constraint) {
    std::string text = constraint_sql(constraint);
    if (is_inside(constraint))
      inside.push_back(text);
    else
      after.push_back(alter_table_sql(table.name, {"ADD " + text}));
  };
  if (table.primary_key) add(*table.primary_key);
  for (const Unique& unique : table.uniques) add(unique);
  for (const Check& check : table.checks) add(check);
  for (const ForeignKey& key : table.foreign_keys) add(key);
}

std::string create_table_sql(const Table& table, const Sql& elements) {
  bool unlogged = option(table.options, "unlogged") == "true";
  std::string text = unlogged ? "CREATE UNLOGGED TABLE " : "CREATE TABLE ";
  text += quote(table.name);
  text += elements.empty() ? " ()" : " (\n  " + join(elements, ",\n  ") + "\n)";
  if (std::string key = option(table.options, "partition_by"); !key.empty())
    text += " PARTITION BY " + key;
  if (std::string storage = storage_sql(table.options); !storage.empty()) text += " " + storage;
  if (std::string place = option(table.options, "tablespace"); !place.empty())
    text += " TABLESPACE " + quote(place);
  return text;
}

Sql comments_of(const Table& table) {
  Sql comments;
  if (!table.comment.empty())
    comments.push_back(comment_sql("TABLE " + quote(table.name), table.comment));
  for (const Column& column : table.columns)
    if (!column.comment.empty())
      comments.push_back(
          comment_sql("COLUMN " + quote(table.name) + "." + quote(column.name), column.comment));
  if (table.primary_key) append(comments, comment_of(table.name, Constraint(*table.primary_key)));
  auto add_all = [&](const auto& parts) {
    for (const auto& part : parts) append(comments, comment_of(table.name, Constraint(part)));
  };
  add_all(table.uniques);
  add_all(table.foreign_keys);
  add_all(table.checks);
  for (const Index& index : table.indexes) append(comments, comment_of(table.name, index));
  return comments;
}

std::string option_action(const std::string& name, const std::string& value) {
  if (name == "unlogged") return value == "true" ? "SET UNLOGGED" : "SET LOGGED";
  if (name == "tablespace")
    return "SET TABLESPACE " + quote(value.empty() ? std::string("pg_default") : value);
  if (name == "partition_by")
    throw UsageError({.code = "DBT164",
                      .message = "PostgreSQL cannot change how an existing table is partitioned",
                      .hint = "create a new table and move the rows"});
  return value.empty() ? "RESET (" + name + ")"
                       : "SET (" + name + " = " + parameter_value(value) + ")";
}

std::string comment_target(const SetComment& o) {
  if (o.kind == "column") return "COLUMN " + quote(o.name) + "." + quote(o.column);
  if (o.kind == "enum") return "TYPE " + quote(o.name);
  if (o.kind == "materialized view") return "MATERIALIZED VIEW " + quote(o.name);
  return upper(o.kind) + " " + quote(o.name);
}

}  // namespace

Sql sql_of(const CreateTable& o) {
  const Table& table = o.table;
  Sql statements;
  Sql elements;
  for (const Column& column : table.columns) {
    append(statements, before_column(table, column));
    elements.push_back(column_sql(column));
  }
  Sql after;
  split_constraints(table, elements, after);
  statements.push_back(create_table_sql(table, elements));
  append(statements, std::move(after));
  for (const Column& column : table.columns) append(statements, after_column(table, column));
  for (const Column& column : table.columns)
    append(statements, column_option_sql(table.name, column.name, column.options));
  for (const Index& index : table.indexes)
    statements.push_back(create_index_sql(table.name, index, false));
  append(statements, comments_of(table));
  for (const Column& column : table.columns) append(statements, create_version(table.name, column));
  return statements;
}

Sql sql_of(const AlterTable& o) {
  constexpr std::string_view prefix = "postgresql.";
  Sql statements;
  for (const auto& [key, value] : o.options)
    if (key.starts_with(prefix))
      statements.push_back(
          alter_table_sql(o.table, {option_action(key.substr(prefix.size()), value)}));
  return statements;
}

Sql sql_of(const SetComment& o) {
  return {comment_sql(comment_target(o), o.text)};
}

}  // namespace dbtool::postgres
