#include "core/schema/model_checks.h"
#include "core/schema/part_reader.h"
#include "core/support/text.h"

#include <algorithm>
#include <set>

namespace dbtool {
namespace {

using Columns = std::vector<std::string>;

std::set<std::string> set_of(const Columns& columns) {
  return {columns.begin(), columns.end()};
}

/// Columns of an index that make rows unique, or none.
Columns unique_columns(const Index& index) {
  Columns columns;
  if (!index.unique || index.where) return {};
  for (const IndexPart& part : index.parts) {
    if (part.column.empty()) return {};
    columns.push_back(part.column);
  }
  return columns;
}

bool is_unique(const TableDeclaration& table, const Columns& columns) {
  std::set<std::string> wanted = set_of(columns);
  auto is_it = [&](const auto& key) { return set_of(key.part.columns) == wanted; };
  return std::ranges::any_of(table.primary_keys, is_it) ||
         std::ranges::any_of(table.uniques, is_it) ||
         std::ranges::any_of(table.indexes, [&](const Declared<Index>& index) {
           return set_of(unique_columns(index.part)) == wanted;
         });
}

class ReferenceCheck {
 public:
  ReferenceCheck(const ModelDraft& draft, PartContext& context)
      : draft_(draft), context_(context) {}

  void resolve(const DeclaredTable& owner, Declared<ForeignKey>& declared) {
    ForeignKey& key = declared.part;
    ForeignKey written = key;
    if (key.references.name.empty() || key.columns.empty()) return;  // reported already
    const DeclaredTable* target = find_target(owner, key);
    if (target == nullptr && key.external.value) return;
    if (target == nullptr) return report_table(owner, declared, written);
    const TableDeclaration& table = target->declaration;
    key.references = table.table.name;
    if (table.columns.empty()) return;  // known by name alone
    if (key.referenced_columns.empty() && !take_primary_key(table, declared)) return;
    if (!check_columns(owner, table, declared, written)) return;
    check_shape(table, declared);
  }

 private:
  void report(const std::string& code, const std::string& message, const Location& where,
              const std::string& hint, const TableDeclaration* table) {
    context_.problems.push_back({.code = code, .message = message, .where = where, .hint = hint});
    if (table != nullptr)
      context_.problems.back().notes.push_back(
          {"note", to_text(table->table.name) + " is defined at " + place_text(table->where)});
  }

  /// "users.id" is a column of users; where there is no such table, a table of the schema users.
  const DeclaredTable* find_target(const DeclaredTable& owner, ForeignKey& key) {
    Name name = key.references;
    for (const std::string& schema : {owner.default_schema, std::string()})
      if (const DeclaredTable* found = draft_.find_table(in_schema(name, schema, context_)))
        return found;
    if (!name.schema.empty() || key.referenced_columns.size() != 1) return nullptr;
    Name other{name.name, key.referenced_columns[0]};
    const DeclaredTable* found = draft_.find_table(in_schema(other, {}, context_));
    if (found != nullptr) key.referenced_columns.clear();
    return found;
  }

  static const yaml::Node& target_node(const Declared<ForeignKey>& key) {
    const yaml::Node* target = key.node->find("references");
    return target == nullptr ? *key.node : *target;
  }

  /// Where the target is written: "users.id" as a whole, or its table or column.
  static Location place(const Declared<ForeignKey>& key, const ForeignKey& written,
                        const std::string& column) {
    std::string table = to_text(written.references);
    const yaml::Node& node = target_node(key);
    Location whole = place_of_word(node, table + "." + column);
    if (whole != node.where || node.is_scalar()) return whole;
    return place_of_word(node, column.empty() ? table : column);
  }

  void report_table(const DeclaredTable& owner, const Declared<ForeignKey>& key,
                    const ForeignKey& written) {
    std::string table = to_text(written.references);
    std::vector<std::string> names;
    for (const DeclaredTable& each : draft_.tables) names.push_back(to_text(name_of(each)));
    const yaml::Node& node = target_node(key);
    std::string hint = did_you_mean(table, names);
    if (draft_.find_view(in_schema(written.references, {}, context_)) != nullptr)
      hint = table + " is a view";
    report("DBT107",
           owner_text(owner, key.part) + " references table " + in_quotes(table) +
               ", which does not exist",
           place_of_word(node, table), hint, nullptr);
    auto left_out = draft_.left_out.find(in_schema(written.references, {}, context_));
    if (left_out != draft_.left_out.end())
      context_.problems.back().notes.push_back({"note", table + " is left out for " +
                                                            context_.dialect + " (only:) at " +
                                                            place_text(left_out->second)});
  }

  /// "posts.author_id", or "posts" for several columns.
  static std::string owner_text(const DeclaredTable& owner, const ForeignKey& key) {
    std::string table = to_text(name_of(owner));
    return key.columns.size() == 1 ? table + "." + key.columns[0] : table;
  }

  bool take_primary_key(const TableDeclaration& table, Declared<ForeignKey>& key) {
    std::string name = to_text(table.table.name);
    if (table.primary_keys.empty())
      report("DBT138", "table " + name + " has no primary key to reference",
             place_of_word(target_node(key), name), "name the column: " + name + ".…", &table);
    else
      key.part.referenced_columns = table.primary_keys.front().part.columns;
    return !table.primary_keys.empty();
  }

  bool check_columns(const DeclaredTable& owner, const TableDeclaration& table,
                     const Declared<ForeignKey>& key, const ForeignKey& written) {
    bool all = true;
    std::string name = to_text(table.table.name);
    for (const std::string& column : key.part.referenced_columns) {
      if (find_column(table, column) != nullptr) continue;
      all = false;
      report("DBT107",
             owner_text(owner, key.part) + " references " + name + "." + column +
                 ", which does not exist",
             place(key, written, column), hint_of_columns(table, column), &table);
    }
    return all;
  }

  void check_shape(const TableDeclaration& table, const Declared<ForeignKey>& key) {
    const Columns& columns = key.part.referenced_columns;
    std::string name = to_text(table.table.name);
    if (columns.size() != key.part.columns.size())
      return report("DBT143",
                    "a foreign key of " + count_of(key.part.columns.size(), "column") +
                        " references " + count_of(columns.size(), "column") + " of table " + name,
                    key.where, name + " (" + join(columns, ", ") + ")", &table);
    if (is_unique(table, columns)) return;
    report("DBT138",
           name + " (" + join(columns, ", ") +
               ") is neither its primary key nor unique, and cannot be referenced",
           place_of_word(target_node(key), columns.size() == 1 ? name + "." + columns[0] : name),
           "add unique: to it", &table);
  }

  const ModelDraft& draft_;
  PartContext& context_;
};

}  // namespace

void resolve_references(ModelDraft& draft, PartContext& context) {
  ReferenceCheck check(draft, context);
  for (DeclaredTable& table : draft.tables)
    for (Declared<ForeignKey>& key : table.declaration.foreign_keys) check.resolve(table, key);
}

}  // namespace dbtool
