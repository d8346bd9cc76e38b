// Operation: one thing a revision does. The variant, and what every operation can do.
#pragma once

#include "core/operations/batch_operations.h"
#include "core/operations/column_operations.h"
#include "core/operations/constraint_operations.h"
#include "core/operations/index_operations.h"
#include "core/operations/row_operations.h"
#include "core/operations/sql_operations.h"
#include "core/operations/table_operations.h"
#include "core/operations/type_operations.h"
#include "core/operations/view_operations.h"
#include "core/schema/schema.h"
#include "core/support/error.h"

#include <string>
#include <variant>
#include <vector>

namespace dbtool {

/// One thing a revision does, and where it says so. A new alternative makes every match() that
/// forgot it fail to compile.
struct Operation {
  std::variant<CreateSchema, DropSchema, CreateTable, DropTable, RenameTable, AlterTable,
               SetComment, AddColumn, DropColumn, RenameColumn, AlterColumn, CreateIndex, DropIndex,
               RenameIndex, CreateConstraint, DropConstraint, RenameConstraint, ValidateConstraint,
               CreateEnum, DropEnum, AlterEnum, AddEnumValue, RenameEnum, RenameEnumValue,
               CreateView, DropView, AlterView, RenameView, ChangeRows, RunSql, RunBatches, Assert>
      what = {};
  Location where = {};

  /// Where it stands in a file does not make it another operation.
  bool operator==(const Operation& other) const { return what == other.what; }
};

/// What the operation makes of a schema. Throws UsageError (DBT620) when it cannot apply: the table
/// is not there, the column exists already. SQL does what it says to do in `describes`.
void apply(const Operation& operation, Schema& schema);
/// The operation that takes it back, given the schema before it. Nothing for SQL and assertions.
std::vector<Operation> reverse(const Operation& operation, const Schema& before);
/// "add column users.email".
std::string describe(const Operation& operation);
/// The table (or other object) an operation is about; empty for SQL.
Name subject(const Operation& operation);

}  // namespace dbtool
