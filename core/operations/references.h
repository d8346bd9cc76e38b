// References: everything that names a table, a column or an enum, so that a rename takes it along
// and a drop knows what is in the way.
#pragma once

#include "core/schema/schema.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace dbtool {

/// Whether SQL text speaks of a column of this name (a word that is no function, alias, type or
/// other table's column).
bool mentions_column(const Expression& expression, const std::string& column,
                     const std::string& table);
/// Whether SQL text speaks of a table or view: as a word, not in strings and comments.
bool mentions_relation(const Expression& query, const Name& name);

/// Renames what the schema says of a table: foreign keys to it, text that names it, dependencies.
void rename_table_references(Schema& schema, const Name& from, const Name& to);
/// The same for a column: keys, indexes, checks, generated columns, foreign keys of other tables.
void rename_column_references(Schema& schema, const Name& table, const std::string& from,
                              const std::string& to);
/// Renames what texts say of an enum: 'draft'::post_status.
void rename_enum_references(Schema& schema, const Name& from, const std::string& to);
/// The same for one of its values.
void rename_enum_value_references(Schema& schema, const Name& name, const std::string& from,
                                  const std::string& to);
/// Columns that have an enum's type, whatever their array dimensions.
void each_column_of_enum(Schema& schema, const Name& name,
                         const std::function<void(Column&)>& change);

}  // namespace dbtool
