#include "dialects/sqlite/table_edits.h"

#include "core/operations/references.h"
#include "core/support/match.h"
#include "core/support/sql_tokens.h"
#include "core/support/text.h"
#include "dialects/common/words.h"
#include "dialects/sqlite/column_edits.h"
#include "dialects/sqlite/definitions.h"
#include "dialects/sqlite/edit_table.h"
#include "dialects/sqlite/expressions.h"
#include "dialects/sqlite/names.h"
#include "dialects/sqlite/read_table.h"
#include "dialects/sqlite/types.h"

#include <algorithm>

namespace dbtool::lite {
namespace {

using Kind = Clause::Kind;

/// A constraint in the text: of the table, or of a column.
struct Found {
  const Clause* clause = nullptr;
  bool of_table = false;
  explicit operator bool() const { return clause != nullptr; }
};

Found find_clause(const TableText& text, const std::function<bool(const Clause&)>& wanted) {
  for (const Clause& clause : text.constraints)
    if (wanted(clause)) return {&clause, true};
  for (const ColumnText& column : text.columns)
    for (const Clause& clause : column.clauses)
      if (wanted(clause)) return {&clause, false};
  return {};
}

Kind kind_of_clause(const Constraint& constraint) {
  return match(
      constraint, [](const PrimaryKey&) { return Kind::primary_key; },
      [](const Unique&) { return Kind::unique; },
      [](const ForeignKey&) { return Kind::foreign_key; },
      [](const Check&) { return Kind::check; });
}

bool same_names(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  return std::ranges::equal(a, b, [](const auto& x, const auto& y) { return same_name(x, y); });
}

/// Whether the clause says what the constraint says, whatever they are called.
bool same_content(const TableText& text, const Clause& clause, const Constraint& constraint,
                  const std::string& table) {
  std::vector<std::string> columns;
  for (const KeyPart& part : clause.parts) columns.push_back(part.column);
  return match(
      constraint, [](const PrimaryKey&) { return true; },
      [&](const Unique& unique) { return same_names(columns, unique.columns); },
      [&](const ForeignKey& key) {
        return same_names(clause.foreign_key.columns, key.columns) &&
               same_name(clause.foreign_key.references.name, key.references.name);
      },
      [&](const Check& check) {
        return same_expression({std::string(text.text(clause.expression))}, check.expression,
                               table);
      });
}

/// By its name; a constraint that has none in the database by what it says.
Found find_constraint(const TableEdit& edit, const Constraint& constraint) {
  const TableText& text = edit.text();
  Kind kind = kind_of_clause(constraint);
  const std::string& name = name_of(constraint);
  if (Found found = find_clause(text, [&](const Clause& clause) {
        return clause.kind == kind && (kind == Kind::primary_key || clause.key == name);
      }))
    return found;
  return find_clause(text, [&](const Clause& clause) {
    return clause.kind == kind && clause.name.empty() &&
           same_content(text, clause, constraint, edit.table.name.name);
  });
}

[[noreturn]] void no_constraint(const TableEdit& edit, const std::string& name) {
  throw UsageError(
      {.code = "DBT620",
       .message = "table \"" + edit.table.name.name + "\" has no constraint \"" + name + "\"",
       .where = edit.where});
}

/// A key of one whole number is another name of the rowid, as it would be in a table made whole.
void declare_rowid_key(const TableEdit& edit, Table table, const PrimaryKey& key) {
  table.primary_key = key;
  const Column* column = find_column(table, key.columns.front());
  if (column != nullptr && is_rowid_key(table, *column))
    edit.editor().set_type(column->name, declared_type(table, *column));
}

void create_constraint(const TableEdit& edit, const Constraint& constraint) {
  Table table = table_of(edit.table);
  edit.editor().add_constraint(constraint_definition(table, constraint));
  const auto* key = std::get_if<PrimaryKey>(&constraint);
  if (key == nullptr) return;
  declare_rowid_key(edit, table, *key);
  if (edit.text().rowid_column() != nullptr) return;
  for (const std::string& column : key->columns)
    alter_column(edit, {.table = edit.table.name, .column = column, .to = {.nullable = false}});
}

void drop_constraint(const TableEdit& edit, const Constraint& constraint) {
  Found found = find_constraint(edit, constraint);
  if (!found) no_constraint(edit, name_of(constraint));
  Span span = found.clause->span;
  const ColumnText* rowid = edit.text().rowid_column();
  bool was_rowid_key = std::holds_alternative<PrimaryKey>(constraint) && rowid != nullptr;
  const std::string column = was_rowid_key ? rowid->name : "";
  found.of_table ? edit.editor().remove_element(span) : edit.editor().remove_clause(span);
  // INTEGER is a 64-bit number as another name of the rowid alone.
  if (was_rowid_key) edit.editor().set_type(column, spell({Integer{64}}, edit.text().strict));
}

void rename_constraint(const TableEdit& edit, const RenameConstraint& operation) {
  bool by_name = false;
  auto wanted = [&](const Clause& clause) {
    bool named = clause.kind == Kind::unique || clause.kind == Kind::check ||
                 clause.kind == Kind::foreign_key || clause.kind == Kind::primary_key;
    return named &&
           (by_name ? same_name(clause.name, operation.name) : clause.key == operation.name);
  };
  Found found = find_clause(edit.text(), wanted);
  by_name = true;
  if (!found) found = find_clause(edit.text(), wanted);
  if (!found) no_constraint(edit, operation.name);
  const Clause& clause = *found.clause;
  std::string head =
      ddl::constraint_head(operation.to, [](std::string_view word) { return quote(word); });
  edit.editor().replace({clause.span.begin, clause.body.begin}, head);
}

/// STRICT tables take six type names only.
void spell_types_strictly(const TableEdit& edit) {
  for (const Column& column : table_of(edit.table).columns)
    if (!is_strict(edit.text().find_column(column.name)->type))
      edit.editor().set_type(column.name, spell(column.type, true));
}

void alter_options(const TableEdit& edit, const std::map<std::string, std::string>& options) {
  bool strict = edit.text().strict;
  bool without_rowid = edit.text().without_rowid;
  for (const auto& [name, value] : options) {
    if (name == option::strict) strict = has_option(options, name);
    if (name == option::without_rowid) without_rowid = has_option(options, name);
  }
  if (strict && !edit.text().strict) spell_types_strictly(edit);
  edit.editor().set_options(strict, without_rowid);
}

void rename_index(const TableEdit& edit, const std::string& from, const std::string& to) {
  for (StoredText& index : edit.table.indexes) {
    if (!same_name(index.name, from)) continue;
    for (const sql::Token& token : sql::tokenize(index.sql, sql::sqlite_rules())) {
      if (!same_name(sql::name_of(token), from)) continue;
      index.sql.replace(token.offset, token.text.size(), quote(to));
      index.name = to;
      return;
    }
  }
}

void drop_index(const TableEdit& edit, const std::string& name) {
  std::erase_if(edit.table.indexes,
                [&](const StoredText& index) { return same_name(index.name, name); });
}

// ---- enums

bool keeps_values(const Enum& before, const EnumChange& change) {
  return std::ranges::all_of(before.values, [&](const std::string& value) {
    bool renamed = change.renamed_value && change.renamed_value->value == value;
    return renamed || std::ranges::count(change.to.values, value) != 0;
  });
}

void check_values(const TableEdit& edit, const std::string& column, const EnumChange& change) {
  std::vector<std::string> values;
  for (const std::string& value : change.to.values) values.push_back(sql::quote_string(value));
  std::string name = quote(column);
  edit.copy.checks.push_back(
      {.sql = "SELECT " + name + " FROM " + quote(edit.table.name) + " WHERE " + name +
              " NOT IN (" + join(values, ", ") + ") LIMIT 1",
       .purpose = "rebuild " + edit.table.name.name + ": look for values that do not fit",
       .rebuilds = true,
       .check_message = edit.table.name.name + "." + column + " holds {1}, which enum " +
                        change.to.name.name + " has no more",
       .where = edit.where});
}

void rename_value(const TableEdit& edit, const std::string& column,
                  const RenameEnumValue& renamed) {
  std::string from = sql::quote_string(renamed.value);
  std::string to = sql::quote_string(renamed.to);
  std::string name = quote(column);
  auto& value = edit.copy.values[column];
  std::string before = value.empty() ? name : value;
  value = "CASE " + before + " WHEN " + from + " THEN " + to + " ELSE " + before + " END";
  const Clause* given = edit.text().find_column(column)->find(Kind::default_value);
  if (given != nullptr && bare(edit.text().text(given->expression)) == from)
    edit.editor().set_clause(column, Kind::default_value, "DEFAULT " + to);
}

void change_enum(const TableEdit& edit, const EnumChange& change) {
  for (const Column& column : table_of(edit.table).columns) {
    const auto* named = std::get_if<Named>(&column.type.kind);
    if (named == nullptr || named->name.name != change.from.name) continue;
    const Clause* clause = enum_clause(edit.text(), column.name);
    auto before = read_enum_check(trim(edit.text().text(clause->expression)));
    edit.editor().replace(clause->expression, enum_expression(column.name, change.to));
    if (!keeps_values(before->definition, change)) check_values(edit, column.name, change);
    if (change.renamed_value) rename_value(edit, column.name, *change.renamed_value);
  }
}

void require_column(const TableEdit& edit, const std::string& column) {
  if (edit.text().find_column(column) != nullptr) return;
  std::vector<std::string> names;
  for (const ColumnText& known : edit.text().columns) names.push_back(known.name);
  throw UsageError(
      {.code = "DBT620",
       .message = "table \"" + edit.table.name.name + "\" has no column \"" + column + "\"",
       .where = edit.where,
       .hint = did_you_mean(column, names)});
}

void set_version(TableState& table, const std::string& column,
                 const std::optional<VersionMode>& version) {
  table.versions.erase(column);
  if (version) table.versions[column] = *version;
}

}  // namespace

Table table_of(const TableState& table) {
  return read_table(table.text, table.name.name).table;
}

const Clause* enum_clause(const TableText& text, const std::string& column) {
  return find_clause(text,
                     [&](const Clause& clause) {
                       if (clause.kind != Kind::check) return false;
                       auto values = read_enum_check(trim(text.text(clause.expression)));
                       return values && same_name(values->column, column);
                     })
      .clause;
}

bool index_mentions(const StoredText& index, const std::string& column, const std::string& table) {
  return mentions_column({index.sql.substr(index.sql.find('('))}, column, table);
}

std::optional<Enum> enum_of(const Type& type, TableStates& states) {
  const auto* named = std::get_if<Named>(&type.kind);
  if (named == nullptr || type.array_dimensions > 0) return std::nullopt;
  auto definition = states.enum_type(named->name);
  if (definition) return definition;
  throw UsageError(
      {.code = "DBT822",
       .message = "the values of enum \"" + to_text(named->name) + "\" are not known",
       .notes = {{"cause", "SQLite keeps an enum in the columns that have it, and none has"},
                 {"next", "create the enum in the same revision as the column"}}});
}

void edit_table(const TableOperation& operation, TableStates& states, TableState& table,
                RowCopy& copy) {
  TableEdit edit{states, table, copy, operation.operation->where};
  if (operation.enum_change) return change_enum(edit, *operation.enum_change);
  match(
      operation.operation->what,
      [&](const AddColumn& o) {
        add_column(edit, o.column);
        set_version(table, o.column.name, o.column.version);
      },
      [&](const DropColumn& o) {
        require_column(edit, o.column);
        drop_column(edit, o.column);
        table.versions.erase(o.column);
      },
      [&](const AlterColumn& o) {
        require_column(edit, o.column);
        alter_column(edit, o);
        if (o.to.version) set_version(table, o.column, *o.to.version);
      },
      [&](const CreateConstraint& o) { create_constraint(edit, o.constraint); },
      [&](const DropConstraint& o) { drop_constraint(edit, o.was); },
      [&](const RenameConstraint& o) { rename_constraint(edit, o); },
      [&](const AlterTable& o) { alter_options(edit, o.options); },
      [&](const CreateIndex& o) {
        table.indexes.push_back({o.index.name, create_index(table.name, o.index)});
      },
      [&](const DropIndex& o) { drop_index(edit, o.name); },
      [&](const RenameIndex& o) { rename_index(edit, o.name, o.to); }, [](const auto&) {});
}

}  // namespace dbtool::lite
