#include "core/schema/column_line.h"

#include "core/schema/default_text.h"
#include "core/schema/part_reader.h"
#include "core/schema/type_text.h"
#include "core/schema/version_text.h"
#include "core/support/sql_tokens.h"
#include "core/support/text.h"

#include <algorithm>

namespace dbtool {
namespace {

using sql::Token;

constexpr auto clause_words =
    std::to_array<std::string_view>({"not", "null", "primary", "unique", "default"});
// What SQL says in a column and the line does not.
constexpr auto map_words =
    std::to_array<std::string_view>({"references", "check", "collate", "constraint", "generated",
                                     "identity", "autoincrement", "comment"});

bool is_any(const Token& token, std::span<const std::string_view> words) {
  return std::ranges::any_of(words, [&](std::string_view word) { return token.is(word); });
}

class LineReader {
 public:
  LineReader(const yaml::Node& node, const std::string& what, ColumnDeclaration& declaration,
             PartContext& context)
      : node_(node),
        what_(what),
        declaration_(declaration),
        context_(context),
        tokens_(sql::tokenize(node.text, context.dialect == "sqlite" ? sql::sqlite_rules()
                                                                     : sql::postgresql_rules())) {}

  void read() {
    if (!read_type()) return;
    while (place_ < tokens_.size())
      if (!read_clause()) return;
  }

 private:
  bool read_type() {
    auto ends = [](const Token& token) {
      return is_any(token, clause_words) || is_any(token, map_words);
    };
    auto end = std::find_if(tokens_.begin(), tokens_.end(), ends);
    place_ = static_cast<std::size_t>(end - tokens_.begin());
    if (place_ == 0)
      return report(0, what_ + " needs a type first", "write the type before all else"), false;
    std::string text = text_between(0, place_);
    if (lower(text) == "version") {
      make_version(declaration_.column, VersionMode::strict);
      return true;
    }
    if (auto type = parse_type(text)) {
      declaration_.column.type = *type;
      return true;
    }
    report_type(text);
    return false;
  }

  bool read_clause() {
    const Token& token = tokens_[place_++];
    if (token.is("not") && accept("null"))
      declaration_.column.nullable = false;
    else if (token.is("null"))
      declaration_.column.nullable = declaration_.said_nullable = true;
    else if (token.is("primary") && accept("key"))
      declaration_.primary_key = true;
    else if (token.is("unique"))
      declaration_.uniques.push_back({.columns = {declaration_.column.name}});
    else if (token.is("default"))
      read_default();
    else
      return report_word(place_ - 1), false;
    return true;
  }

  /// Everything up to the end: SQL has no end of its own.
  void read_default() {
    std::size_t begin = place_;
    place_ = tokens_.size();
    if (begin == place_)
      return report(begin - 1, what_ + " says default and no value", "write SQL behind it");
    if (std::size_t clause = trailing_clause(begin); clause < tokens_.size())
      return report(clause,
                    in_quotes(text_between(clause, tokens_.size())) + " of " + what_ +
                        " must stand before the default",
                    "the default is last");
    declaration_.column.default_value =
        lift_sql(inside_parentheses(text_between(begin, place_)), context_.dialect);
  }

  /// Where `not null`, `unique` or `primary key` stand at the end of the default.
  std::size_t trailing_clause(std::size_t begin) const {
    std::size_t last = tokens_.size() - 1;
    auto pair = [&](std::string_view first, std::string_view second) {
      return last > begin && tokens_[last].is(second) && tokens_[last - 1].is(first) &&
             (last < 2 || !tokens_[last - 2].is("is"));
    };
    if (pair("not", "null") || pair("primary", "key")) return last - 1;
    return last > begin && tokens_[last].is("unique") ? last : tokens_.size();
  }

  /// `default (1)` is `default 1`.
  std::string inside_parentheses(std::string text) const {
    std::vector<Token> tokens = sql::tokenize(text, sql::postgresql_rules());
    int depth = 0;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      depth += tokens[i].is_symbol("(") ? 1 : tokens[i].is_symbol(")") ? -1 : 0;
      if (depth == 0 && i + 1 < tokens.size()) return text;
    }
    if (tokens.size() < 3 || depth != 0 || !tokens.back().is_symbol(")")) return text;
    return inside_parentheses(
        std::string(trim(std::string_view(text).substr(1, tokens.back().offset - 1))));
  }

  bool accept(std::string_view word) {
    bool found = place_ < tokens_.size() && tokens_[place_].is(word);
    if (found) ++place_;
    return found;
  }

  std::string text_between(std::size_t begin, std::size_t end) const {
    if (begin >= end) return {};
    const Token& last = tokens_[end - 1];
    std::size_t start = tokens_[begin].offset;
    return node_.text.substr(start, last.offset + last.text.size() - start);
  }

  /// The words at the front that are a type tell what is wrong: the type or what follows it.
  void report_type(const std::string& text) {
    for (std::size_t end = place_; --end > 0;)
      if (tokens_[end].kind == sql::TokenKind::word && parse_type(text_between(0, end)))
        return report_word(end);
    report_unknown_type(text, place_in(node_, tokens_[0].offset, text.size()), {}, context_);
  }

  void report_word(std::size_t token) {
    const std::vector<std::string> known(clause_words.begin(), clause_words.end());
    std::string word(tokens_[token].text);
    bool in_map = is_any(tokens_[token], map_words);
    report(token, in_quotes(word) + " cannot stand in the line of " + what_,
           in_map ? "use the map form: { type: …, … }" : suggestion(word, known));
    context_.problems.back().notes = {
        {"known", "type, then not null, primary key, unique, default SQL (last)"}};
  }

  /// A word that is known stands alone: primary without key.
  static std::string suggestion(const std::string& word, const std::vector<std::string>& known) {
    if (word == "not") return "write not null";
    if (word == "primary") return "write primary key";
    return did_you_mean(word, known);
  }

  void report(std::size_t token, const std::string& message, const std::string& hint = {}) {
    Location place = node_.where;
    if (token < tokens_.size())
      place = place_in(node_, tokens_[token].offset, tokens_[token].text.size());
    context_.problems.push_back(
        {.code = "DBT132", .message = message, .where = place, .hint = hint});
  }

  const yaml::Node& node_;
  const std::string& what_;
  ColumnDeclaration& declaration_;
  PartContext& context_;
  std::vector<Token> tokens_;
  std::size_t place_ = 0;
};

}  // namespace

void read_column_line(const yaml::Node& node, const std::string& what,
                      ColumnDeclaration& declaration, PartContext& context) {
  LineReader(node, what, declaration, context).read();
}

}  // namespace dbtool
