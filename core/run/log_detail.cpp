#include "core/run/log_detail.h"

#include "core/support/json.h"
#include "core/support/text.h"
#include "core/support/yaml.h"

namespace dbtool {

std::string to_text(const LogDetail& detail) {
  Value::Map map;
  if (!detail.rows_found.empty()) put(map, "rows_found", list_value(detail.rows_found));
  if (detail.cursor) put(map, "cursor", *detail.cursor);
  return map.empty() ? "" : json::write(std::move(map), -1);
}

LogDetail parse_log_detail(const std::string& text) {
  LogDetail detail;
  std::vector<Problem> problems;
  const yaml::Node root = yaml::parse(text, "the log", problems);
  if (!problems.empty() || !root.is_map()) return detail;
  if (const yaml::Node* rows = root.find("rows_found"))
    for (const yaml::Node& row : rows->items) detail.rows_found.push_back(row.text);
  if (const yaml::Node* cursor = root.find("cursor"))
    if (const auto number = parse_integer(cursor->text)) detail.cursor = *number;
  return detail;
}

}  // namespace dbtool
