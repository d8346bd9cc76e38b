#include "core/compare/change_line.h"

#include "core/schema/version_text.h"
#include "core/support/match.h"
#include "core/support/text.h"

#include <string>
#include <vector>

namespace dbtool {
namespace {

std::string text_of(const Default& value) {
  return match(
      value.value,
      [](const Literal& literal) {
        return literal.kind == Literal::Kind::text ? "'" + literal.text + "'" : literal.text;
      },
      [](NeutralFunction function) -> std::string {
        switch (function) {
          case NeutralFunction::now:
            return "now()";
          case NeutralFunction::current_date:
            return "current_date";
          case NeutralFunction::current_time:
            return "current_time";
          case NeutralFunction::uuid:
            return "uuid()";
        }
        return "";
      },
      [](const Expression& expression) { return expression.sql; });
}

std::string text_of(const std::optional<Default>& value) {
  return value ? "default " + text_of(*value) : "no default";
}

std::string text_of(const std::optional<VersionMode>& version) {
  if (!version) return "no version";
  return *version == VersionMode::strict ? "version (strict)" : "version (bump)";
}

std::string text_of(const Column& column) {
  if (is_usual_version(column)) return text_of(column.version);
  std::string text = to_text(column.type);
  if (!column.nullable) text += " not null";
  if (column.default_value) text += " " + text_of(column.default_value);
  if (column.generated) text += " generated";
  if (column.identity) text += " identity";
  if (column.version) text += " " + text_of(column.version);
  return text;
}

std::string text_of(const Index& index) {
  std::vector<std::string> parts;
  for (const IndexPart& part : index.parts)
    parts.push_back(part.column.empty() ? part.expression.sql : part.column);
  return std::string(index.unique ? "unique " : "") + "(" + join(parts, ", ") + ")" +
         (index.where ? " where " + index.where->sql : "");
}

std::string text_of(const Constraint& constraint) {
  return match(
      constraint, [](const Check& check) { return check.expression.sql; },
      [](const ForeignKey& key) {
        return "(" + join(key.columns, ", ") + ") → " + to_text(key.references) + " (" +
               join(key.referenced_columns, ", ") + ")";
      },
      [](const auto& key) { return "(" + join(key.columns, ", ") + ")"; });
}

std::string text_of(const AlterColumn& alter) {
  std::vector<std::string> parts;
  const ColumnChange& to = alter.to;
  if (to.type)
    parts.push_back((alter.was.type ? to_text(*alter.was.type) + " → " : "") + to_text(*to.type));
  if (to.nullable) parts.emplace_back(*to.nullable ? "nullable" : "not null");
  if (to.default_value) parts.push_back(text_of(*to.default_value));
  if (to.generated) parts.emplace_back(*to.generated ? "generated" : "not generated");
  if (to.identity) parts.emplace_back(*to.identity ? "identity" : "no identity");
  if (to.autoincrement)
    parts.emplace_back(*to.autoincrement ? "autoincrement" : "no autoincrement");
  if (to.version) parts.push_back(text_of(*to.version));
  if (to.collation)
    parts.push_back(to.collation->empty() ? "no collation" : "collation " + *to.collation);
  if (to.options) parts.emplace_back("options");
  return join(parts, ", ");
}

std::string text_of(const AlterTable& alter) {
  std::vector<std::string> parts;
  for (const auto& [option, value] : alter.options)
    parts.push_back(value.empty() ? "no " + option : option + " " + value);
  return join(parts, ", ");
}

/// "3 to add: a, b, c; 1 to change: d".
std::string text_of(const ChangeRows& rows) {
  constexpr std::size_t enough = 5;
  std::vector<std::string> added;
  std::vector<std::string> changed;
  std::vector<std::string> removed;
  for (const DataRow& row : rows.values)
    (find_row(rows.was, row, rows.key) == nullptr ? added : changed)
        .push_back(key_text(row, rows.key));
  for (const DataRow& row : rows.remove) removed.push_back(key_text(row, rows.key));
  std::vector<std::string> parts;
  auto say = [&](std::vector<std::string>& keys, const std::string& verb) {
    if (keys.empty()) return;
    const std::size_t count = keys.size();
    if (count > enough) keys.resize(enough);
    parts.push_back(std::to_string(count) + " to " + verb + " (" + join(keys, "; ") +
                    (count > enough ? "; …)" : ")"));
  };
  say(added, "add");
  say(changed, "change");
  say(removed, "delete");
  return join(parts, ", ");
}

/// The line of one operation, without its place in the model.
struct LineOf {
  Change operator()(const CreateSchema& create) const { return {"add", "schema", create.name}; }
  Change operator()(const DropSchema& drop) const { return {"remove", "schema", drop.name}; }
  Change operator()(const CreateTable& create) const {
    return line("add", "table", create.table.name, count_of(create.table.columns.size(), "column"));
  }
  Change operator()(const DropTable& drop) const {
    return line("remove", "table", drop.table, count_of(drop.was.columns.size(), "column"));
  }
  Change operator()(const RenameTable& rename) const {
    return renamed("table", rename.table, rename.to);
  }
  Change operator()(const AlterTable& alter) const {
    return line("change", "table", alter.table, text_of(alter));
  }
  Change operator()(const SetComment& comment) const {
    std::string detail = comment.text.empty() ? "no comment" : "comment";
    if (comment.kind == "column")
      return part("change", "column", comment.name, comment.column, detail);
    return line("change", comment.kind, comment.name, detail);
  }
  Change operator()(const AddColumn& add) const {
    return part("add", "column", add.table, add.column.name, text_of(add.column));
  }
  Change operator()(const DropColumn& drop) const {
    return part("remove", "column", drop.table, drop.column, text_of(drop.was));
  }
  Change operator()(const RenameColumn& rename) const {
    return part("rename", "column", rename.table, rename.to, rename.column + " → " + rename.to);
  }
  Change operator()(const AlterColumn& alter) const {
    return part("change", "column", alter.table, alter.column, text_of(alter));
  }
  Change operator()(const CreateIndex& create) const {
    return part("add", "index", create.table, create.index.name, text_of(create.index));
  }
  Change operator()(const DropIndex& drop) const {
    return part("remove", "index", drop.table, drop.name, text_of(drop.was));
  }
  Change operator()(const RenameIndex& rename) const {
    return part("rename", "index", rename.table, rename.to, rename.name + " → " + rename.to);
  }
  Change operator()(const CreateConstraint& create) const {
    return part("add", kind_of(create.constraint), create.table, name_of(create.constraint),
                text_of(create.constraint));
  }
  Change operator()(const DropConstraint& drop) const {
    return part("remove", kind_of(drop.was), drop.table, name_of(drop.was), text_of(drop.was));
  }
  Change operator()(const RenameConstraint& rename) const {
    return part("rename", "constraint", rename.table, rename.to, rename.name + " → " + rename.to);
  }
  Change operator()(const ValidateConstraint& validate) const {
    return part("change", "constraint", validate.table, validate.name, "validated");
  }
  Change operator()(const CreateEnum& create) const {
    return line("add", "enum", create.definition.name, join(create.definition.values, ", "));
  }
  Change operator()(const DropEnum& drop) const {
    return line("remove", "enum", drop.name, join(drop.was.values, ", "));
  }
  Change operator()(const AlterEnum& alter) const {
    return line("change", "enum", alter.name,
                join(alter.was, ", ") + " → " + join(alter.values, ", "));
  }
  Change operator()(const AddEnumValue& add) const {
    return line("change", "enum", add.name, "add value " + add.value);
  }
  Change operator()(const RenameEnum& rename) const {
    return renamed("enum", rename.name, rename.to);
  }
  Change operator()(const RenameEnumValue& rename) const {
    return line("change", "enum", rename.name, "rename value " + rename.value + " → " + rename.to);
  }
  Change operator()(const CreateView& create) const {
    return line("add", "view", create.view.name);
  }
  Change operator()(const DropView& drop) const { return line("remove", "view", drop.name); }
  Change operator()(const AlterView& alter) const {
    return line("change", "view", alter.view.name);
  }
  Change operator()(const RenameView& rename) const {
    return renamed("view", rename.name, rename.to);
  }
  Change operator()(const ChangeRows& rows) const {
    return line("change", "rows", rows.table, text_of(rows));
  }
  Change operator()(const RunSql&) const { return {"change", "sql"}; }
  Change operator()(const RunBatches&) const { return {"change", "sql"}; }
  Change operator()(const Assert& assertion) const {
    return {"change", "assert", {}, {}, assertion.message};
  }

 private:
  static Change line(const std::string& action, const std::string& object, const Name& name,
                     const std::string& detail = {}) {
    return {action, object, to_text(name), {}, detail};
  }
  static Change part(const std::string& action, const std::string& object, const Name& table,
                     const std::string& name, const std::string& detail) {
    return {action, object, name, to_text(table), detail};
  }
  static Change renamed(const std::string& object, const Name& name, const std::string& to) {
    return line("rename", object, {name.schema, to}, name.name + " → " + to);
  }
};

}  // namespace

std::string to_text(const Change& change) {
  std::string text = change.action + " " + change.object + " ";
  if (!change.table.empty()) text += change.table + ".";
  text += change.name;
  return change.detail.empty() ? text : text + " (" + change.detail + ")";
}

Change change_line(const Operation& operation) {
  return match(operation.what, LineOf{});
}

}  // namespace dbtool
