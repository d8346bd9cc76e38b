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
Literal read_literal(const yaml::Node& node) {
  if (node.is_null()) return {Literal::Kind::null, {}};
  if (!node.quoted) {
    const std::string word = lower(node.text);
    if (word == "true" || word == "false") return {Literal::Kind::boolean, word};
    if (plain_number(node.text)) return {Literal::Kind::number, node.text};
  }
  return {Literal::Kind::text, node.text};
}

Value write_literal(const Literal& value) {
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

RowValue read_value(const yaml::Entry& entry, const std::string& what, PartContext& context);

/// A row of another table, named by some of its columns.
RowValue read_parent(const yaml::Node& node, const std::string& what, PartContext& context) {
  RowValue value;
  if (node.entries.empty()) {
    report(node, what, "a value, or a map that names a row of another table", "write { code: EUR }",
           context);
    value.literal.kind = Literal::Kind::null;
  }
  for (const yaml::Entry& entry : node.entries) {
    if (entry.value.is_null())
      report(entry.value, in_quotes(entry.key) + " in " + what, "a value: null names no row",
             "leave it out", context);
    value.parent.emplace_back(entry.key, read_value(entry, what, context));
  }
  return value;
}

RowValue read_value(const yaml::Entry& entry, const std::string& what, PartContext& context) {
  const std::string place = in_quotes(entry.key) + " in " + what;
  if (entry.value.is_map()) return read_parent(entry.value, place, context);
  if (entry.value.is_list())
    report(entry.value, place, "one value", "write JSON as text: '{\"a\": 1}'", context);
  return {.literal = read_literal(entry.value)};
}

Value write_value(const RowValue& value) {
  if (!value.names_parent()) return write_literal(value.literal);
  Value::Map map;
  for (const auto& [column, part] : value.parent) put(map, column, write_value(part));
  return map;
}

DataRow read_row(const yaml::Node& node, const std::string& what, PartContext& context) {
  DataRow row{.where = node.where};
  if (!node.is_map()) {
    report(node, "a row of " + what, "a map of values by column", "write { name: editor }",
           context);
    return row;
  }
  for (const yaml::Entry& entry : node.entries)
    row.values.emplace_back(entry.key, read_value(entry, "a row of " + what, context));
  return row;
}

/// As in a key: without quotes.
std::string plain_text(const RowValue* value) {
  if (value == nullptr) return "null";
  return value->names_parent() ? to_text(*value) : value->literal.text;
}

}  // namespace

const RowValue* find_value(const DataRow& row, const std::string& column) {
  const auto found =
      std::ranges::find(row.values, column, &std::pair<std::string, RowValue>::first);
  return found == row.values.end() ? nullptr : &found->second;
}

std::string to_text(const RowValue& value) {
  if (value.names_parent()) return "{" + parent_text(value) + "}";
  if (value.is_null()) return "null";
  const Literal& literal = value.literal;
  return literal.kind == Literal::Kind::text ? "\"" + literal.text + "\"" : literal.text;
}

std::string parent_text(const RowValue& value) {
  std::vector<std::string> parts;
  for (const auto& [column, part] : value.parent)
    parts.push_back(column + ": " + plain_text(&part));
  return join(parts, ", ");
}

ParentLink parent_link(const std::vector<const ForeignKey*>& keys, const std::string& column) {
  ParentLink link;
  bool is_part = false;
  for (const ForeignKey* key : keys) {
    if (std::ranges::count(key->columns, column) == 0) continue;
    if (key->columns.size() != 1 || key->referenced_columns.size() > 1) {
      is_part = true;
      continue;
    }
    const bool differs =
        link.key != nullptr && (link.key->references != key->references ||
                                link.key->referenced_columns != key->referenced_columns);
    if (differs)
      return {.why_not = "has several foreign keys", .hint = "write the value that they refer to"};
    link.key = key;
  }
  if (link.key != nullptr) return link;
  if (is_part)
    return {.why_not = "is part of a foreign key of several columns",
            .hint = "write a value for each of its columns"};
  return {.why_not = "has no foreign key", .hint = "write JSON as text: '{\"a\": 1}'"};
}

std::vector<RowValue> key_of(const DataRow& row, const std::vector<std::string>& key) {
  std::vector<RowValue> values;
  for (const std::string& column : key) {
    const RowValue* value = find_value(row, column);
    values.push_back(value == nullptr ? RowValue{{Literal::Kind::null, {}}} : *value);
  }
  return values;
}

std::string key_text(const DataRow& row, const std::vector<std::string>& key) {
  std::vector<std::string> parts;
  for (const std::string& column : key)
    parts.push_back(column + ": " + plain_text(find_value(row, column)));
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
