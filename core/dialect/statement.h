// Statement: one SQL statement of a plan.
#pragma once

#include "core/schema/table.h"
#include "core/support/error.h"

#include <string>
#include <vector>

namespace dbtool {

/// What a statement does to one row of reference data.
struct RowEffect {
  std::string row = {};   ///< "roles (name: editor)"; empty: nothing
  bool removes = false;   ///< rather than makes it: not when the revision had found it there
  bool is_set = false;    ///< what is different in a row found there is set then
  std::string look = {};  ///< tells what is different in a row found there
  std::vector<Literal> look_values = {};
  std::string find = {};  ///< gives a row when the row is there
  std::vector<Literal> find_values = {};
  bool operator==(const RowEffect&) const = default;
};

struct Statement {
  std::string sql = {};        ///< without a semicolon
  std::string purpose = {};    ///< "rebuild users: copy the rows"
  bool in_transaction = true;  ///< false: CREATE INDEX CONCURRENTLY and its like
  bool rebuilds = false;       ///< SQLite: foreign keys must be off and are checked before COMMIT
  /// A check: the statement is a query and must give no row (or, with `expects_rows`, some); else
  /// the revision fails with this message, in which {1}, {2} stand for the first row's values.
  std::string check_message = {};
  bool expects_rows = false;
  bool reads_catalog = false;        ///< a query of nothing but the catalog: it does not take long
  Location where = {};               ///< in the revision file
  std::vector<Literal> values = {};  ///< bound to its parameters, in order
  RowEffect row = {};

  bool operator==(const Statement&) const = default;
};

}  // namespace dbtool
