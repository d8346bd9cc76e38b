// Reference rows of a model: their key, their columns and their values.
#include "core/schema/default_text.h"
#include "core/schema/model_checks.h"
#include "core/schema/part_reader.h"
#include "core/support/text.h"

#include <algorithm>
#include <map>
#include <set>

namespace dbtool {
namespace {

class RowCheck {
 public:
  RowCheck(const ModelDraft& draft, TableDeclaration& table, PartContext& context)
      : draft_(draft),
        table_(table),
        rows_(*table.rows),
        what_("rows of table " + to_text(table.table.name)),
        context_(context) {}

  void run() {
    if (!check_key()) return;
    std::map<std::vector<std::string>, int> seen;
    for (DataRow& row : rows_.rows) {
      for (auto& [column, value] : row.values) check_value(row, table_, column, value);
      check_identity(row, seen);
    }
  }

 private:
  void report(const std::string& code, const std::string& message, const Location& where,
              const std::string& hint = {}) {
    context_.problems.push_back({.code = code, .message = message, .where = where, .hint = hint});
  }

  bool check_key() {
    for (const std::string& column : rows_.key)
      if (find_column(table_, column) == nullptr)
        return report_column(table_, column, rows_.where), false;
    if (rows_.key.empty() || is_unique(rows_.key)) return !rows_.key.empty();
    report("DBT155",
           "the key of " + what_ + " is (" + join(rows_.key, ", ") +
               "), which is no primary key, unique constraint or unique index",
           rows_.where, hint_of_keys());
    return false;
  }

  bool is_unique(const std::vector<std::string>& key) const {
    const auto keys = unique_keys();
    const std::set<std::string> wanted(key.begin(), key.end());
    return std::ranges::any_of(keys, [&](const std::vector<std::string>& each) {
      return std::set<std::string>(each.begin(), each.end()) == wanted;
    });
  }

  /// Those that ON CONFLICT can name: whole, of columns, and checked at once.
  std::vector<std::vector<std::string>> unique_keys() const {
    std::vector<std::vector<std::string>> keys;
    for (const auto& key : table_.primary_keys)
      if (key.part.deferrable == Deferrable::no) keys.push_back(key.part.columns);
    for (const auto& unique : table_.uniques)
      if (unique.part.deferrable == Deferrable::no) keys.push_back(unique.part.columns);
    for (const auto& index : table_.indexes) {
      if (!index.part.unique || index.part.where) continue;
      std::vector<std::string> columns;
      for (const IndexPart& part : index.part.parts) columns.push_back(part.column);
      if (std::ranges::count(columns, std::string()) == 0) keys.push_back(columns);
    }
    return keys;
  }

  std::string hint_of_keys() const {
    std::vector<std::string> texts;
    for (const auto& key : unique_keys()) texts.push_back("[" + join(key, ", ") + "]");
    return texts.empty() ? "add unique: [[" + join(rows_.key, ", ") + "]] to the table"
                         : "keys of the table: " + join(texts, ", ");
  }

  void report_column(const TableDeclaration& table, const std::string& column,
                     const Location& where) {
    report("DBT137",
           what_ + " name column " + in_quotes(column) + ", which table " +
               to_text(table.table.name) + " does not have",
           where, hint_of_columns(table, column));
  }

  /// `table` is the one of the rows, or one whose row a value names.
  void check_value(const DataRow& row, const TableDeclaration& table, const std::string& name,
                   RowValue& value) {
    const auto* declared = find_column(table, name);
    if (declared == nullptr) return report_column(table, name, row.where);
    const Column& column = declared->part.column;
    if (value.names_parent()) return check_parent(row, table, name, value);
    if (column.generated && &table == &table_)
      return report("DBT156", "column " + in_quotes(name) + " is generated and takes no value",
                    row.where, "leave it out of the row");
    check_literal(row, column, value.literal);
  }

  void check_parent(const DataRow& row, const TableDeclaration& table, const std::string& name,
                    RowValue& value) {
    std::vector<const ForeignKey*> keys;
    for (const auto& key : table.foreign_keys) keys.push_back(&key.part);
    const ParentLink link = parent_link(keys, name);
    if (link.key == nullptr)
      return report("DBT156",
                    "column " + in_quotes(name) + " " + link.why_not +
                        ", and cannot name a row of another table",
                    row.where, link.hint);
    const DeclaredTable* parent = draft_.find_table(link.key->references);
    if (parent == nullptr || parent->declaration.columns.empty()) return;  // not described here
    for (auto& [column, part] : value.parent) check_value(row, parent->declaration, column, part);
  }

  void check_literal(const DataRow& row, const Column& column, Literal& value) {
    value = settle_value(column.type, value);
    if (column.type.array_dimensions > 0 || value.kind == Literal::Kind::null) return;
    if (is_number(column.type) && value.kind != Literal::Kind::number)
      report_value(row, column, value, "write digits");
    if (std::holds_alternative<Boolean>(column.type.kind) && value.kind != Literal::Kind::boolean)
      report_value(row, column, value, "true or false");
    if (const auto* type = std::get_if<Named>(&column.type.kind))
      check_enum_value(row, column, value, type->name);
  }

  void check_enum_value(const DataRow& row, const Column& column, const Literal& value,
                        const Name& type) {
    const DeclaredEnum* known = draft_.find_enum(type);
    if (known == nullptr) return;
    const auto& values = known->definition.values;
    if (std::ranges::find(values, value.text) != values.end()) return;
    const std::string hint = did_you_mean(value.text, values);
    report_value(row, column, value,
                 hint.empty() ? to_text(type) + " has: " + join(values, ", ") : hint);
  }

  void report_value(const DataRow& row, const Column& column, const Literal& value,
                    const std::string& hint) {
    report("DBT156",
           "column " + in_quotes(column.name) + " is of type " + to_text(column.type) +
               " and cannot hold " + in_quotes(value.text),
           row.where, hint);
  }

  /// Every row has a key, and no two have the same.
  void check_identity(const DataRow& row, std::map<std::vector<std::string>, int>& seen) {
    std::vector<std::string> key;
    for (const std::string& column : rows_.key) {
      const RowValue* value = find_value(row, column);
      if (value == nullptr || value->is_null())
        return report("DBT156", "a row of " + what_ + " has no " + in_quotes(column), row.where,
                      "rows are told apart by their key: " + join(rows_.key, ", "));
      key.push_back(value->names_parent() ? to_text(*value) : value->literal.text);
    }
    const auto [found, is_new] = seen.emplace(key, row.where.line);
    if (!is_new)
      report("DBT156", what_ + " have (" + key_text(row, rows_.key) + ") twice", row.where,
             "the other is at line " + std::to_string(found->second));
  }

  const ModelDraft& draft_;
  const TableDeclaration& table_;
  ReferenceRows& rows_;
  std::string what_;
  PartContext& context_;
};

}  // namespace

void check_rows(ModelDraft& draft, PartContext& context) {
  for (DeclaredTable& table : draft.tables)
    if (table.declaration.rows) RowCheck(draft, table.declaration, context).run();
}

}  // namespace dbtool
