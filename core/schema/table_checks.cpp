#include "core/schema/default_text.h"
#include "core/schema/model_checks.h"
#include "core/schema/part_reader.h"
#include "core/support/text.h"

#include <algorithm>
#include <map>
#include <set>

namespace dbtool {
namespace {

bool is_integer_or_native(const Type& type) {
  return std::holds_alternative<Native>(type.kind) ||
         (std::holds_alternative<Integer>(type.kind) && type.array_dimensions == 0);
}

class TableCheck {
 public:
  TableCheck(const TableDeclaration& table, PartContext& context)
      : table_(table), name_(to_text(table.table.name)), context_(context) {}

  void run() {
    const yaml::Node* columns = table_.node->find("columns");
    bool is_said = columns == nullptr || columns->is_null() || columns->is_map();
    if (table_.columns.empty() && table_.node->is_map() && is_said && table_.managed)
      report("DBT149", "table " + name_ + " has no columns", table_.where,
             "write columns: below it, or managed: false");
    check_case();
    check_renames();
    check_keys();
    for (const auto& column : table_.columns) check_column(column);
    check_primary_key();
    check_options();
  }

 private:
  void report(const std::string& code, const std::string& message, const Location& where,
              const std::string& hint = {}) {
    context_.problems.push_back({.code = code, .message = message, .where = where, .hint = hint});
  }

  /// SQLite knows columns whatever their case.
  void check_case() {
    if (context_.dialect != "sqlite") return;
    std::set<std::string> seen;
    for (const auto& column : table_.columns)
      if (!seen.insert(lower(column.part.column.name)).second)
        report("DBT141", "SQLite takes two columns of table " + name_ + " for one", column.where,
               "names differ in more than their case");
  }

  /// Which of two columns would get the values of the old one?
  void check_renames() {
    std::map<std::string, std::string> taken;
    for (const auto& column : table_.columns)
      for (const std::string& old : column.part.renamed_from) {
        const std::string& name = column.part.column.name;
        auto [found, is_new] = taken.emplace(old, name);
        if (!is_new && found->second != name)
          report("DBT142",
                 "columns " + found->second + " and " + name + " of table " + name_ +
                     " are both renamed from " + in_quotes(old),
                 place(column, "renamed_from"), "say it of one of them");
      }
  }

  void check_keys() {
    for (const auto& key : table_.primary_keys) check_key("primary key of table " + name_, key);
    for (const auto& unique : table_.uniques) check_key(what("unique", unique), unique);
    for (const auto& key : table_.foreign_keys) {
      std::string part = what("foreign key", key);
      check_columns(part, key.part.columns, *key.node, key.where);
      check_existence(part, key.part.set_columns, *key.node);
    }
    for (const auto& index : table_.indexes) check_index(index);
  }

  template <class Part>
  std::string what(const std::string& kind, const Declared<Part>& part) const {
    return part.part.name.empty() ? kind + " of table " + name_ : kind + " " + part.part.name;
  }

  template <class Key>
  void check_key(const std::string& part, const Declared<Key>& key) {
    check_columns(part, key.part.columns, *key.node, key.where);
    check_existence(part, key.part.include, *key.node);
  }

  void check_index(const Declared<Index>& index) {
    std::vector<std::string> columns;
    for (const IndexPart& part : index.part.parts)
      if (!part.column.empty()) columns.push_back(part.column);
    std::string part = what("index", index);
    if (index.part.parts.empty())
      report("DBT142", part + " has no columns", index.where, "name at least one");
    check_existence(part, columns, *index.node);
    check_existence(part, index.part.include, *index.node);
  }

  void check_columns(const std::string& part, const std::vector<std::string>& columns,
                     const yaml::Node& node, const Location& where) {
    bool is_missing = node.is_map() && node.find("columns") == nullptr;
    if (columns.empty() && !is_missing)
      report("DBT142", part + " has no columns", where, "name at least one");
    check_existence(part, columns, node);
    std::set<std::string> seen;
    for (const std::string& column : columns)
      if (!seen.insert(column).second)
        report("DBT148", part + " names column " + in_quotes(column) + " twice",
               place_of_word(node, column), "name it once");
  }

  void check_existence(const std::string& part, const std::vector<std::string>& columns,
                       const yaml::Node& node) {
    for (const std::string& column : columns)
      if (find_column(table_, column) == nullptr)
        report("DBT137",
               part + " names column " + in_quotes(column) + ", which table " + name_ +
                   " does not have",
               place_of_word(node, column), hint_of_columns(table_, column));
  }

  /// The place of an attribute that should not be there.
  static Location place(const Declared<ColumnDeclaration>& column, std::string_view key) {
    if (column.node->is_map()) return place_of_key(*column.node, key);
    return place_of_word(*column.node, key == "nullable" ? "null" : key);
  }

  void check_column(const Declared<ColumnDeclaration>& declared) {
    const Column& column = declared.part.column;
    std::string named = "column " + name_ + "." + column.name;
    if (column.identity) {
      if (!is_integer_or_native(column.type))
        report("DBT142", named + " is an identity and must be an integer",
               place(declared, "identity"), "smallint, integer or bigint");
      if (column.default_value)
        report("DBT142", named + " has an identity and a default", place(declared, "default"),
               "leave one of them out");
      if (declared.part.said_nullable)
        report("DBT142", named + " is an identity and cannot be nullable",
               place(declared, "nullable"), "leave nullable out");
    }
    if (column.generated && (column.default_value || column.identity))
      report(
          "DBT142",
          named + " is generated and has " + (column.default_value ? "a default" : "an identity"),
          place(declared, column.default_value ? "default" : "identity"), "leave one of them out");
    check_counting(declared, named);
    if (column.version) check_version(declared, named);
  }

