// SQL tokens: one lexer for all dialects, told apart by a few rules; the base of splitting scripts,
// reading CREATE statements and comparing expressions.
#pragma once

#include "core/support/text.h"

#include <string>
#include <string_view>
#include <vector>

namespace dbtool::sql {

/// How a dialect's text is cut into tokens.
struct LexicalRules {
  bool nested_comments = false;   ///< /* /* */ */ (PostgreSQL)
  bool dollar_quotes = false;     ///< $tag$ … $tag$ (PostgreSQL)
  bool escape_strings = false;    ///< E'\'' (PostgreSQL)
  bool bracket_names = false;     ///< [name] and `name` (SQLite)
  bool begin_atomic = false;      ///< CREATE FUNCTION … BEGIN ATOMIC … END (PostgreSQL 14)
  bool trigger_bodies = false;    ///< CREATE TRIGGER … BEGIN … ; … END (SQLite)
  bool named_parameters = false;  ///< ? ?1 :name @name $name (SQLite); otherwise $1
  bool free_operators = false;    ///< any run of operator characters is one operator (PostgreSQL)
  bool return_ends_line = false;  ///< a lone CR ends a -- comment (PostgreSQL)
};
LexicalRules postgresql_rules();
LexicalRules sqlite_rules();

enum class TokenKind {
  word,
  quoted_name,
  string,
  number,
  parameter,
  symbol,
  comment,
  semicolon,
  unterminated
};

struct Token {
  TokenKind kind = TokenKind::word;
  std::string_view text = {};  ///< as written, quotes and all; points into the source
  std::size_t offset = 0;      ///< bytes from the start of the source

  /// A word (not a quoted name) equal to the keyword, ignoring case.
  bool is(std::string_view keyword) const;
  bool is_symbol(std::string_view symbol) const {
    return kind == TokenKind::symbol && text == symbol;
  }
};

/// All tokens; blanks are dropped, comments only kept when asked for.
std::vector<Token> tokenize(std::string_view source, const LexicalRules& rules,
                            bool keep_comments = false);
/// The name a word or quoted name stands for: quotes removed. Words keep their case.
std::string name_of(const Token& token);
/// The text of a string literal: quotes removed, doubled quotes single.
std::string string_of(const Token& token);

/// One statement of a script, without its semicolon, comments before it left out.
struct ScriptStatement {
  std::string_view text = {};
  std::size_t offset = 0;
  int line = 1;  ///< of its first token in the script
  int column = 1;
};
/// Cuts a script into statements: semicolons in strings, dollar quotes, comments, parentheses,
/// trigger bodies and BEGIN ATOMIC bodies do not count. Unterminated quotes and comments throw
/// UsageError (DBT610) with line and column (the file is left to the caller).
std::vector<ScriptStatement> split_script(std::string_view script, const LexicalRules& rules);

/// BEGIN, COMMIT, ROLLBACK, END, START TRANSACTION, SAVEPOINT, RELEASE, PREPARE TRANSACTION…
bool controls_transaction(std::string_view statement, const LexicalRules& rules);

/// The tokens joined by single blanks, words folded to lower case, comments and white space gone:
/// two texts with equal result mean the same to the server.
std::string fold(std::string_view source, const LexicalRules& rules);

using dbtool::line_and_column;

/// 'text' with quotes doubled.
std::string quote_string(std::string_view text);
/// "name" with quotes doubled. Throws UsageError for an empty name or one with a NUL byte.
std::string quote_name(std::string_view name);

}  // namespace dbtool::sql
