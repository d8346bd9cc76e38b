// Statement: one SQL statement of a plan.
#pragma once

#include "core/support/error.h"

#include <string>

namespace dbtool {

struct Statement {
  std::string sql = {};        ///< without a semicolon
  std::string purpose = {};    ///< "rebuild users: copy the rows"
  bool in_transaction = true;  ///< false: CREATE INDEX CONCURRENTLY and its like
  bool rebuilds = false;       ///< SQLite: foreign keys must be off and are checked before COMMIT
  /// A check: the statement is a query and must give no row (or, with `expects_rows`, some); else
  /// the revision fails with this message, in which {1}, {2} stand for the first row's values.
  std::string check_message = {};
  bool expects_rows = false;
  bool reads_catalog = false;  ///< a query of nothing but the catalog: it does not take long
  Location where = {};         ///< in the revision file

  bool operator==(const Statement&) const = default;
};

}  // namespace dbtool
