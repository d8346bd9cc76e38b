#include "core/operations/touched.h"

#include "core/support/match.h"
#include "core/support/text.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <string_view>

namespace dbtool {

namespace {

constexpr std::array<std::string_view, 6> before_names = {"table", "into", "update",
                                                          "from",  "join", "view"};
constexpr std::array<std::string_view, 4> between = {"if", "not", "exists", "only"};

bool is_one_of(const sql::Token& token, const auto& words) {
  return std::ranges::any_of(words, [&](std::string_view word) { return token.is(word); });
}

bool can_be_name(const sql::Token& token) {
  return token.kind == sql::TokenKind::word || token.kind == sql::TokenKind::quoted_name;
}

bool follows(const std::vector<sql::Token>& tokens, std::size_t at, std::size_t within,
             std::initializer_list<std::string_view> words) {
  for (std::size_t back = 1; back <= within && back <= at; ++back)
    if (is_one_of(tokens[at - back], words)) return true;
  return false;
}

/// Whether a relation's or type's name follows. `ON` has one in CREATE INDEX and CREATE TRIGGER,
/// `TYPE` behind its verb; ON UPDATE and FOR UPDATE have none.
bool introduces_name(const std::vector<sql::Token>& tokens, std::size_t at) {
  if (tokens[at].is("on")) return follows(tokens, at, 6, {"index", "trigger"});
  if (tokens[at].is("type")) return follows(tokens, at, 1, {"create", "alter", "drop"});
  if (tokens[at].is("update") && follows(tokens, at, 1, {"on", "for"})) return false;
  return is_one_of(tokens[at], before_names);
}

/// A name that may have a schema before it.
Name name_at(const std::vector<sql::Token>& tokens, std::size_t at) {
  const std::string first = sql::name_of(tokens[at]);
  if (at + 2 < tokens.size() && tokens[at + 1].is_symbol(".") && can_be_name(tokens[at + 2]))
    return {first, sql::name_of(tokens[at + 2])};
  return {"", first};
}

std::set<Touched> touched_by_texts(const std::map<std::string, std::string>& by_dialect) {
  std::set<Touched> touched;
  for (const auto& [dialect, text] : by_dialect) {
    const auto rules = dialect == "sqlite" ? sql::sqlite_rules() : sql::postgresql_rules();
    touched.merge(touched_by_sql(text, rules));
  }
  return touched;
}

std::set<Touched> columns_of(const Name& table, const std::vector<std::string>& columns) {
  std::set<Touched> touched = {{table, ""}};
  for (const std::string& column : columns)
    if (!column.empty()) touched.insert({table, column});
  return touched;
}

std::set<Touched> both(const Name& name, const std::string& to) {
  return {{name, ""}, {{name.schema, to}, ""}};
}

}  // namespace

std::string to_text(const Touched& touched) {
  return to_text(touched.name) + (touched.column.empty() ? "" : "." + touched.column);
}

std::set<Touched> touched_by_sql(const std::string& text, const sql::LexicalRules& rules) {
  const auto tokens = sql::tokenize(text, rules);
  std::set<Touched> touched;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (!introduces_name(tokens, i)) continue;
    std::size_t at = i + 1;
    while (at < tokens.size() && is_one_of(tokens[at], between)) ++at;
    if (at < tokens.size() && can_be_name(tokens[at])) touched.insert({name_at(tokens, at), ""});
  }
  return touched;
}

std::set<Touched> touched_by(const Operation& operation) {
  using Set = std::set<Touched>;
  return match(
      operation.what, [](const AddColumn& o) { return columns_of(o.table, {o.column.name}); },
      [](const DropColumn& o) { return columns_of(o.table, {o.column}); },
      [](const RenameColumn& o) {
        return columns_of(o.table, {o.column, o.to});
      },
      [](const AlterColumn& o) { return columns_of(o.table, {o.column}); },
      [](const SetComment& o) { return columns_of(o.name, {o.column}); },
      [](const RenameTable& o) { return both(o.table, o.to); },
      [](const RenameEnum& o) { return both(o.name, o.to); },
      [](const RenameView& o) { return both(o.name, o.to); },
      [](const RunBatches& o) { return touched_by_texts(o.by_dialect); },
      [](const RunSql& o) { return touched_by_texts(o.by_dialect); },
      [](const Assert&) { return Set{}; },
      [](const CreateSchema& o) {
        return Set{{{"", o.name}, ""}};
      },
      [](const DropSchema& o) {
        return Set{{{"", o.name}, ""}};
      },
      [](const auto& o) {
        return Set{{subject(o), ""}};
      });
}

}  // namespace dbtool
