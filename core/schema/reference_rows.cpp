#include "core/schema/reference_rows.h"

#include "core/schema/default_text.h"
#include "core/schema/part_reader.h"
#include "core/support/text.h"

#include <algorithm>

namespace dbtool {
namespace {

constexpr Words<RowsMode, 3> mode_words = {
    {{"ensure", RowsMode::ensure}, {"update", RowsMode::update}, {"mirror", RowsMode::mirror}}};

/// Text in quotes is text, whatever it looks like; numbers that no YAML value can spell are text
/// too, which databases read as numbers.
Literal read_value(const yaml::Node& node) {
  if (node.is_null()) return {Literal::Kind::null, {}};
  if (!node.quoted) {
    const std::string word = lower(node.text);
    if (word == "true" || word == "false") return {Literal::Kind::boolean, word};
    if (plain_number(node.text)) return {Literal::Kind::number, node.text};
  }
  return {Literal::Kind::text, node.text};
}

Value write_value(const Literal& value) {
  switch (value.kind) {
    case Literal::Kind::null:
      return nullptr;
    case Literal::Kind::boolean:
      return value.text == "true";
    case Literal::Kind::number:
      return plain_number(value.text).value_or(Value(value.text));
    case Literal::Kind::text:
      break;
  }
  return value.text;
}

void report(const yaml::Node& node, const std::string& what, const std::string& expected,
            const std::string& hint, PartContext& context) {
  context.problems.push_back({.code = "DBT119",
                              .message = what + " must be " + expected,
                              .where = node.where,
                              .hint = hint});
}

DataRow read_row(const yaml::Node& node, const std::string& what, PartContext& context) {
  DataRow row{.where = node.where};
  if (!node.is_map()) {
    report(node, "a row of " + what, "a map of values by column", "write { name: editor }",
           context);
    return row;
  }
  for (const yaml::Entry& entry : node.entries) {
    if (entry.value.is_list() || entry.value.is_map())
      report(entry.value, "\"" + entry.key + "\" in a row of " + what, "one value",
             "write JSON as text: '{\"a\": 1}'", context);
    row.values.emplace_back(entry.key, read_value(entry.value));
  }
  return row;
}

}  // namespace

const Literal* find_value(const DataRow& row, const std::string& column) {
  const auto found = std::ranges::find(row.values, column, &std::pair<std::string, Literal>::first);
  return found == row.values.end() ? nullptr : &found->second;
}

std::string to_text(const Literal& value) {
  if (value.kind == Literal::Kind::null) return "null";
  return value.kind == Literal::Kind::text ? "\"" + value.text + "\"" : value.text;
}

std::vector<Literal> key_of(const DataRow& row, const std::vector<std::string>& key) {
  std::vector<Literal> values;
  for (const std::string& column : key) {
    const Literal* value = find_value(row, column);
    values.push_back(value == nullptr ? Literal{Literal::Kind::null, {}} : *value);
  }
  return values;
}

std::string key_text(const DataRow& row, const std::vector<std::string>& key) {
  std::vector<std::string> parts;
  for (const std::string& column : key) {
    const Literal* value = find_value(row, column);
    parts.push_back(column + ": " + (value == nullptr ? "null" : value->text));
  }
  return join(parts, ", ");
}

RowsMode read_rows_mode(const yaml::Node& node, const std::string& what, PartContext& context) {
  std::vector<std::string> known;
  for (const auto& [word, mode] : mode_words) {
    if (node.text == word) return mode;
    known.emplace_back(word);
  }
  context.problems.push_back({.code = "DBT144",
                              .message = "unknown mode " + in_quotes(node.text) + " of " + what,
                              .where = node.where,
                              .hint = "one of " + join(known, ", ")});
  return RowsMode::ensure;
}

std::string to_text(RowsMode mode) {
  return word_of(mode_words, mode);
}

std::vector<DataRow> read_data_rows(const yaml::Node& list, const std::string& what,
                                    PartContext& context) {
  std::vector<DataRow> rows;
  if (!list.is_list()) {
    report(list, what, "a list of rows", "write - { name: editor }", context);
    return rows;
  }
  for (const yaml::Node& item : list.items) rows.push_back(read_row(item, what, context));
  return rows;
}

Value write_data_rows(const std::vector<DataRow>& rows) {
  Value::List list;
  for (const DataRow& row : rows) {
    Value::Map map;
    for (const auto& [column, value] : row.values) put(map, column, write_value(value));
    list.push_back(std::move(map));
  }
  return list;
}

ReferenceRows read_reference_rows(const yaml::Node& node, PartContext& context) {
  const std::string what = "rows of table " + context.table;
  PartReader map(node, what, context);
  ReferenceRows rows{.where = node.where};
  if (map.require("key") != nullptr) map.MapReader::read("key", rows.key);
  if (const yaml::Node* mode = map.find("mode")) rows.mode = read_rows_mode(*mode, what, context);
  const yaml::Node* file = map.find("file");
  const yaml::Node* values = file == nullptr ? map.require("values") : map.find("values");
  if (file != nullptr) rows.rows = read_rows_file(*file, context);
  if (values != nullptr) {
    const auto more = read_data_rows(*values, what, context);
    rows.rows.insert(rows.rows.end(), more.begin(), more.end());
  }
  map.finish();
  return rows;
}

}  // namespace dbtool
