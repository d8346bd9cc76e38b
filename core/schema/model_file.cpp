#include "core/schema/model_file.h"

#include "core/schema/model_checks.h"
#include "core/schema/model_document.h"
#include "core/schema/part_reader.h"

#include <algorithm>
#include <deque>
#include <tuple>

namespace dbtool {
namespace {

/// Whether a file could not be read to its end.
bool is_broken(const std::vector<Problem>& problems) {
  return std::ranges::any_of(problems, [](const Problem& problem) {
    return problem.code == "DBT100" || problem.code == "DBT101" || problem.code == "DBT102" ||
           problem.code == "DBT106";
  });
}

/// Reads all files that can be read; false when there are others. What those declare is missing
/// then, and it would be in vain to report what misses it.
bool read_files(const std::vector<ModelSource>& sources, std::deque<yaml::Node>& roots,
                PartContext& context, ModelDraft& draft) {
  bool complete = true;
  for (const ModelSource& source : sources) {
    draft.model.files.push_back(source.file);
    std::vector<Problem> problems;
    roots.push_back(yaml::parse(source.text, source.file, problems));
    if (is_broken(problems))
      complete = false;
    else
      read_document(roots.back(), context, draft);
    context.problems.insert(context.problems.end(), problems.begin(), problems.end());
  }
  sort_draft(draft, context.problems);
  return complete;
}

/// By place, files in the order they were given; what is said twice is said once.
void sort_problems(std::vector<Problem>& problems, const std::vector<ModelSource>& sources) {
  auto file_number = [&](const Problem& problem) {
    return std::ranges::find(sources, problem.where.file.text(), &ModelSource::file) -
           sources.begin();
  };
  auto key = [&](const Problem& problem) {
    return std::tuple(file_number(problem), problem.where.line, problem.where.column,
                      std::string_view(problem.code), std::string_view(problem.message));
  };
  std::ranges::stable_sort(problems,
                           [&](const Problem& a, const Problem& b) { return key(a) < key(b); });
  problems.erase(std::unique(problems.begin(), problems.end()), problems.end());
}

void check_views(const ModelDraft& draft, PartContext& context) {
  for (const DeclaredView& view : draft.views)
    if (view.view.materialized && context.dialect == "sqlite")
      context.problems.push_back(
          {.code = "DBT142",
           .message =
               "view " + to_text(view.view.name) + " is materialized, which SQLite does not have",
           .where = place_of_key(*view.node, "materialized"),
           .hint = "add only: [postgresql], or sqlite: { materialized: false }"});
}

void check_tables_exist(const ModelDraft& draft, PartContext& context) {
  if (!draft.tables.empty() || !context.problems.empty()) return;
  Problem problem{.code = "DBT150",
                  .message = "the model defines no tables",
                  .hint = "declare one under tables:"};
  if (!draft.model.files.empty())
    problem.where = {.file = draft.model.files.front(), .line = 1, .column = 1};
  if (!draft.left_out.empty())
    problem.notes.push_back(
        {"note", "all of them are left out for " + context.dialect + " (only:)"});
  context.problems.push_back(std::move(problem));
}

void check_all(ModelDraft& draft, PartContext& context) {
  check_tables(draft, context);
  check_names(draft, context);
  resolve_types(draft, context);
  resolve_references(draft, context);
  check_rows(draft, context);
  complete_names(draft, context);
  check_views(draft, context);
  find_view_dependencies(draft, context, draft.model.schema);
  check_tables_exist(draft, context);
}

class Assembly {
 public:
  explicit Assembly(ModelDraft& draft) : draft_(draft), model_(std::move(draft.model)) {}

  Model take() {
    for (const DeclaredTable& table : draft_.tables) add_table(table.declaration);
    for (DeclaredView& view : draft_.views) {
      model_.declared_at["view " + to_text(view.view.name)] = view.where;
      add_namespace(view.view.name, "views");
      model_.schema.views.add(std::move(view.view));
    }
    for (DeclaredEnum& declared : draft_.enums) {
      model_.declared_at["enum " + to_text(declared.definition.name)] = declared.where;
      add_namespace(declared.definition.name, "enums");
      model_.schema.enums.add(std::move(declared.definition));
    }
    return std::move(model_);
  }

 private:
  void add_table(const TableDeclaration& declaration) {
    std::string name = to_text(declaration.table.name);
    model_.declared_at["table " + name] = declaration.where;
    for (const auto& column : declaration.columns) add_column(declaration, column);
    auto place_all = [&](const auto& parts) {
      for (const auto& part : parts) model_.declared_at[name + "/" + part.part.name] = part.where;
    };
    place_all(declaration.primary_keys);
    place_all(declaration.uniques);
    place_all(declaration.foreign_keys);
    place_all(declaration.checks);
    place_all(declaration.indexes);
    for (const Declared<Index>& index : declaration.indexes) add_index(declaration, index);
    if (declaration.rows) {
      model_.declared_at["rows " + name] = declaration.rows->where;
      model_.rows[declaration.table.name] = *declaration.rows;
    }
    add_namespace(declaration.table.name, "tables");
    model_.schema.tables.add(not_null_where_it_must(gather(declaration)));
  }

  void add_column(const TableDeclaration& owner, const Declared<ColumnDeclaration>& column) {
    const std::string& name = column.part.column.name;
    std::string table = to_text(owner.table.name);
    model_.declared_at[table + "." + name] = column.where;
    if (!column.part.using_sql.empty())
      model_.conversions[table + "/" + name] = column.part.using_sql;
    for (const std::string& old : column.part.renamed_from)
      model_.renames.push_back({Rename::Kind::column, owner.table.name, old, name});
  }

  void add_index(const TableDeclaration& owner, const Declared<Index>& index) {
    for (const std::string& old : index.renamed_from)
      model_.renames.push_back({Rename::Kind::index, owner.table.name, old, index.part.name});
    if (!index.managed) model_.ignored["indexes"].push_back(index.part.name);
  }

  /// Keys and identities hold no null, whether it is written or not.
  static Table not_null_where_it_must(Table table) {
    for (Column& column : table.columns)
      if (column.identity) column.nullable = false;
    if (table.primary_key)
      for (const std::string& name : table.primary_key->columns)
        if (Column* column = find_column(table, name)) column->nullable = false;
    return table;
  }

  /// A schema that something managed is put into is wanted, whether it is listed or not.
  void add_namespace(const Name& name, const std::string& kind) {
    if (name.schema.empty()) return;
    auto ignored = model_.ignored.find(kind);
    bool managed = ignored == model_.ignored.end() ||
                   std::ranges::find(ignored->second, to_text(name)) == ignored->second.end();
    if (managed && !model_.schema.namespaces.contains(name.schema))
      model_.schema.namespaces.add({name.schema, {}});
  }

  ModelDraft& draft_;
  Model model_;
};

}  // namespace

Model load_model(const std::vector<ModelSource>& sources, const std::string& dialect,
                 const std::function<std::string()>& default_schema) {
  std::vector<Problem> problems;
  PartContext context{
      .dialect = dialect, .problems = problems, .in_model = true, .default_schema = default_schema};
  ModelDraft draft;
  draft.model.names_ignore_case = dialect == "sqlite";
  std::deque<yaml::Node> roots;
  if (read_files(sources, roots, context, draft)) check_all(draft, context);
  sort_problems(problems, sources);
  if (!problems.empty()) throw UsageError(std::move(problems));
  roots.clear();  // larger than the model, which is put together without them
  return Assembly(draft).take();
}

}  // namespace dbtool
