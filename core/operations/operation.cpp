#include "core/operations/operation.h"

#include "core/support/match.h"

namespace dbtool {

void apply(const Operation& operation, Schema& schema) {
  try {
    match(operation.what, [&](const auto& what) { apply(what, schema); });
  } catch (Error& error) {
    error.locate(operation.where);
    throw;
  }
}

std::vector<Operation> reverse(const Operation& operation, const Schema& before) {
  std::vector<Operation> back =
      match(operation.what, [&](const auto& what) { return reverse(what, before); });
  for (Operation& step : back) step.where = operation.where;
  return back;
}

std::string describe(const Operation& operation) {
  return match(operation.what, [](const auto& what) { return describe(what); });
}

Name subject(const Operation& operation) {
  return match(operation.what, [](const auto& what) { return subject(what); });
}

}  // namespace dbtool
