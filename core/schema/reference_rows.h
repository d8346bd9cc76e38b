// Reference rows: data that belongs to the schema, in models (`rows:` of a table) and in revisions.
#pragma once

#include "core/schema/model_text.h"
#include "core/schema/table.h"
#include "core/support/error.h"
#include "core/support/value.h"
#include "core/support/yaml.h"

#include <string>
#include <utility>
#include <vector>

namespace dbtool {

/// One row: a value for each column that it says something of, in the order of writing.
struct DataRow {
  std::vector<std::pair<std::string, Literal>> values = {};
  Location where = {};
  /// Where it stands in a file does not make it another row.
  bool operator==(const DataRow& other) const { return values == other.values; }
};

enum class RowsMode {
  ensure,  ///< makes rows that are missing, and changes none
  update,  ///< also sets what differs in rows that are there
  mirror   ///< also deletes all others
};

/// The rows that a table must have, told apart by their key.
struct ReferenceRows {
  std::vector<std::string> key = {};
  RowsMode mode = RowsMode::ensure;
  std::vector<DataRow> rows = {};
  Location where = {};
};

/// The value of a column, or nullptr when the row says nothing of it.
const Literal* find_value(const DataRow& row, const std::string& column);
/// "name: editor", "country: de, code: BE".
std::string key_text(const DataRow& row, const std::vector<std::string>& key);
/// The key's values, for looking rows up; NULL where the row has none.
std::vector<Literal> key_of(const DataRow& row, const std::vector<std::string>& key);
/// "'text'", "1", "true", "null": a value in a message.
std::string to_text(const Literal& value);

/// `rows:` of a table in a model; `values` or a `file` beside it.
ReferenceRows read_reference_rows(const yaml::Node& node, PartContext& context);
RowsMode read_rows_mode(const yaml::Node& node, const std::string& what, PartContext& context);
std::string to_text(RowsMode mode);
/// A list of maps; a value that is a list or a map is a problem (DBT119).
std::vector<DataRow> read_data_rows(const yaml::Node& list, const std::string& what,
                                    PartContext& context);
Value write_data_rows(const std::vector<DataRow>& rows);
/// Reads a file of rows, whose name is relative to the file that names it and stays in its folder:
/// CSV with a line of column names (an empty field is null, "" is empty text), or a YAML list of
/// maps. Problems (DBT154, DBT155) have a place in the file or at the name.
std::vector<DataRow> read_rows_file(const yaml::Node& name, PartContext& context);

}  // namespace dbtool
