// Verify: whether a revision made of the schema what its steps say, asked before it is committed.
#pragma once

#include "core/dialect/dialect.h"
#include "core/run/plan.h"

#include <span>
#include <string>
#include <vector>

namespace dbtool {

struct Verdict {
  /// False: the steps do not tell what they make, so that nothing can be said.
  bool is_known = true;
  std::vector<std::string> differences = {};  ///< one line each
};

/// Remembers the schema before some parts of a revision, with what they make of it.
class Verification {
 public:
  /// Looks at the database; tables of `scope` that belong to dbtool are passed over.
  Verification(const Dialect& dialect, Connection& connection, Scope scope,
               std::span<const PlannedPart> parts);
  /// Looks again, after the parts, in the transaction that is open.
  Verdict verdict(const ScratchSource& scratch) const;

 private:
  const Dialect& dialect_;
  Connection& connection_;
  Scope scope_;
  Schema promised_ = {};
  bool is_known_ = true;
};

}  // namespace dbtool
