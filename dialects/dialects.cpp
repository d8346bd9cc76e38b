#include "dialects/dialects.h"

#include "core/support/error.h"
#include "core/support/text.h"
#include "dialects/postgresql/postgresql.h"
#include "dialects/sqlite/sqlite.h"

namespace dbtool {

const std::vector<const Dialect*>& all_dialects() {
  static const std::vector<const Dialect*> dialects = {&sqlite(), &postgresql()};
  return dialects;
}

const Dialect& dialect_named(std::string_view name) {
  std::vector<std::string> known;
  for (const Dialect* dialect : all_dialects()) {
    if (dialect->traits().name == name) return *dialect;
    known.push_back(dialect->traits().name);
  }
  throw UsageError({.code = "DBT212",
                    .message = "there is no dialect \"" + std::string(name) + "\"",
                    .hint = did_you_mean(name, known)});
}

}  // namespace dbtool
