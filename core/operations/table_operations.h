// Operations on tables, schemas and comments.
#pragma once

#include "core/schema/schema.h"

#include <map>
#include <string>

namespace dbtool {

struct CreateSchema {
  std::string name = {};
  bool operator==(const CreateSchema&) const = default;
};
struct DropSchema {
  std::string name = {};
  bool operator==(const DropSchema&) const = default;
};
/// With its keys, checks, foreign keys and indexes; foreign keys that would make a cycle come later
/// as constraints of their own.
struct CreateTable {
  Table table = {};
  bool operator==(const CreateTable&) const = default;
};
struct DropTable {
  Name table = {};
  Table was = {};
  bool operator==(const DropTable&) const = default;
};
struct RenameTable {
  Name table = {};
  std::string to = {};  ///< the new name, in the same schema
  bool operator==(const RenameTable&) const = default;
};
/// Table options: "sqlite.strict", "postgresql.unlogged". An empty value takes the option away.
struct AlterTable {
  Name table = {};
  std::map<std::string, std::string> options = {};
  std::map<std::string, std::string> was = {};
  bool operator==(const AlterTable&) const = default;
};
/// A comment on a table, column, view, enum, index or constraint. Databases without comments
/// (SQLite) skip it.
struct SetComment {
  std::string kind = {};  ///< "table", "column", "view", "enum", "schema"
  Name name = {};         ///< the object; the table of a column
  std::string column = {};
  std::string text = {};  ///< empty: no comment
  std::string was = {};
  bool operator==(const SetComment&) const = default;
};

}  // namespace dbtool
