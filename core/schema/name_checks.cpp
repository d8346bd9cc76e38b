#include "core/schema/constraint_names.h"
#include "core/schema/model_checks.h"
#include "core/schema/naming.h"
#include "core/schema/part_reader.h"
#include "core/support/text.h"

#include <algorithm>
#include <array>
#include <set>

namespace dbtool {
namespace {

bool is_system_column(std::string_view name) {
  constexpr auto names =
      std::to_array<std::string_view>({"tableoid", "xmin", "cmin", "xmax", "cmax", "ctid"});
  return std::ranges::find(names, name) != names.end();
}

class NameCheck {
 public:
  explicit NameCheck(PartContext& context) : context_(context) {}

  void check(const std::string& kind, const std::string& name, const Location& where) {
    if (name.empty())
      return report("the name of " + kind + " must not be empty", where, "give it one");
    if (name.find('\0') != std::string::npos)
      return report("the name of " + kind + " holds a NUL byte", where, "leave it out");
    if (name.front() == '?')
      return report("the name of " + kind + " must not begin with \"?\"", where,
                    "dbtool calls parts so that have no name in the database");
    bool in_sqlite_schema = kind == "a table" || kind == "a view" || kind == "an index";
    if (context_.dialect == "sqlite" && in_sqlite_schema && lower(name).starts_with("sqlite_"))
      report("SQLite keeps names that begin with \"sqlite_\" to itself", where,
             "choose another name");
    if (context_.dialect == "postgresql" && name.size() > longest_name)
      report("the name of " + kind +
                 " is longer than 63 bytes, which PostgreSQL cuts off: " + in_quotes(name),
             where, "choose a shorter one");
  }

  void check(const TableDeclaration& table) {
    std::string owner = to_text(table.table.name);
    check("a table", table.table.name.name, table.where);
    if (!table.table.name.schema.empty()) check("a schema", table.table.name.schema, table.where);
    for (const auto& column : table.columns) {
      check("a column of table " + owner, column.part.column.name, column.where);
      if (context_.dialect == "postgresql" && is_system_column(column.part.column.name))
        report("every table of PostgreSQL has a column " + in_quotes(column.part.column.name) +
                   " of its own",
               column.where, "choose another name");
    }
    auto check_parts = [&](const auto& parts, const char* kind) {
      for (const auto& part : parts)
        if (!part.part.name.empty()) check(kind, part.part.name, part.where);
    };
    check_parts(table.primary_keys, "a primary key");
    check_parts(table.uniques, "a unique");
    check_parts(table.foreign_keys, "a foreign key");
    check_parts(table.checks, "a check");
    check_parts(table.indexes, "an index");
  }

  void check(const DeclaredEnum& declared) {
    const Enum& definition = declared.definition;
    std::string named = "enum " + to_text(definition.name);
    check("an enum", definition.name.name, declared.where);
    if (auto type = parse_type(definition.name.name);
        type && !std::holds_alternative<Named>(type->kind))
      report(named + " has the name of a type", declared.where, "choose another name");
    const yaml::Node* values =
        declared.node->is_map() ? declared.node->find("values") : declared.node;
    if (definition.values.empty() && values != nullptr && values->is_list())
      report_enum(named + " has no values", declared.where, "write them as [a, b]");
    std::set<std::string> seen;
    for (const std::string& value : definition.values) {
      Location where = place_of_word(*declared.node, value);
      if (!seen.insert(value).second)
        report_enum(named + " has the value " + in_quotes(value) + " twice", where,
                    "leave one out");
      if (context_.dialect == "postgresql" && value.size() > longest_name)
        report_enum(named + " has a value longer than 63 bytes: " + in_quotes(value), where,
                    "choose a shorter one");
    }
  }

 private:
  void report(const std::string& message, const Location& where, const std::string& hint = {}) {
    context_.problems.push_back(
        {.code = "DBT133", .message = message, .where = where, .hint = hint});
  }
  void report_enum(const std::string& message, const Location& where, const std::string& hint) {
    context_.problems.push_back(
        {.code = "DBT134", .message = message, .where = where, .hint = hint});
  }

  PartContext& context_;
};

bool matters(const ConstraintNames::Collision& collision, const std::string& dialect) {
  bool is_constraint = collision.kind == "unique" || collision.kind == "primary key";
  return !collision.in_schema || !is_constraint || dialect != "sqlite";
}

std::string with_article(const std::string& kind) {
  return (kind == "index" || kind == "enum" ? "an " : "a ") + kind;
}

void report(const ConstraintNames::Collision& collision, PartContext& context) {
  std::string scope = collision.in_schema ? "in its schema" : "in its table";
  std::string of = collision.kind == "relation" ? "" : " of " + with_article(collision.kind);
  bool by_case = !collision.first_name.empty() && collision.first_name != collision.name;
  context.problems.push_back(
      {.code = "DBT141",
       .message = "name " + in_quotes(collision.name) + of + " is taken already " + scope,
       .where = collision.again,
       .hint = by_case ? "SQLite takes " + in_quotes(collision.first_name) + " for the same name"
                       : "give it another name",
       .notes = {{"note", "it is first at " + place_text(collision.first)}}});
}

/// Tables and views are types of PostgreSQL too.
const Location& place_of_relation(const ModelDraft& draft, const Name& name) {
  const DeclaredTable* table = draft.find_table(name);
  return table != nullptr ? table->declaration.where : draft.find_view(name)->where;
}

}  // namespace

void check_names(const ModelDraft& draft, PartContext& context) {
  NameCheck check(context);
  for (const DeclaredTable& table : draft.tables) check.check(table.declaration);
  for (const DeclaredView& view : draft.views)
    check.check("a view", view.view.name.name, view.where);
  for (const DeclaredEnum& declared : draft.enums) {
    check.check(declared);
    const Name& name = declared.definition.name;
    if (context.dialect == "postgresql" && (draft.find_table(name) || draft.find_view(name)))
      report({.name = name.name,
              .kind = "enum",
              .in_schema = true,
              .first = place_of_relation(draft, name),
              .again = declared.where},
             context);
  }
}

void complete_names(ModelDraft& draft, PartContext& context) {
  using Case = ConstraintNames::Case;
  ConstraintNames names(context.dialect == "sqlite" ? Case::is_ignored : Case::counts);
  for (const DeclaredTable& table : draft.tables)
    names.claim(table.declaration.table.name, table.declaration.where);
  for (const DeclaredView& view : draft.views) names.claim(view.view.name, view.where);
  for (const DeclaredTable& table : draft.tables) names.claim(table.declaration);
  for (DeclaredTable& table : draft.tables) names.complete(table.declaration, table.naming);
  draft.model.names_by_convention = names.completed();
  Location last;
  for (const ConstraintNames::Collision& collision : names.collisions()) {
    if (!matters(collision, context.dialect) || collision.again == last) continue;
    report(collision, context);
    last = collision.again;
  }
}

}  // namespace dbtool
