#include "core/compare/view_uses.h"

#include "core/support/sql_tokens.h"
#include "core/support/text.h"

namespace dbtool {
namespace {

using sql::Token;
using sql::TokenKind;

bool is_name(const Token& token) {
  return token.kind == TokenKind::word || token.kind == TokenKind::quoted_name;
}

/// Behind these a relation may stand; commas separate columns as well, which does no harm: a name
/// that is no table or view is none.
bool introduces_relation(const Token& token) {
  return token.is("from") || token.is("join") || token.is("only") || token.is("lateral") ||
         token.is_symbol(",") || token.is_symbol("(");
}

/// The relations a query may read, with their schema where written.
std::set<Name> relations_in(const Expression& query) {
  std::set<Name> names;
  std::vector<Token> tokens = sql::tokenize(query.sql, sql::postgresql_rules());
  for (std::size_t index = 1; index < tokens.size(); ++index) {
    if (!is_name(tokens[index]) || !introduces_relation(tokens[index - 1])) continue;
    Name name{{}, sql::name_of(tokens[index])};
    if (index + 2 < tokens.size() && tokens[index + 1].is_symbol(".") && is_name(tokens[index + 2]))
      name = {name.name, sql::name_of(tokens[index + 2])};
    names.insert(name);
    names.insert({lower(name.schema), lower(name.name)});
  }
  return names;
}

bool has_relation(const Schema& schema, const Name& name) {
  return schema.tables.contains(name) || schema.views.contains(name);
}

}  // namespace

std::set<std::string> words_of(const Expression& expression) {
  std::set<std::string> words;
  for (const Token& token : sql::tokenize(expression.sql, sql::postgresql_rules())) {
    if (is_name(token)) words.insert(lower(sql::name_of(token)));
    if (token.is_symbol("*")) words.insert("*");
  }
  return words;
}

ViewUses::ViewUses(const Schema& schema) {
  read_catalog(schema);
  for (const View& view : schema.views)
    if (!uses_.contains(view.name)) read_query(view, schema);
  for (const auto& [view, uses] : uses_)
    for (const Name& relation : uses.relations) users_[relation].insert(view);
}

void ViewUses::read_catalog(const Schema& schema) {
  for (const Dependency& dependency : schema.dependencies) {
    if (!schema.views.contains(dependency.object)) continue;
    Uses& uses = uses_[dependency.object];
    uses.relations.insert(dependency.uses);
    if (!dependency.column.empty()) uses.columns.emplace(dependency.uses, dependency.column);
  }
  for (auto& [name, uses] : uses_) uses.words = words_of(schema.views.find(name)->query);
}

void ViewUses::read_query(const View& view, const Schema& schema) {
  Uses& uses = uses_[view.name];
  uses.words = words_of(view.query);
  for (Name name : relations_in(view.query)) {
    if (name.schema.empty() && !has_relation(schema, name)) name.schema = view.name.schema;
    if (name != view.name && has_relation(schema, name)) uses.relations.insert(name);
  }
}

const std::set<Name>& ViewUses::of(const Name& view) const {
  static const std::set<Name> nothing;
  auto found = uses_.find(view);
  return found == uses_.end() ? nothing : found->second.relations;
}

const std::set<Name>& ViewUses::users_of(const Name& relation) const {
  static const std::set<Name> nobody;
  auto found = users_.find(relation);
  return found == users_.end() ? nobody : found->second;
}

bool ViewUses::uses_column(const Name& view, const Name& table, const std::string& column) const {
  auto found = uses_.find(view);
  if (found == uses_.end() || !found->second.relations.contains(table)) return false;
  const Uses& uses = found->second;
  auto listed = uses.columns.lower_bound({table, ""});
  if (listed != uses.columns.end() && listed->first == table)
    return uses.columns.contains({table, column});
  return uses.words.contains(lower(column)) || uses.words.contains("*");
}

}  // namespace dbtool
