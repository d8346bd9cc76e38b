#include "dialects/sqlite/canonical.h"

#include "core/support/text.h"
#include "dialects/sqlite/adopt_live.h"
#include "dialects/sqlite/defaults.h"
#include "dialects/sqlite/definitions.h"
#include "dialects/sqlite/inspect.h"
#include "dialects/sqlite/types.h"

#include <algorithm>

namespace dbtool::lite {
namespace {

using Options = std::map<std::string, std::string>;

void keep_own(Options& options) {
  std::erase_if(options, [](const auto& entry) { return !entry.first.starts_with("sqlite."); });
}

void normalize_flag(Options& options, const std::string& name) {
  bool set = has_option(options, name);
  options.erase(name);
  if (set) options[name] = "true";
}

/// main is the only schema, and it is the default one.
void drop_schema(Name& name) {
  if (name.schema == "main") name.schema.clear();
}

class TableCanon {
 public:
  TableCanon(Table& table, const NamedList<Enum>& enums) : table_(table), enums_(enums) {}

  void run() {
    drop_schema(table_.name);
    table_.comment.clear();
    keep_own(table_.options);
    normalize_flag(table_.options, option::strict);
    normalize_flag(table_.options, option::without_rowid);
    for (Column& column : table_.columns) canonicalize(column);
    if (table_.primary_key) canonicalize(*table_.primary_key);
    table_.uniques.update_all([](Unique& unique) {
      unique = {.name = unique.name, .columns = unique.columns, .options = unique.options};
      keep_own(unique.options);
    });
    table_.checks.update_all([](Check& check) {
      check = {.name = check.name, .expression = {std::string(trim(check.expression.sql))}};
    });
    table_.indexes.update_all([](Index& index) { canonicalize(index); });
  }

 private:
  bool is_enum(const Type& type) const {
    const auto* named = std::get_if<Named>(&type.kind);
    return named != nullptr && type.array_dimensions == 0 && enums_.contains(named->name);
  }

  void canonicalize(Column& column) {
    keep_own(column.options);
    column.comment.clear();
    if (is_rowid_key(table_, column)) {
      column.type = {Integer{64}};
      column.identity = Identity{};
      column.default_value.reset();  // never used
    } else {
      column.identity.reset();
      column.autoincrement = false;
      if (is_enum(column.type))
        drop_schema(std::get<Named>(column.type.kind).name);
      else
        column.type = parse_declared(declared_type(table_, column));
    }
    column.default_value = canonical_default(column.default_value, column.type);
    if (column.generated) column.generated->expression.sql = trim(column.generated->expression.sql);
  }

  void canonicalize(PrimaryKey& key) {
    key = {.name = key.name, .columns = key.columns, .options = key.options};
    keep_own(key.options);
    for (const std::string& name : key.columns)
      if (Column* column = find_column(table_, name)) column->nullable = false;
  }

  static void canonicalize(Index& index) {
    for (IndexPart& part : index.parts) {
      part.nulls = NullsOrder::usual;
      part.opclass.clear();
      part.expression.sql = trim(part.expression.sql);
    }
    index = {
        .name = index.name, .parts = index.parts, .unique = index.unique, .where = index.where};
    if (index.where) index.where->sql = trim(index.where->sql);
  }

  Table& table_;
  const NamedList<Enum>& enums_;
};

void canonicalize(ForeignKey& key, const NamedList<Table>& tables) {
  drop_schema(key.references);
  key.set_columns.clear();
  key.validated = true;
  const Table* parent = tables.find(key.references);
  if (key.referenced_columns.empty() && parent != nullptr && parent->primary_key)
    key.referenced_columns = parent->primary_key->columns;
}

void canonicalize(View& view) {
  drop_schema(view.name);
  view.materialized = false;
  view.options.clear();
  view.comment.clear();
  std::string_view query = trim(view.query.sql);
  while (query.ends_with(';')) query = trim(query.substr(0, query.size() - 1));
  view.query.sql = std::string(query);
}

/// An enum is there when some column has it.
void keep_used_enums(Schema& schema, const NamedList<Enum>& declared) {
  schema.enums = {};
  for (const Table& table : schema.tables)
    for (const Column& column : table.columns)
      if (const auto* named = std::get_if<Named>(&column.type.kind))
        if (const Enum* found = declared.find(named->name))
          schema.enums.add({.name = found->name, .values = found->values});
}

void find_dependencies(Schema& wanted, const Schema& live) {
  wanted.dependencies.clear();
  for (const View& view : wanted.views) {
    const View* same = live.views.find(view.name);
    if (same == nullptr || !(*same == view)) {
      for (Dependency& found : dependencies_by_text(view, wanted))
        wanted.dependencies.push_back(std::move(found));
      continue;
    }
    auto [first, last] =
        std::ranges::equal_range(live.dependencies, view.name, {}, &Dependency::object);
    wanted.dependencies.insert(wanted.dependencies.end(), first, last);
  }
}

}  // namespace

Schema canonical(const Model& declared, const Schema& live) {
  Schema wanted = declared.schema;
  wanted.namespaces = {};
  wanted.enums.update_all([](Enum& definition) { drop_schema(definition.name); });
  const NamedList<Enum> enums = wanted.enums;
  wanted.tables.update_all([&](Table& table) { TableCanon(table, enums).run(); });
  wanted.tables.update_all([&](Table& table) {
    table.foreign_keys.update_all([&](ForeignKey& key) { canonicalize(key, wanted.tables); });
    if (const Table* found = live.tables.find(table.name)) adopt_live(table, *found);
  });
  wanted.views.update_all([&](View& view) {
    canonicalize(view);
    if (const View* found = live.views.find(view.name)) adopt_live(view, *found);
  });
  keep_used_enums(wanted, enums);
  find_dependencies(wanted, live);
  wanted.unmanaged = live.unmanaged;
  return wanted;
}

}  // namespace dbtool::lite
