// Offenders: the rows that keep a revision from being carried out.
#pragma once

#include "core/dialect/dialect.h"
#include "core/operations/operation.h"

#include <optional>
#include <span>
#include <string>

namespace dbtool {

struct Offence {
  std::string rows = {};  ///< for people: "n is NULL in 2 rows of a"
  Location where = {};    ///< of the operation they break
};

/// Whether the database refused rows: a constraint, not the statement.
bool is_violation(const DatabaseError& error);

/// The first of the operations that rows stand in the way of, as the tables are now. Reads only,
/// outside transactions; nothing where the rows cannot be asked, or where it would take long.
std::optional<Offence> find_offence(Connection& connection, const Dialect& dialect,
                                    std::span<const Operation> operations);

}  // namespace dbtool
