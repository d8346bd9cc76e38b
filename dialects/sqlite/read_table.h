// A table as a model has it, read from the text that SQLite keeps.
#pragma once

#include "core/schema/schema.h"
#include "dialects/sqlite/create_table.h"

#include <optional>
#include <string_view>
#include <vector>

namespace dbtool::lite {

struct TableReading {
  Table table = {};              ///< without its indexes
  std::vector<Enum> enums = {};  ///< of its columns
};
TableReading read_table(const TableText& text, const std::string& name);

/// A check that keeps the values of an enum: `status IN ('a', 'b') /* enum post_status */`.
struct EnumCheck {
  std::string column = {};
  Enum definition = {};
};
std::optional<EnumCheck> read_enum_check(std::string_view expression);

/// An index from its CREATE INDEX; names of columns as the table spells them.
std::optional<Index> read_index(const std::string& sql, const std::string& name,
                                const Table& table);
/// A view from its CREATE VIEW.
std::optional<View> read_view(const std::string& sql, const std::string& name);

}  // namespace dbtool::lite
