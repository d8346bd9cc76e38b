#include "dialects/postgresql/inspect.h"

#include "core/support/text.h"
#include "dialects/postgresql/catalog.h"
#include "dialects/postgresql/column_triggers.h"
#include "dialects/postgresql/names.h"

namespace dbtool::postgres {
namespace {

/// Puts the default schema alone on the search path, which decides what names the server prints
/// qualified, and puts back what was there.
class NarrowSearchPath {
 public:
  explicit NarrowSearchPath(Connection& connection) : connection_(connection) {
    connection.query(
        "WITH session AS MATERIALIZED (SELECT current_schema() AS schema, "
        "current_setting('search_path') AS path) "
        "SELECT schema, path, set_config('search_path', coalesce(quote_ident(schema), ''), false) "
        "FROM session",
        [&](Row row) {
          schema_ = text(row[0]);
          path_ = text(row[1]);
        });
  }
  ~NarrowSearchPath() {
    try {
      connection_.query("SELECT set_config('search_path', " + literal(path_) + ", false)",
                        [](Row) {});
    } catch (const DatabaseError&) {
      // The session is lost or its transaction has failed: the rollback puts the path back.
    }
  }
  NarrowSearchPath(const NarrowSearchPath&) = delete;
  NarrowSearchPath& operator=(const NarrowSearchPath&) = delete;

  const std::string& default_schema() const { return schema_; }

 private:
  Connection& connection_;
  std::string schema_;
  std::string path_;
};

enum RelationField {
  r_oid,
  r_schema,
  r_name,
  r_kind,
  r_persistence,
  r_options,
  r_toast_options,
  r_tablespace,
  r_partition_key,
  r_view,
  r_comment
};

std::string relations_query(const Catalog& catalog) {
  return "SELECT c.oid, n.nspname, c.relname, c.relkind, c.relpersistence, c.reloptions, "
         "o.reloptions, s.spcname, "
         "CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END, "
         "CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) END, d.description "
         "FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
         "LEFT JOIN pg_class o ON o.oid = c.reltoastrelid AND o.reloptions IS NOT NULL "
         "LEFT JOIN pg_tablespace s ON s.oid = c.reltablespace "
         "LEFT JOIN pg_description d ON d.objoid = c.oid AND d.objsubid = 0 "
         "AND d.classoid = 'pg_class'::regclass "
         "WHERE c.relkind IN ('r', 'p', 'v', 'm') AND c.relpersistence <> 't' AND " +
         catalog.in_scope("n.nspname", "c.relname") +
         " AND NOT EXISTS (SELECT FROM pg_inherits i WHERE i.inhrelid = c.oid)"
         " AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_class'::regclass"
         " AND e.objid = c.oid AND e.deptype = 'e')"
         " ORDER BY n.nspname <> " +
         literal(catalog.default_schema()) + ", n.nspname, c.relname";
}

void add_storage_options(std::map<std::string, std::string>& options, std::string_view list,
                         const std::string& prefix) {
  for (const std::string& option : array_elements(list)) {
    auto equals = option.find('=');
    if (equals != std::string::npos)
      options[prefix + option.substr(0, equals)] = option.substr(equals + 1);
  }
}

std::map<std::string, std::string> relation_options(Row row) {
  std::map<std::string, std::string> options;
  add_storage_options(options, text(row[r_options]), "postgresql.");
  add_storage_options(options, text(row[r_toast_options]), "postgresql.toast.");
  if (row[r_tablespace]) options["postgresql.tablespace"] = *row[r_tablespace];
  if (row[r_partition_key]) options["postgresql.partition_by"] = *row[r_partition_key];
  if (row[r_persistence] == "u") options["postgresql.unlogged"] = "true";
  return options;
}

std::string view_query(std::string_view definition) {
  definition = trim(definition);
  if (definition.ends_with(';')) definition.remove_suffix(1);
  return std::string(definition);
}

void read_relations(Catalog& catalog, Schema& schema) {
  catalog.connection().query(relations_query(catalog), [&](Row row) {
    Name name = catalog.name_in(text(row[r_schema]), text(row[r_name]));
    if (catalog.scope().ignored_tables.contains(name)) return;
    if (row[r_kind] == "v" || row[r_kind] == "m") {
      schema.views.add({.name = std::move(name),
                        .query = {view_query(text(row[r_view]))},
                        .materialized = row[r_kind] == "m",
                        .options = relation_options(row),
                        .comment = std::string(text(row[r_comment]))});
      return;
    }
    TableDraft& draft = catalog.add_table(number(text(row[r_oid])), std::move(name));
    draft.table.options = relation_options(row);
    draft.table.comment = text(row[r_comment]);
  });
}

void read_enums(const Catalog& catalog, Schema& schema) {
  catalog.connection().query(
      "SELECT n.nspname, t.typname, "
      "(SELECT array_agg(e.enumlabel ORDER BY e.enumsortorder) FROM pg_enum e "
      "WHERE e.enumtypid = t.oid), d.description "
      "FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace "
      "LEFT JOIN pg_description d ON d.objoid = t.oid AND d.classoid = 'pg_type'::regclass "
      "WHERE t.typtype = 'e' AND " +
          catalog.in_schemas("n.nspname") +
          " AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_type'::regclass"
          " AND e.objid = t.oid AND e.deptype = 'e') ORDER BY n.nspname, t.typname",
      [&](Row row) {
        schema.enums.add({.name = catalog.name_in(text(row[0]), text(row[1])),
                          .values = array_elements(text(row[2])),
                          .comment = std::string(text(row[3]))});
      });
}

void read_namespaces(const Catalog& catalog, Schema& schema) {
  if (catalog.scope().schemas.empty()) return;
  catalog.connection().query(
      "SELECT n.nspname, obj_description(n.oid, 'pg_namespace') FROM pg_namespace n WHERE " +
          catalog.in_schemas("n.nspname") + " ORDER BY 1",
      [&](Row row) {
        if (text(row[0]) == catalog.default_schema()) return;
        schema.namespaces.add(
            {.name = std::string(text(row[0])), .comment = std::string(text(row[1]))});
      });
}

}  // namespace

Schema inspect(Connection& connection, const Scope& scope) {
  NarrowSearchPath path(connection);
  Catalog catalog(connection, scope, path.default_schema());
  Schema schema;
  read_namespaces(catalog, schema);
  read_enums(catalog, schema);
  read_relations(catalog, schema);
  read_columns(catalog);
  read_versions(catalog);
  read_constraints(catalog, schema);
  read_indexes(catalog, schema);
  read_dependencies(catalog, schema);
  if (scope.tables.empty()) read_unmanaged(catalog, schema);
  schema.tables = catalog.take_tables();
  if (scope.tables.empty()) mark_external_references(schema);
  return schema;
}

std::optional<TableSource> table_source(Connection& connection, const Name& name) {
  Scope scope{.tables = {name}};
  if (!name.schema.empty()) scope.schemas = {name.schema};
  Schema schema = inspect(connection, scope);
  const Table* table = schema.tables.find(name);
  if (table == nullptr) return std::nullopt;
  return TableSource{.table = *table, .dependents = column_triggers(connection, name)};
}

std::string default_schema(Connection& connection) {
  return query_value(connection, "SELECT current_schema()").value_or("");
}

bool table_exists(Connection& connection, const Name& name) {
  std::string schema = name.schema.empty() ? "current_schema()" : literal(name.schema);
  return query_value(connection,
                     "SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
                     "WHERE c.relkind IN ('r', 'p') AND n.nspname = " +
                         schema + " AND c.relname = " + literal(name.name))
      .has_value();
}

}  // namespace dbtool::postgres
