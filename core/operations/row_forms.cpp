// Rows in revision files: values to have, what they were, rows to delete.
#include "core/operations/forms.h"

#include <array>

namespace dbtool {
namespace {

std::vector<DataRow> read_list(FormReader& reader, std::string_view key) {
  const yaml::Node* list = reader.find(key);
  if (list == nullptr) return {};
  return read_data_rows(*list, "\"" + std::string(key) + "\" of rows", reader.context());
}

/// Without its key, a row could be any.
void require_keys(const std::vector<DataRow>& rows, const std::vector<std::string>& key,
                  std::vector<Problem>& problems) {
  for (const DataRow& row : rows)
    for (const std::string& column : key) {
      const RowValue* value = find_value(row, column);
      if (value != nullptr && !value->is_null()) continue;
      problems.push_back({.code = "DBT633",
                          .message = "a row has no \"" + column + "\", which is in its key",
                          .where = row.where,
                          .hint = "say it in every row"});
    }
}

What read_rows(FormReader& reader) {
  ChangeRows rows;
  rows.table = reader.name("table");
  if (reader.require("key") != nullptr) reader.read("key", rows.key);
  if (const yaml::Node* mode = reader.find("mode"))
    rows.mode = read_rows_mode(*mode, "rows", reader.context());
  rows.values = read_list(reader, "values");
  rows.was = read_list(reader, "was");
  rows.remove = read_list(reader, "delete");
  if (const yaml::Node* file = reader.find("file")) {
    const auto more = read_rows_file(*file, reader.context());
    rows.values.insert(rows.values.end(), more.begin(), more.end());
  }
  reader.finish();
  for (const auto* list : {&rows.values, &rows.was, &rows.remove})
    require_keys(*list, rows.key, reader.problems());
  return rows;
}

}  // namespace

std::span<const Form> row_forms() {
  static constexpr std::array<Form, 1> forms = {{{"rows", read_rows}}};
  return forms;
}

Written write_form(const ChangeRows& operation) {
  Value::Map map{{"table", to_text(operation.table)}, {"key", list_value(operation.key)}};
  if (operation.mode != RowsMode::ensure) put(map, "mode", to_text(operation.mode));
  if (!operation.values.empty()) put(map, "values", write_data_rows(operation.values));
  if (!operation.was.empty()) put(map, "was", write_data_rows(operation.was));
  if (!operation.remove.empty()) put(map, "delete", write_data_rows(operation.remove));
  return {"rows", std::move(map)};
}

}  // namespace dbtool
