// Naming convention: the names of constraints and indexes that the model leaves out.
#pragma once

#include "core/schema/table.h"

#include <string>
#include <vector>

namespace dbtool {

/// PostgreSQL cuts longer names (NAMEDATALEN - 1 bytes; manual, "Identifiers and Key Words").
inline constexpr std::size_t longest_name = 63;

/// Patterns with {table}, {columns} (joined by `_`), {columns_and} (joined by `_and_`), {column}
/// (the first), {referred_table}, {n} (counted up until the name is free). The result is cut to 63
/// bytes with a hash.
struct NamingConvention {
  std::string primary_key = "{table}_pkey";
  std::string unique = "{table}_{columns}_key";
  std::string check = "{table}_{columns}_check";
  std::string foreign_key = "{table}_{columns}_fkey";
  std::string index = "{table}_{columns}_idx";
  bool operator==(const NamingConvention&) const = default;
};

NamingConvention postgres_naming();
NamingConvention sqlalchemy_naming();
NamingConvention rails_naming();

/// Without columns (a check of several), the pattern's column word goes with a `_` beside it. {n}
/// is left to the caller.
std::string name_by_convention(const std::string& pattern, const Table& table,
                               const std::vector<std::string>& columns,
                               const std::string& referred_table = {});

}  // namespace dbtool
