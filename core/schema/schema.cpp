#include "core/schema/schema.h"

namespace dbtool {

void mark_external_references(Schema& schema) {
  schema.tables.update_all([&](Table& table) {
    table.foreign_keys.update_all(
        [&](ForeignKey& key) { key.external = {!schema.tables.contains(key.references)}; });
  });
}

}  // namespace dbtool
