// Dedupe: the steps that make rows unique which are not, and keep what they take away.
#pragma once

#include "core/dialect/row_sql.h"
#include "core/revisions/revision.h"
#include "core/schema/schema.h"

#include <string>
#include <vector>

namespace dbtool::cli {

struct DedupeRequest {
  Name table = {};
  std::vector<std::string> columns = {};  ///< that shall be unique together
  std::string keep = "first";             ///< first, last (by primary key), or SQL for ORDER BY
  std::string constraint = {};            ///< its name
  std::string suffix = {};                ///< of the tables that keep what goes
};

/// Ranks the rows that are equal in the columns (those with a null are not), copies all but the
/// first of each to a table of their own, points foreign keys to the one that stays, deletes the
/// others, and adds the constraint; the way back restores all of it. Throws UsageError (DBT748)
/// when the table or a column is not there, or has no primary key.
RevisionBody dedupe_body(const DedupeRequest& request, const Schema& live, const RowWords& words);
/// The table that keeps the rows which go: "users_dups_3f2a9c".
Name duplicates_of(const DedupeRequest& request);

}  // namespace dbtool::cli