  /// What an enforcing trigger could not guard, or would get in the way of.
  void check_version(const Declared<ColumnDeclaration>& declared, const std::string& named) {
    const Column& column = declared.part.column;
    if (!std::holds_alternative<Integer>(column.type.kind) || column.type.array_dimensions > 0)
      report("DBT142", named + " is a version and must be an integer", place(declared, "type"),
             "write type: version");
    if (column.nullable)
      report("DBT142", named + " is a version and cannot be nullable", place(declared, "nullable"),
             "leave nullable out");
    if (column.generated || column.identity || declared.part.primary_key)
      report("DBT142",
             named + " is a version and cannot be " +
                 (column.generated  ? "generated"
                  : column.identity ? "an identity"
                                    : "the primary key"),
             declared.where, "give it to a column of its own");
    for (const auto& other : table_.columns) {
      if (other.part.column.name == column.name) break;
      if (other.part.column.version)
        report("DBT142",
               "table " + name_ + " has two version columns, " + in_quotes(other.part.column.name) +
                   " and " + in_quotes(column.name),
               declared.where, "one counts the updates of the whole row");
    }
    if (column.version == VersionMode::strict) check_actions(declared, named);
  }

  /// The database itself would make updates that do not count.
  void check_actions(const Declared<ColumnDeclaration>& declared, const std::string& named) {
    auto updates = [](ForeignKeyAction action) {
      return action == ForeignKeyAction::set_null || action == ForeignKeyAction::set_default;
    };
    for (const auto& key : table_.foreign_keys)
      if (updates(key.part.on_delete) || updates(key.part.on_update) ||
          key.part.on_update == ForeignKeyAction::cascade)
        report("DBT142",
               named + " is a strict version and would refuse the updates of " +
                   what("foreign key", key),
               declared.where, "write mode: bump, or give the foreign key another action");
  }

  /// What only the integer primary key can do.
  void check_counting(const Declared<ColumnDeclaration>& declared, const std::string& named) {
    const Column& column = declared.part.column;
    bool is_key = !table_.primary_keys.empty() &&
                  table_.primary_keys.front().part.columns == std::vector{column.name};
    if (column.autoincrement && !(is_key && is_integer_or_native(column.type)))
      report("DBT142", named + " has autoincrement and is not the integer primary key",
             place(declared, "autoincrement"), "leave it out, or make the column the key");
    if (column.identity && !is_key && context_.dialect == "sqlite")
      report("DBT142", named + " is an identity, which SQLite has for a primary key alone",
             place(declared, "identity"), "say it for PostgreSQL: postgresql: { identity: true }");
  }

  void check_primary_key() {
    if (table_.primary_keys.empty()) return;
    const Declared<PrimaryKey>& key = table_.primary_keys.front();
    for (std::size_t i = 1; i < table_.primary_keys.size(); ++i)
      report("DBT145", "table " + name_ + " has two primary keys", table_.primary_keys[i].where,
             "the other is at line " + std::to_string(key.where.line));
    for (const std::string& name : key.part.columns) {
      const auto* column = find_column(table_, name);
      if (column != nullptr && column->part.column.generated && context_.dialect == "sqlite")
        report("DBT142",
               "column " + name_ + "." + name + " is generated, and SQLite has no such keys",
               place(*column, "generated"), "make it unique instead");
      if (column != nullptr && column->part.said_nullable && !column->part.column.identity)
        report("DBT142",
               "column " + name_ + "." + name + " is in the primary key and cannot be nullable",
               place(*column, "nullable"), "leave nullable out");
    }
  }

  void check_options() {
    if (table_.table.options.contains("sqlite.without_rowid") && table_.primary_keys.empty())
      report("DBT142", "table " + name_ + " is without_rowid and has no primary key",
             place_of_key(*table_.node, "without_rowid"), "add primary_key:");
  }

  const TableDeclaration& table_;
  std::string name_;
  PartContext& context_;
};

}  // namespace

const Declared<ColumnDeclaration>* find_column(const TableDeclaration& table,
                                               const std::string& name) {
  auto found = std::ranges::find(table.columns, name, [](const auto& column) -> const std::string& {
    return column.part.column.name;
  });
  return found == table.columns.end() ? nullptr : &*found;
}

std::string hint_of_columns(const TableDeclaration& table, const std::string& word) {
  constexpr std::size_t enough = 10;
  std::vector<std::string> names;
  for (const auto& column : table.columns) names.push_back(column.part.column.name);
  if (names.size() > enough) return did_you_mean(word, names);
  return names.empty() ? std::string() : to_text(table.table.name) + " has: " + join(names, ", ");
}

void check_tables(const ModelDraft& draft, PartContext& context) {
  for (const DeclaredTable& table : draft.tables) TableCheck(table.declaration, context).run();
}

}  // namespace dbtool
