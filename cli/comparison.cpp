#include "cli/comparison.h"

#include "cli/offline.h"
#include "cli/session.h"
#include "core/compare/left_alone.h"
#include "core/run/replay.h"
#include "core/run/row_differences.h"
#include "core/support/file.h"
#include "core/support/text.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>

namespace dbtool::cli {
namespace {

Scope scope_of(const Model& model, const StateTables& tables) {
  std::set<std::string> schemas;
  auto take = [&](const Name& name) {
    if (!name.schema.empty()) schemas.insert(name.schema);
  };
  for (const Table& table : model.schema.tables) take(table.name);
  for (const View& view : model.schema.views) take(view.name);
  for (const Enum& type : model.schema.enums) take(type.name);
  for (const Namespace& space : model.schema.namespaces) schemas.insert(space.name);
  Scope scope{.schemas = {schemas.begin(), schemas.end()}, .ignored_tables = {tables.version}};
  if (tables.log) scope.ignored_tables.insert(*tables.log);
  return scope;
}

// What is renamed is renamed first, so that everything else is compared under its new name. Large
// schemas are copied only for that.
void compare_schemas(Session& session, ProjectComparison& comparison) {
  Model& declared = comparison.declared;
  std::optional<Schema> renamed;
  if (!pending_renames(comparison.live, declared.renames).empty()) renamed = comparison.live;
  comparison.operations = renamed ? rename_first(*renamed, declared) : std::vector<Operation>{};
  const Schema& live = renamed ? *renamed : comparison.live;
  comparison.wanted = session.dialect().canonical(declared, live, session.scratch());
  adopt_live_names(live, comparison.wanted, declared);
  auto rest = compare({.live = live, .wanted = comparison.wanted, .declared = declared});
  std::ranges::move(rest, std::back_inserter(comparison.operations));
  comparison.changes = changes_of(comparison.operations, declared);
  comparison.candidates = rename_candidates(live, comparison.wanted, declared.renames);
}

/// The rows of tables, after everything that makes the tables what they should be.
void add_rows(Session& session, ProjectComparison& comparison) {
  if (comparison.declared.rows.empty()) return;
  if (session.is_offline())
    return session.output().note("Not compared: rows, which only a database has");
  RowDifferences rows =
      compare_rows(session.connection(), session.dialect(), comparison.declared, comparison.live);
  for (Change& change : changes_of(rows.operations, comparison.declared))
    comparison.changes.push_back(std::move(change));
  for (Operation& operation : rows.operations)
    comparison.operations.push_back(std::move(operation));
  comparison.drift = std::move(rows.drift);
}

std::vector<std::string> all_names(const Schema& live) {
  std::vector<std::string> names;
  for (const Table& table : live.tables) {
    names.push_back(to_text(table.name));
    for (const Column& column : table.columns)
      names.push_back(to_text(table.name) + "." + column.name);
  }
  return names;
}

std::string last_part(const std::string& name) {
  auto dot = name.rfind('.');
  return dot == std::string::npos ? name : name.substr(dot + 1);
}

/// dbtool's own tables are never compared, and so they cannot be declared.
void require_no_own_tables(const Model& declared, const StateTables& tables) {
  for (const std::optional<Name>& own : {std::optional(tables.version), tables.log}) {
    if (!own || !declared.schema.tables.contains(*own)) continue;
    auto place = declared.declared_at.find("table " + to_text(*own));
    throw UsageError({.code = "DBT152",
                      .message = "table \"" + to_text(*own) + "\" is dbtool's own",
                      .where = place == declared.declared_at.end() ? Location{} : place->second,
                      .hint = "leave it out of the models"});
  }
}

}  // namespace

void declare_renames(Arguments& arguments, std::vector<std::string>& renames) {
  arguments.list("--rename", renames, "OLD=NEW", "table.old=new, or old=new for a table");
}

ProjectComparison compare_project(Session& session, const std::vector<std::string>& renames) {
  ProjectComparison comparison;
  comparison.declared = session.model();
  require_no_own_tables(comparison.declared, session.tables());
  Scope scope = scope_of(comparison.declared, session.tables());
  scope.definitions = comparison.declared.is_sql;
  comparison.live = session.is_offline() ? replayed_schema(session, scope)
                                         : session.dialect().inspect(session.connection(), scope);
  if (!session.is_offline())
    comparison.left_alone = left_alone(comparison.live, comparison.declared);
  adopt_declared_case(comparison.live, comparison.declared);
  for (const std::string& rename : renames)
    comparison.declared.renames.push_back(parse_rename(rename, comparison.live));
  compare_schemas(session, comparison);
  add_rows(session, comparison);
  return comparison;
}

ProjectComparison compare_model(Session& session, Model declared, Schema live) {
  ProjectComparison comparison{.declared = std::move(declared), .live = std::move(live)};
  compare_schemas(session, comparison);
  return comparison;
}

TableBefore tables_before(Session& session, const ProjectComparison& comparison) {
  return session.is_offline() ? tables_of(comparison.live)
                              : tables_in(session.dialect(), session.connection());
}

ProjectComparison compare_again(Session& session, ProjectComparison comparison,
                                const Rename& rename) {
  comparison.declared.renames.push_back(rename);
  compare_schemas(session, comparison);
  add_rows(session, comparison);
  return comparison;
}

std::string models_text(const Model& model) {
  return model.files.size() == 1 ? display_path(model.files.front())
                                 : count_of(model.files.size(), "model file");
}

std::string rename_text(const Rename& rename) {
  std::string from = rename.from;
  if (rename.kind == Rename::Kind::column) from = to_text(rename.table) + "." + from;
  return from + "=" + rename.to;
}

Rename parse_rename(const std::string& text, const Schema& live) {
  auto equals = text.find('=');
  std::string from = text.substr(0, equals);
  std::string to = equals == std::string::npos ? "" : last_part(text.substr(equals + 1));
  if (from.empty() || to.empty())
    throw UsageError({.code = "DBT005",
                      .message = "\"" + text + "\" is no rename",
                      .hint = "--rename table.old=new, or --rename old=new for a table"});
  if (live.tables.contains(parse_name(from)))
    return {.kind = Rename::Kind::table, .from = from, .to = to};
  auto dot = from.rfind('.');
  Name table = parse_name(from.substr(0, dot == std::string::npos ? 0 : dot));
  const Table* found = live.tables.find(table);
  if (found == nullptr || find_column(*found, last_part(from)) == nullptr)
    throw UsageError({.code = "DBT005",
                      .message = "the database has no \"" + from + "\" to rename",
                      .hint = did_you_mean(from, all_names(live))});
  return {.kind = Rename::Kind::column, .table = table, .from = last_part(from), .to = to};
}

}  // namespace dbtool::cli
