#include "core/schema/constraint_names.h"

#include "core/support/sql_tokens.h"
#include "core/support/text.h"

#include <algorithm>

namespace dbtool {
namespace {

/// Which of the two places a kind of part has its name in.
bool is_in_schema(std::string_view kind) {
  return kind == "primary key" || kind == "unique" || kind == "index";
}
bool is_in_table(std::string_view kind) {
  return kind != "index";
}

std::vector<std::string> columns_of(const Declared<Index>& index) {
  std::vector<std::string> columns;
  for (const IndexPart& part : index.part.parts)
    columns.push_back(part.column.empty() ? "expr" : part.column);
  return columns;
}

/// The column a check is about, when it is about one.
std::vector<std::string> columns_of(const Declared<Check>& check, const TableDeclaration& owner) {
  if (!check.about.empty()) return check.about;
  std::set<std::string> words;
  for (const sql::Token& token :
       sql::tokenize(check.part.expression.sql, sql::postgresql_rules())) {
    bool is_name = token.kind == sql::TokenKind::word || token.kind == sql::TokenKind::quoted_name;
    if (is_name) words.insert(sql::name_of(token));
  }
  std::vector<std::string> columns;
  for (const Declared<ColumnDeclaration>& column : owner.columns)
    if (words.contains(column.part.column.name)) columns.push_back(column.part.column.name);
  return columns.size() == 1 ? columns : std::vector<std::string>{};
}

/// The second name of a pattern without {n} ends in 1, as PostgreSQL counts.
std::string numbered(const std::string& base, int n) {
  if (n == 1) return base;
  std::string number = std::to_string(n - 1);
  return shorten_name(base, longest_name - number.size()) + number;
}

}  // namespace

std::string ConstraintNames::key_in_schema(const Name& table, const std::string& name) const {
  return table.schema + "/" + (letters_ == Case::counts ? name : lower(name));
}
std::string ConstraintNames::key_in_table(const Name& table, const std::string& name) const {
  return to_text(table) + "/" + (letters_ == Case::counts ? name : lower(name));
}

void ConstraintNames::take(std::map<std::string, Claim>& names, const std::string& key,
                           const Collision& collision) {
  auto [found, is_new] = names.emplace(key, Claim{collision.name, collision.again});
  if (is_new) return;
  collisions_.push_back(collision);
  collisions_.back().first = found->second.where;
  collisions_.back().first_name = found->second.name;
}

void ConstraintNames::claim(const Name& name, const Location& where) {
  take(in_schemas_, key_in_schema({name.schema, {}}, name.name),
       {name.name, "relation", true, {}, where});
}

void ConstraintNames::claim_part(const TableDeclaration& owner, const std::string& kind,
                                 const std::string& name, const Location& where) {
  if (name.empty()) return;
  if (is_in_schema(kind))
    take(in_schemas_, key_in_schema(owner.table.name, name), {name, kind, true, {}, where});
  if (is_in_table(kind))
    take(in_tables_, key_in_table(owner.table.name, name), {name, kind, false, {}, where});
}

void ConstraintNames::claim(const TableDeclaration& declaration) {
  auto claim_all = [&](const auto& parts, const std::string& kind) {
    for (const auto& each : parts) claim_part(declaration, kind, each.part.name, each.where);
  };
  claim_all(declaration.primary_keys, "primary key");
  claim_all(declaration.uniques, "unique");
  claim_all(declaration.foreign_keys, "foreign key");
  claim_all(declaration.checks, "check");
  claim_all(declaration.indexes, "index");
}

std::string ConstraintNames::free_name(const std::string& pattern, const std::string& kind,
                                       const Table& table, const std::vector<std::string>& columns,
                                       const std::string& referred_table) {
  bool counts = pattern.find("{n}") != std::string::npos;
  for (int n = 1;; ++n) {
    std::string base = name_by_convention(replace_all(pattern, "{n}", std::to_string(n)), table,
                                          columns, referred_table);
    std::string name = counts ? base : numbered(base, n);
    std::string in_schema = key_in_schema(table.name, name);
    std::string in_table = key_in_table(table.name, name);
    if (is_in_schema(kind) && in_schemas_.contains(in_schema)) continue;
    if (is_in_table(kind) && in_tables_.contains(in_table)) continue;
    if (is_in_schema(kind)) in_schemas_.emplace(in_schema, Claim{name, {}});
    if (is_in_table(kind)) in_tables_.emplace(in_table, Claim{name, {}});
    completed_.insert(to_text(table.name) + "/" + name);
    return name;
  }
}

void ConstraintNames::complete(TableDeclaration& declaration, const NamingConvention& naming) {
  for (Declared<PrimaryKey>& key : declaration.primary_keys)
    if (key.part.name.empty())
      key.part.name =
          free_name(naming.primary_key, "primary key", declaration.table, key.part.columns);
  complete_all_but_key(declaration, naming);
}

void ConstraintNames::complete_all_but_key(TableDeclaration& declaration,
                                           const NamingConvention& naming) {
  const Table& table = declaration.table;
  for (Declared<Unique>& unique : declaration.uniques)
    if (unique.part.name.empty())
      unique.part.name = free_name(naming.unique, "unique", table, unique.part.columns);
  for (Declared<Check>& check : declaration.checks)
    if (check.part.name.empty())
      check.part.name = free_name(naming.check, "check", table, columns_of(check, declaration));
  for (Declared<ForeignKey>& key : declaration.foreign_keys)
    if (key.part.name.empty())
      key.part.name = free_name(naming.foreign_key, "foreign key", table, key.part.columns,
                                key.part.references.name);
  for (Declared<Index>& index : declaration.indexes)
    if (index.part.name.empty())
      index.part.name = free_name(naming.index, "index", table, columns_of(index));
}

}  // namespace dbtool
