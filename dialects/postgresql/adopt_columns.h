// Adopting columns; see adopt.h.
#pragma once

#include "dialects/postgresql/adopt.h"

#include <map>

namespace dbtool::postgres {

/// The wanted table, the live one, and where doubts go.
struct Adoption {
  Table& wanted;
  const Table* live = nullptr;
  std::vector<Doubt>& doubts;
  bool is_exact = false;  ///< the words are the server's own

  void doubt(Doubt::Kind kind, const std::string& part) const {
    doubts.push_back({kind, wanted.name, part});
  }
};

void adopt_column(Column& wanted, const Schema& schema, const Adoption& adoption);
/// The same expression over the wanted table's columns, or over the live one's, whose types may be
/// about to change.
bool same_in_either(const Expression& wanted, const Expression& live, const Adoption& adoption);
/// Only what is for PostgreSQL and set.
void keep_own_options(std::map<std::string, std::string>& options);

}  // namespace dbtool::postgres
