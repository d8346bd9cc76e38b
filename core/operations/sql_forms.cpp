// SQL in revision files: one text for all dialects, or a map by dialect.
#include "core/operations/forms.h"
#include "core/operations/operation_file.h"
#include "core/support/clock.h"

#include <array>
#include <chrono>
#include <utility>

namespace dbtool {
namespace {

constexpr std::array<std::string_view, 3> dialects = {"any", "postgresql", "sqlite"};

/// The name of a file that holds the text; whoever reads the revision reads it.
void read_file_name(const yaml::Node& name, const std::string& dialect, const std::string& what,
                    RunSql& sql, std::vector<Problem>& problems) {
  sql.files[dialect] = yaml::to_string(name, what, problems);
  sql.by_dialect[dialect] = "";
}

/// Texts by dialect, and where each begins.
RunSql read_texts(yaml::MapReader& reader) {
  RunSql sql;
  if (const yaml::Node* file = reader.find("file"))
    read_file_name(*file, "any", reader.what(), sql, reader.problems());
  for (std::string_view dialect : dialects) {
    const yaml::Node* text = reader.find(dialect);
    if (text == nullptr) continue;
    std::string key(dialect);
    const yaml::Node* file = text->is_map() ? text->find("file") : nullptr;
    if (file != nullptr) {
      read_file_name(*file, key, reader.what(), sql, reader.problems());
      continue;
    }
    sql.by_dialect[key] = yaml::to_string(*text, reader.what(), reader.problems());
    sql.places[key] = text->text_where;
  }
  return sql;
}

/// `run` is SQL for all dialects, or a map.
void read_run(yaml::MapReader& reader, RunBatches& batches) {
  const yaml::Node* run = reader.find("run");
  reader.allow("down");
  const auto take = [&](RunSql texts) {
    batches.by_dialect = std::move(texts.by_dialect);
    batches.files = std::move(texts.files);
  };
  if (run == nullptr) return take(read_texts(reader));
  if (!run->is_map()) {
    batches.by_dialect = {{"any", yaml::to_string(*run, reader.what(), reader.problems())}};
    return;
  }
  yaml::MapReader texts(*run, reader.what(), reader.problems());
  take(read_texts(texts));
}

void report_batch(const std::string& message, const Location& where, const std::string& hint,
                  std::vector<Problem>& problems) {
  problems.push_back({.code = "DBT635", .message = message, .where = where, .hint = hint});
}

What read_batches(FormReader& reader, const yaml::Node& node) {
  RunBatches batches;
  yaml::MapReader map(node, "a batch", reader.problems());
  std::string table;
  std::string pause;
  if (map.require("table") != nullptr) map.read("table", table);
  if (map.require("key") != nullptr) map.read("key", batches.key);
  batches.table = parse_name(table);
  map.read("size", batches.size);
  if (map.read("pause", pause)) {
    const auto duration = parse_duration(pause);
    if (!duration)
      report_batch("\"" + pause + "\" is no duration", node.where, "write 50ms, 1s",
                   reader.problems());
    batches.pause = duration.value_or(std::chrono::milliseconds(0));
  }
  map.finish();
  if (batches.size < 1)
    report_batch("a batch has at least one row", node.where, "size: 5000", reader.problems());
  read_run(reader, batches);
  for (const auto& [dialect, text] : batches.by_dialect)
    if (!batches.files.contains(dialect) && !has_bounds(text))
      reader.problems().push_back(no_bounds(batches, node.where));
  reader.finish();
  return batches;
}

What read_sql(FormReader& reader) {
  if (const yaml::Node* batch = reader.find("batch")) return read_batches(reader, *batch);
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
  const yaml::Node* query = reader.find("exists");
  if (query == nullptr) query = reader.find("some");
  assertion.expects_rows = query != nullptr;
  if (query == nullptr) query = reader.require("none");
  if (query != nullptr)
    assertion.query = read_query(*query, "the query of assert", reader.problems());
  reader.read("message", assertion.message);
  reader.finish();
  return assertion;
}

/// Texts that are in files by the names of these.
Value::Map text_map(const std::map<std::string, std::string>& by_dialect,
                    const std::map<std::string, std::string>& files) {
  Value::Map map;
  for (const auto& [dialect, text] : by_dialect) {
    const auto file = files.find(dialect);
    const bool is_any = dialect == "any";
    if (file == files.end())
      put(map, dialect, text);
    else
      put(map, is_any ? "file" : dialect,
          is_any ? Value(file->second) : Value(Value::Map{{"file", file->second}}));
  }
  return map;
}

Value write_texts(const std::map<std::string, std::string>& by_dialect,
                  const std::map<std::string, std::string>& files = {}) {
  if (files.empty() && by_dialect.size() == 1 && by_dialect.begin()->first == "any")
    return by_dialect.begin()->second;
  return text_map(by_dialect, files);
}

}  // namespace

std::span<const Form> sql_forms() {
  static constexpr std::array<Form, 2> forms = {{{"sql", read_sql, true}, {"assert", read_assert}}};
  return forms;
}

Written write_form(const RunSql& operation) {
  if (operation.files.empty() && !operation.describes)
    return {"sql", write_texts(operation.by_dialect)};
  Value::Map map = text_map(operation.by_dialect, operation.files);
  if (operation.describes) {
    Value::List description;
    for (const Operation& each : operation.describes->operations)
      description.push_back(write_operation(each));
    put(map, "describes", std::move(description));
  }
  return {"sql", std::move(map)};
}

Written write_form(const RunBatches& operation) {
  Value::Map batch{
      {"table", to_text(operation.table)}, {"key", operation.key}, {"size", operation.size}};
  if (operation.pause.count() > 0)
    put(batch, "pause", std::to_string(operation.pause.count()) + "ms");
  return {"sql", Value::Map{{"run", write_texts(operation.by_dialect, operation.files)},
                            {"batch", std::move(batch)}}};
}

Written write_form(const Assert& operation) {
  Value::Map map{{operation.expects_rows ? "some" : "none", write_texts(operation.query)}};
  if (!operation.message.empty()) put(map, "message", operation.message);
  return {"assert", std::move(map)};
}

}  // namespace dbtool
