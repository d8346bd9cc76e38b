// Definitions: parts of a table as SQLite's SQL.
#pragma once

#include "core/operations/constraint_operations.h"
#include "core/schema/schema.h"

#include <string>
#include <vector>

namespace dbtool::lite {

/// What SQLite has and the neutral words do not say is kept in options, so that nothing is lost.
namespace option {
inline const std::string strict = "sqlite.strict";
inline const std::string without_rowid = "sqlite.without_rowid";
/// Of a column: what it is declared as, where its type would be spelled otherwise.
inline const std::string declared_type = "sqlite.declared_type";
/// Of a column: ON CONFLICT of its NOT NULL.
inline const std::string not_null_conflict = "sqlite.not_null_conflict";
/// Of a primary key or unique: its ON CONFLICT.
inline const std::string on_conflict = "sqlite.on_conflict";
/// Of a primary key or unique: its columns, where they have a collation or an order.
inline const std::string key = "sqlite.key";
}  // namespace option

bool has_option(const std::map<std::string, std::string>& options, const std::string& name);

/// " ON CONFLICT IGNORE"; empty for none.
std::string conflict_clause(const std::string& resolution);
/// Whether the column would be another name of the rowid.
bool is_rowid_key(const Table& table, const Column& column);
std::string declared_type(const Table& table, const Column& column);
/// Name, type, NOT NULL, default, collation and expression; no constraints.
std::string column_definition(const Table& table, const Column& column);
/// With CONSTRAINT and its name where it has one.
std::string constraint_definition(const Table& table, const Constraint& constraint);
/// A foreign key from REFERENCES on.
std::string reference_definition(const ForeignKey& key);
/// The check that keeps an enum's values, and names the enum in a comment.
std::string enum_check(const Table& table, const Column& column, const Enum& definition);
/// The check's expression alone.
std::string enum_expression(const std::string& column, const Enum& definition);

/// One definition a line. The enums are those of the columns.
std::string create_table(const Table& table, const NamedList<Enum>& enums);
std::string create_index(const Name& table, const Index& index);
std::string create_view(const View& view);

}  // namespace dbtool::lite
