// Constraints in revision files: the key that names the kind holds what the constraint is about,
// its attributes stand beside it.
#include "core/operations/forms.h"
#include "core/support/match.h"

#include <array>

namespace dbtool {
namespace {

using Kinds = std::array<std::string_view, 4>;
constexpr Kinds kinds = {"primary_key", "unique", "foreign_key", "check"};

/// The one kind a map names; none or several are a problem.
std::string_view kind_in(const yaml::Node& node, const std::string& what,
                         std::vector<Problem>& problems) {
  std::string_view found;
  for (std::string_view kind : kinds) {
    if (node.find(kind) == nullptr) continue;
    if (!found.empty())
      problems.push_back({.code = "DBT622",
                          .message = what + " is both \"" + std::string(found) + "\" and \"" +
                                     std::string(kind) + "\"",
                          .where = node.where});
    found = kind;
  }
  if (found.empty() && node.is_map())
    problems.push_back({.code = "DBT622",
                        .message = what + " must say what it is",
                        .where = node.where,
                        .hint = "primary_key, unique, foreign_key or check"});
  return found;
}

Constraint read_constraint(const std::string& name, const yaml::Node& node, const std::string& what,
                           PartContext& context) {
  std::string_view kind = kind_in(node, what, context.problems);
  if (kind == "unique") return read_unique(name, renamed_key(node, kind, "columns"), context);
  if (kind == "check") return read_check(name, renamed_key(node, kind, "sql"), context);
  if (kind == "foreign_key") {
    yaml::MapReader(without(node, {"foreign_key"}), what, context.problems).finish();
    return read_foreign_key(name, *node.find(kind), context);
  }
  if (kind.empty()) return PrimaryKey{.name = name};
  PrimaryKey key = read_primary_key(renamed_key(node, kind, "columns"), context);
  key.name = name;
  return key;
}

What read_create_constraint(FormReader& reader) {
  CreateConstraint create{reader.name("table"), {}};
  std::string name;
  if (!reader.read("name", name) && reader.node().find("primary_key") == nullptr)
    reader.require("name");
  create.constraint = read_constraint(name, without(reader.node(), {"table", "name"}),
                                      reader.what(), reader.context());
  return create;
}

What read_drop_constraint(FormReader& reader) {
  DropConstraint drop{reader.name("table"), {}};
  std::string name;
  reader.read("name", name);
  drop.was = PrimaryKey{.name = name};
  if (const yaml::Node* was = reader.find("was"))
    drop.was = read_constraint(name, *was, "\"was\" of " + reader.what(), reader.context());
  else if (name.empty())
    reader.require("name");
  reader.finish();
  return drop;
}

What read_rename_constraint(FormReader& reader) {
  RenameConstraint rename{reader.name("table"), reader.text("name"), reader.text("to")};
  reader.finish();
  return rename;
}

What read_validate_constraint(FormReader& reader) {
  ValidateConstraint validate{reader.name("table"), reader.text("name")};
  reader.finish();
  return validate;
}

/// A part's map with its main key under the constraint's kind, in front.
Value::Map with_kind(Value::Map map, std::string_view key, std::string_view kind) {
  Value::Map result;
  for (auto& [name, value] : map)
    if (name == key) put(result, std::string(kind), std::move(value));
  append(result, without(std::move(map), {key, "name"}));
  return result;
}

Value::Map write_constraint(const Constraint& constraint) {
  return match(
      constraint,
      [](const PrimaryKey& key) {
        return with_kind(write_primary_key(key), "columns", "primary_key");
      },
      [](const Unique& unique) { return with_kind(write_unique(unique), "columns", "unique"); },
      [](const ForeignKey& key) {
        return Value::Map{{"foreign_key", without(write_foreign_key(key), {"name"})}};
      },
      [](const Check& check) { return with_kind(write_check(check), "sql", "check"); });
}

Value::Map write_names(const Name& table, const std::string& name) {
  Value::Map map{{"table", to_text(table)}};
  if (!name.empty()) put(map, "name", name);
  return map;
}

}  // namespace

std::span<const Form> constraint_forms() {
  static constexpr std::array<Form, 4> forms = {
      {{"create_constraint", read_create_constraint},
       {"drop_constraint", read_drop_constraint},
       {"rename_constraint", read_rename_constraint},
       {"validate_constraint", read_validate_constraint}}};
  return forms;
}

Written write_form(const CreateConstraint& operation) {
  Value::Map map = write_names(operation.table, name_of(operation.constraint));
  append(map, write_constraint(operation.constraint));
  return {"create_constraint", std::move(map)};
}

Written write_form(const DropConstraint& operation) {
  const std::string& name = name_of(operation.was);
  Value::Map map = write_names(operation.table, name);
  if (operation.was != Constraint(PrimaryKey{.name = name}))
    put(map, "was", write_constraint(operation.was));
  return {"drop_constraint", std::move(map)};
}

Written write_form(const RenameConstraint& operation) {
  Value::Map map = write_names(operation.table, operation.name);
  put(map, "to", operation.to);
  return {"rename_constraint", std::move(map)};
}

Written write_form(const ValidateConstraint& operation) {
  return {"validate_constraint", write_names(operation.table, operation.name)};
}

}  // namespace dbtool
