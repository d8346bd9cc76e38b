// Operations on columns.
#pragma once

#include "core/schema/schema.h"

#include <optional>
#include <string>

namespace dbtool {

struct AddColumn {
  Name table = {};
  Column column = {};
  bool operator==(const AddColumn&) const = default;
};
struct DropColumn {
  Name table = {};
  std::string column = {};
  Column was = {};
  bool operator==(const DropColumn&) const = default;
};
struct RenameColumn {
  Name table = {};
  std::string column = {};
  std::string to = {};
  bool operator==(const RenameColumn&) const = default;
};

/// Some attributes of a column; those that are not set are left alone. The inner optional is
/// absence: no default, not an identity.
struct ColumnChange {
  std::optional<Type> type = {};
  std::optional<bool> nullable = {};
  std::optional<std::optional<Default>> default_value = {};
  std::optional<std::optional<Generated>> generated = {};
  std::optional<std::optional<Identity>> identity = {};
  std::optional<bool> autoincrement = {};
  std::optional<std::string> collation = {};
  std::optional<std::map<std::string, std::string>> options = {};
  bool operator==(const ColumnChange&) const = default;
};
struct AlterColumn {
  Name table = {};
  std::string column = {};
  ColumnChange to = {};
  ColumnChange was = {};
  std::string using_sql = {};  ///< how to convert the values on a change of type
  bool operator==(const AlterColumn&) const = default;
};

/// What differs between two columns of one name (names and comments apart).
ColumnChange difference(const Column& from, const Column& to);
void apply(const ColumnChange& change, Column& column);
bool is_empty(const ColumnChange& change);

}  // namespace dbtool
