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

/// What a row says of a column: a value, or which row of another table the column's foreign key
/// leads to.
struct RowValue {
  Literal literal = {};
  /// Columns of that other row which tell it apart: { code: EUR }; empty: `literal` counts.
  std::vector<std::pair<std::string, RowValue>> parent = {};
  bool operator==(const RowValue&) const = default;

  bool names_parent() const { return !parent.empty(); }
  bool is_null() const { return !names_parent() && literal.kind == Literal::Kind::null; }
};

/// One row: a value for each column that it says something of, in the order of writing.
struct DataRow {
  std::vector<std::pair<std::string, RowValue>> values = {};
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
const RowValue* find_value(const DataRow& row, const std::string& column);
/// "name: editor", "country: {code: de}, code: BE".
std::string key_text(const DataRow& row, const std::vector<std::string>& key);
/// The key's values, for looking rows up; NULL where the row has none.
std::vector<RowValue> key_of(const DataRow& row, const std::vector<std::string>& key);
/// ""text"", "1", "true", "null", "{code: EUR}": a value in a message.
std::string to_text(const RowValue& value);
/// "code: EUR": what tells a parent apart.
std::string parent_text(const RowValue& value);

/// The foreign key through which a column's map names a row of another table.
struct ParentLink {
  const ForeignKey* key = nullptr;  ///< of that column alone; nullptr: none will do
  std::string why_not = {};         ///< the rest of the sentence: "has no foreign key"
  std::string hint = {};
};
ParentLink parent_link(const std::vector<const ForeignKey*>& keys, const std::string& column);

/// `rows:` of a table in a model; `values` or a `file` beside it.
ReferenceRows read_reference_rows(const yaml::Node& node, PartContext& context);
RowsMode read_rows_mode(const yaml::Node& node, const std::string& what, PartContext& context);
std::string to_text(RowsMode mode);
/// A list of maps. A value that is a map names a row of another table; one that is a list, and a
/// name that is empty or null, is a problem (DBT119).
std::vector<DataRow> read_data_rows(const yaml::Node& list, const std::string& what,
                                    PartContext& context);
Value write_data_rows(const std::vector<DataRow>& rows);
/// Reads a file of rows, whose name is relative to the file that names it and stays in its folder:
/// CSV with a line of column names (an empty field is null, "" is empty text), or a YAML list of
/// maps. Problems (DBT154, DBT155) have a place in the file or at the name.
std::vector<DataRow> read_rows_file(const yaml::Node& name, PartContext& context);

}  // namespace dbtool
