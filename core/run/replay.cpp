#include "core/run/replay.h"

#include "core/support/error.h"

namespace dbtool {

void replay(const std::vector<Section>& sections, Schema& schema,
            std::vector<std::string>& opaque) {
  for (const Section& section : sections) {
    for (const Operation& operation : section.operations) {
      if (std::holds_alternative<RunSql>(operation.what)) opaque.push_back(describe(operation));
      try {
        apply(operation, schema);
      } catch (UsageError& error) {
        error.locate(operation.where);
        // After raw SQL the schema is only what operations made of it; what SQL made is not known.
        if (opaque.empty()) throw;
        opaque.push_back(describe(operation));
      }
    }
  }
}

TableBefore tables_of(const Schema& schema) {
  return [&schema](const Name& name) -> std::optional<TableSource> {
    const Table* table = schema.tables.find(name);
    if (table == nullptr) return std::nullopt;
    TableSource source = {.table = *table};
    for (const View& view : schema.views) source.views.push_back(view.name.name);
    return source;
  };
}

}  // namespace dbtool
