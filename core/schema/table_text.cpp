// Tables: reading their parts in the order of writing, and writing them.
#include "core/schema/constraint_names.h"
#include "core/schema/table_declaration.h"
#include "core/schema/table_options.h"
#include "core/support/text.h"

#include <algorithm>

namespace dbtool {
namespace {

class TableReader {
 public:
  TableReader(TableDeclaration& declaration, PartReader& map)
      : declaration_(declaration), map_(map), context_(map.context()) {}

  void read() {
    read_columns();
    if (const yaml::Node* key = map_.find("primary_key"); key != nullptr && wanted(*key))
      declaration_.primary_keys.push_back(
          {read_primary_key(*key, context_), key, place_of_key(map_.node(), "primary_key")});
    read_parts("unique", declaration_.uniques, read_unique);
    read_parts("checks", declaration_.checks, read_check);
    read_parts("foreign_keys", declaration_.foreign_keys, read_foreign_key);
    read_parts("indexes", declaration_.indexes, read_index);
    for (Declared<Index>& index : declaration_.indexes) read_history(index);
    read_options();
    map_.read("comment", declaration_.table.comment);
    map_.refuse(
        {"exclude", "partitions", "inherits", "row_security", "policies", "triggers", "grants"});
  }

 private:
  bool wanted(const yaml::Node& node) { return is_wanted(node, context_); }

  void read_columns() {
    const yaml::Node* columns = map_.find("columns");
    if (columns == nullptr) return;
    if (!columns->is_map()) return report_kind(*columns, "columns", "a map of columns by name");
    for (const yaml::Entry& entry : columns->entries)
      if (wanted(entry.value)) read_column(entry);
    take_key_columns();
  }

  void read_column(const yaml::Entry& entry) {
    Declared<ColumnDeclaration> column{dbtool::read_column(entry.key, entry.value, context_),
                                       &entry.value, entry.where};
    ColumnDeclaration& parts = column.part;
    take(parts.uniques, "unique", column, declaration_.uniques);
    take(parts.checks, "check", column, declaration_.checks);
    take(parts.foreign_keys, "references", column, declaration_.foreign_keys);
    take(parts.indexes, "index", column, declaration_.indexes);
    declaration_.columns.push_back(std::move(column));
  }

  /// What a column's short forms declare belongs to the table.
  template <class Part>
  void take(std::vector<Part>& parts, std::string_view key,
            const Declared<ColumnDeclaration>& column, std::vector<Declared<Part>>& into) {
    for (Part& part : parts) {
      const yaml::Node* own = column.node->find(key);
      Location where = own == nullptr ? column.where : place_of_key(*column.node, key);
      into.push_back(
          {std::move(part), own == nullptr ? column.node : own, where, {column.part.column.name}});
    }
    parts.clear();
  }

  void take_key_columns() {
    PrimaryKey key;
    Location where;
    for (const Declared<ColumnDeclaration>& column : declaration_.columns) {
      if (!column.part.primary_key) continue;
      if (key.columns.empty()) where = column.where;
      key.columns.push_back(column.part.column.name);
    }
    if (!key.columns.empty())
      declaration_.primary_keys.push_back({std::move(key), map_.find("columns"), where});
  }

  /// A map of parts by name, or a list of parts without one.
  template <class Part>
  void read_parts(std::string_view key, std::vector<Declared<Part>>& into,
                  Part (*read_part)(const std::string&, const yaml::Node&, PartContext&)) {
    const yaml::Node* parts = map_.find(key);
    if (parts == nullptr || parts->is_null()) return;
    if (parts->is_scalar()) return report_kind(*parts, key, "a map by name or a list");
    for (const yaml::Entry& entry : parts->entries)
      if (wanted(entry.value))
        into.push_back({read_part(entry.key, entry.value, context_), &entry.value, entry.where});
    for (const yaml::Node& item : parts->items) {
      if (item.is_scalar() && key != "checks") return report_list(*parts, key);
      if (wanted(item)) into.push_back({read_part({}, item, context_), &item, item.where});
    }
  }

  void read_history(Declared<Index>& index) {
    if (!index.node->is_map()) return;
    std::vector<Problem> known;  // what is wrong there has been said
    yaml::MapReader map(*index.node, "index", known);
    map.read("renamed_from", index.renamed_from);
    map.read("managed", index.managed);
  }

  void read_options() {
    auto& options = declaration_.table.options;
    map_.read_flag("sqlite", "strict", options);
    map_.read_flag("sqlite", "without_rowid", options);
    map_.read_flag("postgresql", "unlogged", options);
    map_.read_option("postgresql", "tablespace", options);
    const yaml::Node* partition = map_.find("partition_by");
    if (partition != nullptr && partition->is_map())
      map_.refuse({"partition_by"});
    else
      map_.read_option("postgresql", "partition_by", options);
    read_storage_parameters(map_, options);
    read_named_options(map_, options);
  }

