// Indexes and views, read from the texts that SQLite keeps.
#include "core/support/text.h"
#include "dialects/sqlite/names.h"
#include "dialects/sqlite/read_table.h"
#include "dialects/sqlite/token_cursor.h"

namespace dbtool::lite {
namespace {

/// Past CREATE, the words given, IF NOT EXISTS and the name.
bool skip_head(TokenCursor& at, std::string_view object) {
  if (!at.accept("create")) return false;
  if (!at.accept("temp")) at.accept("temporary");
  if (!at.accept(object)) return false;
  if (at.accept("if")) at.take(), at.take();
  if (at.peek(1).is_symbol(".")) at.take(), at.take();
  at.take();
  return true;
}

const Column* column_named(const Table& table, const std::string& name) {
  for (const Column& column : table.columns)
    if (same_name(column.name, name)) return &column;
  return nullptr;
}

/// One key up to its comma: a column or an expression, then COLLATE, ASC or DESC.
IndexPart read_part(TokenCursor& at, const std::string& sql, const Table& table) {
  IndexPart part;
  std::size_t begin = at.begin();
  std::size_t end = begin;
  std::size_t tokens = 0;
  std::string name;
  while (!at.at_end() && !at.is_at_symbol(",") && !at.is_at_symbol(")")) {
    if (tokens > 0 && at.is_at("collate") &&
        (at.peek(2).is_symbol(",") || at.peek(2).is_symbol(")") || at.peek(2).is("desc") ||
         at.peek(2).is("asc"))) {
      at.take();
      part.collation = at.take_name();
      continue;
    }
    if (tokens > 0 && at.is_at_any({"asc", "desc"})) {
      part.descending = at.take().is("desc");
      continue;
    }
    ++tokens;
    bool is_name =
        at.peek().kind == sql::TokenKind::word || at.peek().kind == sql::TokenKind::quoted_name;
    name = is_name ? sql::name_of(at.peek()) : std::string();
    if (at.is_at_symbol("("))
      at.skip_group();
    else
      at.take();
    end = at.end();
  }
  const Column* column = tokens == 1 ? column_named(table, name) : nullptr;
  if (column != nullptr)
    part.column = column->name;
  else
    part.expression.sql = sql.substr(begin, end - begin);
  return part;
}

}  // namespace

std::optional<Index> read_index(const std::string& sql, const std::string& name,
                                const Table& table) {
  Index index{.name = name};
  TokenCursor at(sql);
  if (!at.accept("create")) return std::nullopt;
  index.unique = at.accept("unique");
  if (!at.accept("index")) return std::nullopt;
  if (at.accept("if")) at.take(), at.take();
  if (at.peek(1).is_symbol(".")) at.take(), at.take();
  at.take();
  if (!at.accept("on")) return std::nullopt;
  at.take();
  if (!at.accept_symbol("(")) return std::nullopt;
  do {
    index.parts.push_back(read_part(at, sql, table));
  } while (at.accept_symbol(","));
  if (!at.accept_symbol(")")) return std::nullopt;
  if (at.accept("where"))
    index.where = Expression{std::string(trim(std::string_view(sql).substr(at.begin())))};
  return index;
}

std::optional<View> read_view(const std::string& sql, const std::string& name) {
  View view{.name = {"", name}};
  TokenCursor at(sql);
  if (!skip_head(at, "view")) return std::nullopt;
  if (at.accept_symbol("(")) {
    while (!at.at_end() && !at.accept_symbol(")")) {
      view.columns.push_back(at.take_name());
      at.accept_symbol(",");
    }
  }
  if (!at.accept("as")) return std::nullopt;
  view.query.sql = trim(std::string_view(sql).substr(at.begin()));
  return view;
}

}  // namespace dbtool::lite
