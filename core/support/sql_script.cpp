// Scripts: where one statement ends and the next begins.
#include "core/support/error.h"
#include "core/support/sql_lexer.h"
#include "core/support/text.h"

#include <algorithm>
#include <array>
#include <optional>

namespace dbtool::sql {

namespace {

// The body of a statement that has semicolons of its own. In both dialects each statement of a body
// ends with a semicolon, so an END that follows one closes the body, and the END of a CASE or a
// column of that name never does.
class BodyTracker {
 public:
  explicit BodyTracker(const LexicalRules& rules) : rules_(rules) {}

  bool is_open() const { return open_; }
  void see(const Token& token) {
    bool was_open = open_;
    if (open_)
      open_ = !(token.is("end") && (previous_.kind == TokenKind::semicolon || fresh_));
    else if (may_have_body_)
      open_ = opens(token);
    else
      see_head(token);
    fresh_ = open_ && !was_open;
    previous_ = token;
  }

 private:
  // CREATE [OR REPLACE] FUNCTION, CREATE [TEMP] TRIGGER: among the first words.
  void see_head(const Token& token) {
    if (position_ == 0) creates_ = token.is("create");
    if (position_ == 0 && token.is("explain")) return;
    bool function = rules_.begin_atomic && (token.is("function") || token.is("procedure"));
    bool trigger = rules_.trigger_bodies && token.is("trigger");
    may_have_body_ = creates_ && position_ <= 3 && (function || trigger);
    ++position_;
  }
  bool opens(const Token& token) const {
    if (rules_.trigger_bodies) return token.is("begin");
    return token.is("atomic") && previous_.is("begin");
  }

  LexicalRules rules_;
  Token previous_ = {};
  int position_ = 0;
  bool creates_ = false;
  bool may_have_body_ = false;
  bool open_ = false;
  bool fresh_ = false;  // nothing has come since BEGIN
};

[[noreturn]] void fail_unterminated(std::string_view script, const Token& token) {
  std::string_view text = token.text;
  std::string what = "string";
  if (text.starts_with("/*")) what = "comment";
  if (text.starts_with('$')) what = "dollar quote";
  if (text.starts_with('"') || text.starts_with('[') || text.starts_with('`')) what = "name";
  auto [line, column] = line_and_column(script, token.offset);
  throw UsageError(Problem{.code = "DBT610",
                           .message = "unterminated " + what,
                           .where = {.line = line, .column = column},
                           .hint = "it begins here and nothing ends it"});
}

// Gathers the tokens of one statement after the other.
class Splitter {
 public:
  Splitter(std::string_view script, const LexicalRules& rules)
      : script_(script), rules_(rules), body_(rules_) {}

  std::vector<ScriptStatement> split() {
    Lexer lexer(script_, rules_);
    for (Token token; lexer.next(token);) {
      if (token.kind == TokenKind::unterminated) fail_unterminated(script_, token);
      if (token.kind == TokenKind::comment) continue;
      if (token.kind == TokenKind::semicolon && parentheses_ == 0 && !body_.is_open())
        finish();
      else
        add(token);
    }
    finish();
    return std::move(statements_);
  }

 private:
  void add(const Token& token) {
    if (!start_) start_ = token.offset;
    end_ = token.offset + token.text.size();
    if (token.is_symbol("(")) ++parentheses_;
    if (token.is_symbol(")")) parentheses_ = std::max(0, parentheses_ - 1);
    body_.see(token);
  }

  void finish() {
    if (start_) {
      advance(*start_);
      statements_.push_back({.text = script_.substr(*start_, end_ - *start_),
                             .offset = *start_,
                             .line = line_,
                             .column = 1 + static_cast<int>(*start_ - line_start_)});
    }
    start_.reset();
    parentheses_ = 0;
    body_ = BodyTracker(rules_);
  }

  // Counts lines from the last statement on, so that a long script is walked once.
  void advance(std::size_t offset) {
    for (std::size_t end; (end = script_.find('\n', line_start_)) < offset; ++line_)
      line_start_ = end + 1;
  }

  std::string_view script_;
  LexicalRules rules_;
  BodyTracker body_;
  std::vector<ScriptStatement> statements_ = {};
  std::optional<std::size_t> start_ = {};
  std::size_t end_ = 0;
  int parentheses_ = 0;
  int line_ = 1;
  std::size_t line_start_ = 0;
};

}  // namespace

std::vector<ScriptStatement> split_script(std::string_view script, const LexicalRules& rules) {
  return Splitter(script, rules).split();
}

bool controls_transaction(std::string_view statement, const LexicalRules& rules) {
  constexpr std::array<std::string_view, 7> alone = {"begin",     "commit",  "end",  "rollback",
                                                     "savepoint", "release", "abort"};
  std::array<Token, 2> words = {};
  std::size_t count = 0;
  Lexer lexer(statement, rules);
  for (Token token; count < 2 && lexer.next(token);)
    if (token.kind != TokenKind::comment) words[count++] = token;
  if ((words[0].is("start") || words[0].is("prepare")) && words[1].is("transaction")) return true;
  return std::ranges::any_of(alone, [&](std::string_view word) { return words[0].is(word); });
}

}  // namespace dbtool::sql
