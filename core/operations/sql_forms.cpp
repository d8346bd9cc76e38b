// SQL in revision files: one text for all dialects, or a map by dialect.
#include "core/operations/forms.h"
#include "core/operations/operation_file.h"

#include <array>

namespace dbtool {
namespace {

constexpr std::array<std::string_view, 3> dialects = {"any", "postgresql", "sqlite"};

/// Texts by dialect, and where each begins.
RunSql read_texts(yaml::MapReader& reader) {
  RunSql sql;
  for (std::string_view dialect : dialects) {
    const yaml::Node* text = reader.find(dialect);
    if (text == nullptr) continue;
    std::string key(dialect);
    sql.by_dialect[key] = yaml::to_string(*text, reader.what(), reader.problems());
    sql.places[key] = text->text_where;
  }
  return sql;
}

What read_sql(FormReader& reader) {
  RunSql sql = read_texts(reader);
  if (const yaml::Node* node = reader.find("describes"))
    sql.describes.emplace(read_description(*node, reader.context()));
  reader.finish();
  return sql;
}

std::map<std::string, std::string> read_query(const yaml::Node& node, const std::string& what,
                                              std::vector<Problem>& problems) {
  if (!node.is_map()) return {{"any", yaml::to_string(node, what, problems)}};
  yaml::MapReader reader(node, what, problems);
  auto texts = read_texts(reader).by_dialect;
  reader.finish();
  return texts;
}

What read_assert(FormReader& reader) {
  Assert assertion;
  const yaml::Node* query = reader.find("some");
  assertion.expects_rows = query != nullptr;
  if (query == nullptr) query = reader.require("none");
  if (query != nullptr)
    assertion.query = read_query(*query, "the query of assert", reader.problems());
  reader.read("message", assertion.message);
  reader.finish();
  return assertion;
}

Value write_texts(const std::map<std::string, std::string>& by_dialect) {
  if (by_dialect.size() == 1 && by_dialect.begin()->first == "any")
    return by_dialect.begin()->second;
  Value::Map map;
  for (const auto& [dialect, text] : by_dialect) put(map, dialect, text);
  return map;
}

}  // namespace

std::span<const Form> sql_forms() {
  static constexpr std::array<Form, 2> forms = {{{"sql", read_sql, true}, {"assert", read_assert}}};
  return forms;
}

Written write_form(const RunSql& operation) {
  Value texts = write_texts(operation.by_dialect);
  if (!operation.describes) return {"sql", std::move(texts)};
  Value::List description;
  for (const Operation& each : operation.describes->operations)
    description.push_back(write_operation(each));
  auto* map = std::get_if<Value::Map>(&texts.data);
  Value::Map all = map != nullptr ? std::move(*map) : Value::Map{{"any", std::move(texts)}};
  put(all, "describes", std::move(description));
  return {"sql", std::move(all)};
}

Written write_form(const Assert& operation) {
  Value::Map map{{operation.expects_rows ? "some" : "none", write_texts(operation.query)}};
  if (!operation.message.empty()) put(map, "message", operation.message);
  return {"assert", std::move(map)};
}

}  // namespace dbtool
