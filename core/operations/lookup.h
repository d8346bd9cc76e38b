// Lookup: the parts of a schema that operations change, or a problem (DBT620) that says what is
// missing or in the way.
#pragma once

#include "core/schema/schema.h"

#include <string>
#include <vector>

namespace dbtool {

/// Throws UsageError (DBT620).
[[noreturn]] void cannot_apply(const std::string& message, const std::string& hint = {});

Table& require_table(Schema& schema, const Name& name);
View& require_view(Schema& schema, const Name& name);
Enum& require_enum(Schema& schema, const Name& name);
Column& require_column(Table& table, const std::string& name);
/// Tables and views share their names.
void require_no_relation(const Schema& schema, const Name& name);
void require_no_enum(const Schema& schema, const Name& name);
/// The table and columns a foreign key points to, when they are in a schema that is looked at: keys
/// may point out of what dbtool manages.
void require_referenced(const Schema& schema, const Name& table, const ForeignKey& key);
void require_columns(const Table& table, const std::vector<std::string>& columns,
                     const std::string& what);

/// The thing in the schema before an operation, or what the operation says it was.
template <class T, class Key>
const T& known_or(const NamedList<T>& list, const Key& name, const T& otherwise) {
  const T* found = list.find(name);
  return found != nullptr ? *found : otherwise;
}

}  // namespace dbtool
