// ViewUses: what views use, as the catalog lists it, else by the words of their queries.
#pragma once

#include "core/schema/schema.h"

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace dbtool {

class ViewUses {
 public:
  explicit ViewUses(const Schema& schema);

  /// Tables and views of the schema that a view uses.
  const std::set<Name>& of(const Name& view) const;
  /// Views that use a table or view.
  const std::set<Name>& users_of(const Name& relation) const;
  /// Whether a view that uses a table uses this column of it.
  bool uses_column(const Name& view, const Name& table, const std::string& column) const;

 private:
  struct Uses {
    std::set<Name> relations = {};
    std::set<std::pair<Name, std::string>> columns = {};  ///< as the catalog lists them
    std::set<std::string> words = {};
  };

  void read_catalog(const Schema& schema);
  void read_query(const View& view, const Schema& schema);

  std::map<Name, Uses> uses_;
  std::map<Name, std::set<Name>> users_;
};

/// The names in SQL text in lower case, "*" among them; strings and comments are none.
std::set<std::string> words_of(const Expression& expression);

}  // namespace dbtool
