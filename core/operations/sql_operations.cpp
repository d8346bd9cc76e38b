#include "core/operations/sql_operations.h"

#include "core/operations/operation.h"

#include <utility>

namespace dbtool {

const std::string* text_for(const std::map<std::string, std::string>& by_dialect,
                            const std::string& dialect) {
  auto found = by_dialect.find(dialect);
  if (found == by_dialect.end()) found = by_dialect.find("any");
  return found == by_dialect.end() ? nullptr : &found->second;
}

Description::Description() = default;
Description::Description(std::vector<Operation> list) : operations(std::move(list)) {}
Description::Description(const Description& other) = default;
Description::Description(Description&& other) noexcept = default;
Description& Description::operator=(const Description& other) = default;
Description& Description::operator=(Description&& other) noexcept = default;
Description::~Description() = default;
bool Description::operator==(const Description& other) const = default;

void apply(const RunSql& sql, Schema& schema) {
  if (!sql.describes) return;
  for (const Operation& operation : sql.describes->operations) apply(operation, schema);
}
void apply(const Assert&, Schema&) {}

std::vector<Operation> reverse(const RunSql&, const Schema&) {
  return {};
}
std::vector<Operation> reverse(const Assert&, const Schema&) {
  return {};
}

std::string describe(const RunSql&) {
  return "run SQL";
}
std::string describe(const Assert& operation) {
  return operation.message.empty() ? "assert" : "assert: " + operation.message;
}

Name subject(const RunSql&) {
  return {};
}
Name subject(const Assert&) {
  return {};
}

}  // namespace dbtool
