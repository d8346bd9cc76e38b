// Parts of DDL that several statements share.
#pragma once

#include "core/operations/operation.h"
#include "core/schema/schema.h"

#include <map>
#include <string>
#include <vector>

namespace dbtool::postgres {

using Sql = std::vector<std::string>;
void append(Sql& to, Sql more);

/// `name type COLLATE … DEFAULT … NOT NULL`, as in CREATE TABLE and ADD COLUMN.
std::string column_sql(const Column& column);
std::string set_default_sql(const Name& table, const Column& column);
/// Column settings that have no place in `column_sql`: storage, compression, statistics.
Sql column_option_sql(const Name& table, const std::string& column,
                      const std::map<std::string, std::string>& options);
/// Whether the default is the sequence that serial would make.
bool is_serial(const Table& table, const Column& column);
/// What a column needs before it: the sequence of its default.
Sql before_column(const Table& table, const Column& column);
/// And behind it: a sequence that serial would have made goes with its column.
Sql after_column(const Table& table, const Column& column);
std::string collation_sql(const std::string& collation);
std::string identity_sql(const Identity& identity);

/// `CONSTRAINT name PRIMARY KEY (…)`; nameless ones leave the name to the server.
std::string constraint_sql(const Constraint& constraint);
bool is_validated(const Constraint& constraint);
std::string create_index_sql(const Name& table, const Index& index, bool concurrently);

/// WITH (fillfactor=70): options but for those that have a clause of their own; or nothing.
std::string storage_sql(const std::map<std::string, std::string>& options);
/// A storage parameter's value, quoted where needed.
std::string parameter_value(const std::string& value);
/// The option "postgresql.<name>", or empty.
std::string option(const std::map<std::string, std::string>& options, const std::string& name);

/// The comments that come along with a constraint and an index, if they have one.
Sql comment_of(const Name& table, const Constraint& constraint);
Sql comment_of(const Name& table, const Index& index);
std::string comment_sql(const std::string& object, const std::string& text);
/// In parentheses, safe for text that ends in a line comment.
std::string in_parentheses(const std::string& sql);
/// ALTER TABLE with one action on its line, or several below it.
std::string alter_table_sql(const Name& table, const Sql& actions);

/// Statements per operation, in order.
Sql sql_of(const CreateTable& operation);
Sql sql_of(const AlterTable& operation);
Sql sql_of(const SetComment& operation);
Sql sql_of(const AddColumn& operation);
Sql sql_of(const CreateConstraint& operation);
Sql sql_of(const DropConstraint& operation);
Sql sql_of(const AlterEnum& operation);
Sql sql_of(const AddEnumValue& operation);
Sql sql_of(const CreateEnum& operation);
Sql sql_of(const CreateView& operation);
Sql sql_of(const AlterView& operation);

}  // namespace dbtool::postgres
