// TableDeclaration: a table as it is written, before its parts have names.
#pragma once

#include "core/schema/model_text.h"
#include "core/schema/reference_rows.h"
#include "core/schema/table.h"
#include "core/support/yaml.h"

#include <optional>
#include <string>
#include <vector>

namespace dbtool {

/// A part and where it is written.
template <class Part>
struct Declared {
  Part part = {};
  const yaml::Node* node = nullptr;  ///< what it was read from; its words have their places there
  Location where = {};               ///< of its name, or of what stands for it
  std::vector<std::string> about = {};         ///< the column whose short form it is
  std::vector<std::string> renamed_from = {};  ///< indexes only
  bool managed = true;                         ///< indexes only
};

struct TableDeclaration {
  Table table = {};  ///< name, options and comment; the rest is below until gather()
  const yaml::Node* node = nullptr;
  Location where = {};
  std::vector<Declared<ColumnDeclaration>> columns = {};
  std::vector<Declared<PrimaryKey>> primary_keys = {};  ///< more than one is a mistake
  std::vector<Declared<Unique>> uniques = {};
  std::vector<Declared<ForeignKey>> foreign_keys = {};
  std::vector<Declared<Check>> checks = {};
  std::vector<Declared<Index>> indexes = {};
  std::optional<ReferenceRows> rows = {};
  std::vector<std::string> renamed_from = {};
  bool managed = true;
};

/// Reads a table of a model. What it points into must outlive it: the node and the context.
TableDeclaration read_table(const Name& name, const yaml::Node& node, PartContext& context);
/// The table with its columns, constraints and indexes, which have names by now.
Table gather(const TableDeclaration& declaration);

}  // namespace dbtool
