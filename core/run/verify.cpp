#include "core/run/verify.h"

#include "core/compare/compare.h"
#include "core/run/replay.h"

#include <algorithm>
#include <utility>

namespace dbtool {
namespace {

/// The schemas that the parts name, besides the usual one.
void add_schemas(std::span<const PlannedPart> parts, Scope& scope) {
  for (const PlannedPart& part : parts)
    for (const Operation& operation : part.operations) {
      const std::string& schema = subject(operation).schema;
      if (!schema.empty() && std::ranges::find(scope.schemas, schema) == scope.schemas.end())
        scope.schemas.push_back(schema);
    }
}

}  // namespace

Verification::Verification(const Dialect& dialect, Connection& connection, Scope scope,
                           std::span<const PlannedPart> parts)
    : dialect_(dialect), connection_(connection), scope_(std::move(scope)) {
  add_schemas(parts, scope_);
  promised_ = dialect_.inspect(connection_, scope_);
  std::vector<Problem> opaque;
  try {
    for (const PlannedPart& part : parts)
      replay({{.operations = part.operations}}, dialect_, promised_, opaque);
  } catch (const UsageError&) {
    // It works on what the schema does not list, or fails when it runs.
    is_known_ = false;
  }
  is_known_ = is_known_ && opaque.empty();
}

Verdict Verification::verdict(const ScratchSource& scratch) const {
  if (!is_known_) return {.is_known = false};
  const Schema found = dialect_.inspect(connection_, scope_);
  Model promised = {.schema = promised_};
  // Steps may leave the name of a primary key to the database.
  for (const Table& table : promised_.tables)
    if (table.primary_key && table.primary_key->name.empty())
      promised.names_by_convention.insert(to_text(table.name) + "/");
  Schema wanted = dialect_.canonical(promised, found, scratch);
  adopt_live_names(found, wanted, promised);
  Verdict verdict;
  for (const Change& change :
       changes_of(compare({.live = found, .wanted = wanted, .declared = promised}), promised))
    verdict.differences.push_back(to_text(change));
  return verdict;
}

}  // namespace dbtool
