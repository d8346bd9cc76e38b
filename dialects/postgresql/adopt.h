// Adopting: what a model declares in the server's words, and in the live schema's own text where
// both mean the same.
#pragma once

#include "core/schema/model.h"

#include <string>
#include <vector>

namespace dbtool::postgres {

/// A text of the wanted schema that may still be the live one in other words: only the server can
/// tell.
struct Doubt {
  enum class Kind { type, default_value, generated, check, index, view };
  Kind kind = Kind::check;
  Name object = {};       ///< the table or view
  std::string part = {};  ///< the column, check or index

  bool operator==(const Doubt&) const = default;
};

/// Tables as this server reports them. `live` is the table of the same name, or nullptr; `declared`
/// holds all that is wanted.
void adopt_table(Table& wanted, const Model& declared, const Table* live,
                 std::vector<Doubt>& doubts);
void adopt_view(View& wanted, const View* live, std::vector<Doubt>& doubts);

}  // namespace dbtool::postgres
