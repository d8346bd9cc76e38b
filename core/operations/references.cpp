#include "core/operations/references.h"

#include "core/support/sql_tokens.h"
#include "core/support/text.h"

#include <algorithm>
#include <array>
#include <functional>
#include <optional>

namespace dbtool {
namespace {

using sql::Token;
using sql::TokenKind;
using Tokens = std::vector<Token>;

// The widest rules: what only PostgreSQL quotes does not occur in SQLite's text, and the names
// SQLite puts in brackets are words between symbols here.
Tokens tokens_of(const std::string& text) {
  return sql::tokenize(text, sql::postgresql_rules());
}

bool is_name(const Token& token, const std::string& name) {
  if (token.kind == TokenKind::word) return equals_ignoring_case(token.text, name);
  return token.kind == TokenKind::quoted_name && sql::name_of(token) == name;
}

bool symbol_at(const Tokens& tokens, std::size_t index, std::string_view symbol) {
  return index < tokens.size() && tokens[index].is_symbol(symbol);
}

/// Behind these words stands an alias, a type or a collation, never a column.
bool introduces_another_name(const Token& token) {
  return token.is("as") || token.is("collate") || token.is_symbol("::");
}

bool is_column(const Tokens& tokens, std::size_t index, const std::string& column,
               const std::string& table) {
  if (!is_name(tokens[index], column)) return false;
  if (symbol_at(tokens, index + 1, ".")) return false;
  if (symbol_at(tokens, index + 1, "(") && tokens[index].kind == TokenKind::word) return false;
  if (index == 0) return true;
  if (symbol_at(tokens, index - 1, ".")) return index >= 2 && is_name(tokens[index - 2], table);
  return !introduces_another_name(tokens[index - 1]);
}

bool must_be_quoted(const std::string& name) {
  static constexpr std::array<std::string_view, 40> reserved = {
      "all",    "and",     "as",     "asc",      "between", "case",   "check",   "column",
      "create", "default", "desc",   "distinct", "else",    "end",    "exists",  "false",
      "from",   "group",   "having", "in",       "index",   "is",     "join",    "limit",
      "not",    "null",    "offset", "on",       "or",      "order",  "primary", "references",
      "select", "table",   "then",   "to",       "true",    "unique", "when",    "where"};
  bool plain = !name.empty() && (name[0] < '0' || name[0] > '9') &&
               std::all_of(name.begin(), name.end(), [](char c) {
                 return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
               });
  return !plain || name == "user" ||
         std::find(reserved.begin(), reserved.end(), name) != reserved.end();
}

std::string spelled(const std::string& name) {
  return must_be_quoted(name) ? sql::quote_name(name) : name;
}

using Choice = std::function<bool(const Tokens&, std::size_t)>;

void replace_tokens(std::string& text, const Choice& chosen, const std::string& replacement) {
  Tokens tokens = tokens_of(text);
  std::string result;
  std::size_t done = 0;
  for (std::size_t index = 0; index < tokens.size(); ++index) {
    if (!chosen(tokens, index)) continue;
    result += text.substr(done, tokens[index].offset - done) + replacement;
    done = tokens[index].offset + tokens[index].text.size();
  }
  if (done != 0) text = result + text.substr(done);
}

bool has_token(const std::string& text, const Choice& chosen) {
  Tokens tokens = tokens_of(text);
  for (std::size_t index = 0; index < tokens.size(); ++index)
    if (chosen(tokens, index)) return true;
  return false;
}

void rename_in(std::vector<std::string>& names, const std::string& from, const std::string& to) {
  std::replace(names.begin(), names.end(), from, to);
}

struct ColumnRename {
  std::string table;
  std::string from;
  std::string to;

