// ConstraintNames: which names of constraints and indexes are taken, and a free one by convention
// for each part that has none.
#pragma once

#include "core/schema/naming.h"
#include "core/schema/table_declaration.h"
#include "core/support/error.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace dbtool {

/// Names live in two places: keys, uniques and indexes share one with the tables and views of their
/// schema, all constraints of a table share another. What a database does not mind is left to the
/// caller: claims tell of collisions, and go on.
class ConstraintNames {
 public:
  enum class Case { counts, is_ignored };
  explicit ConstraintNames(Case letters = Case::counts) : letters_(letters) {}

  /// A name that is said twice: where first, where again.
  struct Collision {
    std::string name = {};
    std::string kind = {};   ///< "index", "unique", "check"…
    bool in_schema = false;  ///< among tables and indexes rather than in the table
    Location first = {};
    Location again = {};
    std::string first_name = {};  ///< may differ in case
  };

  /// A table or view.
  void claim(const Name& name, const Location& where);
  /// The names written out in a table.
  void claim(const TableDeclaration& declaration);
  /// Gives the parts without a name one; the claims of all tables come first.
  void complete(TableDeclaration& declaration, const NamingConvention& naming);
  void complete_all_but_key(TableDeclaration& declaration, const NamingConvention& naming);

  const std::vector<Collision>& collisions() const { return collisions_; }
  /// "users/users_email_key".
  const std::set<std::string>& completed() const { return completed_; }

 private:
  struct Claim {
    std::string name = {};
    Location where = {};
  };

  void claim_part(const TableDeclaration& owner, const std::string& kind, const std::string& name,
                  const Location& where);
  void take(std::map<std::string, Claim>& names, const std::string& key,
            const Collision& collision);
  std::string free_name(const std::string& pattern, const std::string& kind, const Table& table,
                        const std::vector<std::string>& columns,
                        const std::string& referred_table = {});

  std::string key_in_schema(const Name& table, const std::string& name) const;
  std::string key_in_table(const Name& table, const std::string& name) const;

  Case letters_ = Case::counts;
  std::map<std::string, Claim> in_schemas_ = {};
  std::map<std::string, Claim> in_tables_ = {};
  std::vector<Collision> collisions_ = {};
  std::set<std::string> completed_ = {};
};

}  // namespace dbtool
