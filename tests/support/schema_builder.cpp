#include "tests/support/schema_builder.h"

#include "core/support/text.h"

#include <algorithm>
#include <stdexcept>

namespace dbtool::test {
namespace {

/// Cuts `mark` and what follows off the text.
std::string take_after(std::string& text, const std::string& mark) {
  auto place = text.find(mark);
  if (place == std::string::npos) return {};
  std::string rest = text.substr(place + mark.size());
  text.resize(place);
  return rest;
}

Literal literal(const std::string& text) {
  if (text == "true" || text == "false") return {Literal::Kind::boolean, text};
  if (parse_integer(text)) return {Literal::Kind::number, text};
  return {Literal::Kind::text, text};
}

}  // namespace

Column column(const std::string& text) {
  std::string rest = text;
  std::string default_text = take_after(rest, " default ");
  bool not_null = rest.ends_with(" not null");
  if (not_null) rest.resize(rest.size() - 9);
  std::string type = take_after(rest, " ");
  Column column{.name = rest, .nullable = !not_null};
  auto parsed = parse_type(type);
  if (!parsed) throw std::invalid_argument("no type: " + type);
  column.type = *parsed;
  if (!default_text.empty()) column.default_value = Default{literal(default_text)};
  return column;
}

TableBuilder& TableBuilder::columns(const std::vector<std::string>& texts) {
  for (const std::string& text : texts) table_.columns.push_back(column(text));
  return *this;
}
TableBuilder& TableBuilder::key(std::vector<std::string> columns) {
  for (const std::string& name : columns) find_column(table_, name)->nullable = false;
  table_.primary_key = {.name = table_.name.name + "_pkey", .columns = std::move(columns)};
  return *this;
}
TableBuilder& TableBuilder::unique(std::string name, std::vector<std::string> columns) {
  table_.uniques.add({.name = std::move(name), .columns = std::move(columns)});
  return *this;
}
TableBuilder& TableBuilder::check(std::string name, std::string sql) {
  table_.checks.add({.name = std::move(name), .expression = {std::move(sql)}});
  return *this;
}
TableBuilder& TableBuilder::foreign_key(std::string name, std::vector<std::string> columns,
                                        const std::string& other,
                                        std::vector<std::string> referenced) {
  table_.foreign_keys.add({.name = std::move(name),
                           .columns = std::move(columns),
                           .references = parse_name(other),
                           .referenced_columns = std::move(referenced)});
  return *this;
}
TableBuilder& TableBuilder::index(std::string name, const std::vector<std::string>& columns) {
  Index index{.name = std::move(name)};
  for (const std::string& name_of_column : columns)
    index.parts.push_back({.column = name_of_column});
  table_.indexes.add(std::move(index));
  return *this;
}
TableBuilder& TableBuilder::comment(std::string text) {
  table_.comment = std::move(text);
  return *this;
}
TableBuilder& TableBuilder::option(const std::string& name, std::string value) {
  table_.options[name] = std::move(value);
  return *this;
}

TableBuilder table(const std::string& name) {
  return TableBuilder(name);
}

Schema schema(const SchemaParts& parts) {
  Schema schema;
  for (const std::string& name : parts.namespaces) schema.namespaces.add({.name = name});
  for (const Enum& definition : parts.enums) schema.enums.add(definition);
  for (const Table& item : parts.tables) schema.tables.add(item);
  for (const View& item : parts.views) schema.views.add(item);
  return schema;
}

Enum enumeration(const std::string& name, std::vector<std::string> values) {
  return {.name = parse_name(name), .values = std::move(values)};
}

View view(const std::string& name, std::string query) {
  return {.name = parse_name(name), .query = {std::move(query)}};
}

Model model_of(Schema schema, std::vector<Rename> renames) {
  Model model;
  model.schema = std::move(schema);
  model.renames = std::move(renames);
  return model;
}

std::vector<std::string> described(const std::vector<Operation>& operations) {
  std::vector<std::string> lines;
  for (const Operation& operation : operations) lines.push_back(describe(operation));
  return lines;
}

Schema after(const std::vector<Operation>& operations, Schema schema) {
  for (const Operation& operation : operations) apply(operation, schema);
  return schema;
}

Schema unordered(Schema schema) {
  schema.dependencies.clear();
  schema.tables.update_all([](Table& item) {
    std::sort(item.columns.begin(), item.columns.end(),
              [](const Column& a, const Column& b) { return a.name < b.name; });
  });
  return schema;
}

}  // namespace dbtool::test