  void operator()(Expression& expression) const {
    auto chosen = [this](const Tokens& tokens, std::size_t index) {
      return is_column(tokens, index, from, table);
    };
    replace_tokens(expression.sql, chosen, spelled(to));
  }
  void operator()(std::vector<std::string>& names) const { rename_in(names, from, to); }
  void operator()(Index& index) const {
    for (IndexPart& part : index.parts) {
      if (part.column == from) part.column = to;
      if (!part.expression.sql.empty()) (*this)(part.expression);
    }
    if (index.where) (*this)(*index.where);
    (*this)(index.include);
  }
};

void rename_in_table(Table& table, const ColumnRename& rename) {
  for (Column& column : table.columns)
    if (column.generated) rename(column.generated->expression);
  if (table.primary_key) {
    rename(table.primary_key->columns);
    rename(table.primary_key->include);
  }
  table.uniques.update_all([&](Unique& unique) {
    rename(unique.columns);
    rename(unique.include);
  });
  table.foreign_keys.update_all([&](ForeignKey& key) {
    rename(key.columns);
    rename(key.set_columns);
  });
  table.checks.update_all([&](Check& check) { rename(check.expression); });
  table.indexes.update_all([&](Index& index) { rename(index); });
}

void rename_in_referring_keys(Schema& schema, const Name& table, const ColumnRename& rename) {
  schema.tables.update_all([&](Table& other) {
    other.foreign_keys.update_all([&](ForeignKey& key) {
      if (key.references == table) rename(key.referenced_columns);
    });
  });
}

/// Replaces tokens in every text of the schema: checks, defaults, generated columns, indexes,
/// views.
void replace_everywhere(Schema& schema, const Choice& chosen, const std::string& replacement) {
  auto replace = [&](Expression& expression) {
    replace_tokens(expression.sql, chosen, replacement);
  };
  schema.tables.update_all([&](Table& table) {
    for (Column& column : table.columns) {
      if (column.generated) replace(column.generated->expression);
      if (!column.default_value) continue;
      if (auto* text = std::get_if<Expression>(&column.default_value->value)) replace(*text);
    }
    table.checks.update_all([&](Check& check) { replace(check.expression); });
    table.indexes.update_all([&](Index& index) {
      for (IndexPart& part : index.parts) replace(part.expression);
      if (index.where) replace(*index.where);
    });
  });
  schema.views.update_all([&](View& view) { replace(view.query); });
}

/// The name of a type behind `::`, itself behind its schema or not.
bool is_cast_to(const Tokens& tokens, std::size_t index, const Name& type) {
  if (index >= tokens.size() || !is_name(tokens[index], type.name) || index == 0) return false;
  if (symbol_at(tokens, index - 1, "::")) return type.schema.empty();
  return index >= 3 && symbol_at(tokens, index - 1, ".") &&
         is_name(tokens[index - 2], type.schema) && symbol_at(tokens, index - 3, "::");
}

/// In a query of several relations an unqualified column may be any one's.
bool reads_only(const Expression& query, const Name& table) {
  Tokens tokens = tokens_of(query.sql);
  auto from = std::count_if(tokens.begin(), tokens.end(),
                            [](const Token& token) { return token.is("from"); });
  bool joins = std::any_of(tokens.begin(), tokens.end(),
                           [](const Token& token) { return token.is("join"); });
  return from == 1 && !joins && mentions_relation(query, table);
}

/// A relation in a query: behind FROM, JOIN or a comma, or as the qualifier of a column.
bool is_relation(const Tokens& tokens, std::size_t index, const Name& name) {
  if (!is_name(tokens[index], name.name) || symbol_at(tokens, index + 1, "(")) return false;
  if (index >= 2 && symbol_at(tokens, index - 1, "."))
    return !name.schema.empty() && is_name(tokens[index - 2], name.schema);
  if (!name.schema.empty()) return symbol_at(tokens, index + 1, ".");
  return index > 0 && (symbol_at(tokens, index + 1, ".") || tokens[index - 1].is("from") ||
                       tokens[index - 1].is("join") || tokens[index - 1].is("only") ||
                       tokens[index - 1].is_symbol("("));
}

}  // namespace

bool mentions_column(const Expression& expression, const std::string& column,
                     const std::string& table) {
  return has_token(expression.sql, [&](const Tokens& tokens, std::size_t index) {
    return is_column(tokens, index, column, table);
  });
}

bool mentions_relation(const Expression& query, const Name& name) {
  return has_token(query.sql, [&](const Tokens& tokens, std::size_t index) {
    return is_name(tokens[index], name.name) && !symbol_at(tokens, index + 1, "(");
  });
}

void rename_table_references(Schema& schema, const Name& from, const Name& to) {
  auto chosen = [&](const Tokens& tokens, std::size_t index) {
    return is_relation(tokens, index, from);
  };
  auto qualifies = [&](const Tokens& tokens, std::size_t index) {
    return is_name(tokens[index], from.name) && symbol_at(tokens, index + 1, ".");
  };
  schema.tables.update_all([&](Table& table) {
    table.foreign_keys.update_all([&](ForeignKey& key) {
      if (key.references == from) key.references = to;
    });
    if (table.name != to) return;
    table.checks.update_all(
        [&](Check& check) { replace_tokens(check.expression.sql, qualifies, spelled(to.name)); });
  });
  schema.views.update_all(
      [&](View& view) { replace_tokens(view.query.sql, chosen, spelled(to.name)); });
  for (Dependency& dependency : schema.dependencies) {
    if (dependency.object == from) dependency.object = to;
    if (dependency.uses == from) dependency.uses = to;
  }
}

void rename_column_references(Schema& schema, const Name& table, const std::string& from,
                              const std::string& to) {
  ColumnRename rename{table.name, from, to};
  if (Table* found = schema.tables.find(table)) rename_in_table(*found, rename);
  rename_in_referring_keys(schema, table, rename);
  schema.views.update_all([&](View& view) {
    if (reads_only(view.query, table)) rename(view.query);
  });
  for (Dependency& dependency : schema.dependencies)
    if (dependency.uses == table && dependency.column == from) dependency.column = to;
}

void rename_enum_references(Schema& schema, const Name& from, const std::string& to) {
  auto chosen = [&](const Tokens& tokens, std::size_t index) {
    return is_cast_to(tokens, index, from);
  };
  replace_everywhere(schema, chosen, spelled(to));
}

void rename_enum_value_references(Schema& schema, const Name& name, const std::string& from,
                                  const std::string& to) {
  auto chosen = [&](const Tokens& tokens, std::size_t index) {
    std::size_t type = name.schema.empty() ? index + 2 : index + 4;
    return tokens[index].kind == TokenKind::string && symbol_at(tokens, index + 1, "::") &&
           is_cast_to(tokens, type, name) && sql::string_of(tokens[index]) == from;
  };
  replace_everywhere(schema, chosen, sql::quote_string(to));
}

void each_column_of_enum(Schema& schema, const Name& name,
                         const std::function<void(Column&)>& change) {
  schema.tables.update_all([&](Table& table) {
    for (Column& column : table.columns) {
      const auto* named = std::get_if<Named>(&column.type.kind);
      if (named != nullptr && named->name == name) change(column);
    }
  });
}

}  // namespace dbtool