  void report_kind(const yaml::Node& node, std::string_view key, const std::string& expected) {
    context_.problems.push_back({.code = "DBT119",
                                 .message = map_.what_of(key) + " must be " + expected,
                                 .where = node.where,
                                 .hint = "write name: { … }"});
  }

  void report_list(const yaml::Node& list, std::string_view key) {
    report_kind(list, key, "a map by name or a list of lists");
    context_.problems.back().hint =
        "write [[a, b]] for both columns together, [[a], [b]] for each of them";
  }

  TableDeclaration& declaration_;
  PartReader& map_;
  PartContext& context_;
};

TableDeclaration begin_table(const Name& name, const yaml::Node& node) {
  TableDeclaration declaration;
  declaration.table.name = name;
  declaration.node = &node;
  declaration.where = node.where;
  return declaration;
}

template <class Part>
NamedList<Part> list_of_parts(const std::vector<Declared<Part>>& declared) {
  NamedList<Part> list;
  for (const Declared<Part>& each : declared) list.add(each.part);
  return list;
}

/// Parts by name, each without its name inside; a key with nothing but columns is their list.
template <class Part>
void put_parts(Value::Map& map, const char* key, const NamedList<Part>& parts,
               Value::Map (*write)(const Part&), const std::string& plain_key) {
  Value::Map by_name;
  for (const Part& part : parts) {
    Value::Map written = write(part);
    std::erase_if(written, [](const auto& entry) { return entry.first == "name"; });
    bool plain = written.size() == 1 && written[0].first == plain_key;
    put(by_name, part.name, plain ? std::move(written[0].second) : Value(std::move(written)));
  }
  if (!by_name.empty()) put(map, key, std::move(by_name));
}

}  // namespace

TableDeclaration read_table(const Name& name, const yaml::Node& node, PartContext& context) {
  context.table = to_text(name);
  PartReader map(node, "table " + context.table, context);
  TableDeclaration declaration = begin_table(name, map.node());
  TableReader(declaration, map).read();
  if (const yaml::Node* rows = map.find("rows"))
    declaration.rows = read_reference_rows(*rows, context);
  map.read("renamed_from", declaration.renamed_from);
  map.read("managed", declaration.managed);
  map.allow("depends_on");
  map.finish_part();
  context.table.clear();
  return declaration;
}

Table read_named_table(const yaml::Node& node, PartContext& context) {
  std::string name;
  PartReader map(node, "a table", context);
  map.read_required("name", name);
  context.table = name;
  TableDeclaration declaration = begin_table(parse_name(name), map.node());
  TableReader(declaration, map).read();
  map.finish();
  context.table.clear();
  // A primary key without a name is one that SQLite never gave one.
  ConstraintNames names;
  names.claim(declaration);
  names.complete_all_but_key(declaration, postgres_naming());
  return gather(declaration);
}

Table gather(const TableDeclaration& declaration) {
  Table table = declaration.table;
  for (const auto& column : declaration.columns) table.columns.push_back(column.part.column);
  if (!declaration.primary_keys.empty()) table.primary_key = declaration.primary_keys.front().part;
  table.uniques = list_of_parts(declaration.uniques);
  table.foreign_keys = list_of_parts(declaration.foreign_keys);
  table.checks = list_of_parts(declaration.checks);
  table.indexes = list_of_parts(declaration.indexes);
  return table;
}

Value::Map write_named_table(const Table& table) {
  Value::Map map = {{"name", to_text(table.name)}};
  if (!table.comment.empty()) put(map, "comment", table.comment);
  Value::Map columns;
  for (const Column& column : table.columns) put(columns, column.name, write_column(column, false));
  put(map, "columns", std::move(columns));
  if (table.primary_key) {
    bool plain =
        table.primary_key->name.empty() && write_primary_key(*table.primary_key).size() == 1;
    Value::Map key = write_primary_key(*table.primary_key);
    put(map, "primary_key", plain ? std::move(key[0].second) : Value(std::move(key)));
  }
  put_parts(map, "unique", table.uniques, write_unique, "columns");
  put_parts(map, "checks", table.checks, write_check, "sql");
  put_parts(map, "foreign_keys", table.foreign_keys, write_foreign_key, {});
  put_parts(map, "indexes", table.indexes, write_index, "columns");
  write_options(table.options, map);
  return map;
}

}  // namespace dbtool
