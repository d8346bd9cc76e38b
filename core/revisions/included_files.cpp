#include "core/revisions/included_files.h"

#include "core/revisions/revision_body.h"
#include "core/revisions/revision_header.h"
#include "core/support/file.h"
#include "core/support/text.h"

#include <functional>
#include <map>

namespace dbtool {
namespace {

constexpr std::string_view kept_key = "x-files";

void each_sql(std::vector<Section>& sections,
              const std::function<void(Operation&, RunSql&)>& take) {
  for (Section& section : sections)
    for (Operation& operation : section.operations)
      if (auto* sql = std::get_if<RunSql>(&operation.what)) take(operation, *sql);
}

const yaml::Node* kept_text(const yaml::Node& root, const std::string& name) {
  const yaml::Node* kept = root.is_map() ? root.find(kept_key) : nullptr;
  return kept != nullptr && kept->is_map() ? kept->find(name) : nullptr;
}

void include(Operation& operation, RunSql& sql, const yaml::Node& root, const std::string& file) {
  for (const auto& [dialect, name] : sql.files) {
    if (const yaml::Node* kept = kept_text(root, name)) {
      sql.by_dialect[dialect] = kept->text;
      sql.places[dialect] = operation.where;
      continue;
    }
    const auto path = file_beside(file, name);
    sql.by_dialect[dialect] = read_file(path);
    if (!is_valid_utf8(sql.by_dialect[dialect]))
      throw UsageError({.code = "DBT109",
                        .message = "the file \"" + display_path(path) + "\" is not UTF-8 text",
                        .where = operation.where});
    sql.places[dialect] = {.file = display_path(path), .line = 1, .column = 1};
  }
}

}  // namespace

void include_files(RevisionBody& body, const yaml::Node& root, const std::string& file,
                   std::vector<Problem>& problems) {
  const auto take = [&](Operation& operation, RunSql& sql) {
    try {
      include(operation, sql, root, file);
    } catch (UsageError& error) {
      error.locate(operation.where);
      problems.insert(problems.end(), error.problems().begin(), error.problems().end());
    }
  };
  each_sql(body.upgrade, take);
  each_sql(body.downgrade, take);
}

std::string with_included_files(std::string text, const RevisionBody& body) {
  std::map<std::string, std::string> files;
  RevisionBody copy = body;
  const auto take = [&](Operation&, RunSql& sql) {
    for (const auto& [dialect, name] : sql.files) files[name] = sql.by_dialect[dialect];
  };
  each_sql(copy.upgrade, take);
  each_sql(copy.downgrade, take);
  if (files.empty()) return text;
  Value::Map kept;
  for (const auto& [name, content] : files) put(kept, name, content);
  Value::Map map;
  put(map, std::string(kept_key), std::move(kept));
  if (!text.ends_with('\n')) text += '\n';
  return text + yaml::write(map);
}

std::string read_script(const std::string& file) {
  std::string text = read_file(file);
  if (is_sql_file(file) || text.find("file:") == std::string::npos) return text;
  try {
    const RevisionBody body = parse_body(text, file, "");
    return with_included_files(std::move(text), body);
  } catch (const UsageError&) {
    // What is wrong with it is told where it is run; it is not what it was.
    return text;
  }
}

}  // namespace dbtool
