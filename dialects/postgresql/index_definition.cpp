#include "dialects/postgresql/index_definition.h"

#include "core/support/sql_tokens.h"
#include "core/support/text.h"
#include "dialects/postgresql/expressions.h"

#include <span>

namespace dbtool::postgres {
namespace {

using sql::Token;
using sql::TokenKind;

/// The tokens of a definition, taken from the front.
class Reader {
 public:
  Reader(std::string_view source, std::span<const Token> tokens)
      : source_(source), tokens_(tokens) {}

  bool at_end() const { return place_ >= tokens_.size(); }
  const Token& peek() const { return tokens_[place_]; }
  const Token& take() { return tokens_[place_++]; }
  bool is(std::string_view keyword) const { return !at_end() && peek().is(keyword); }
  bool is_symbol(std::string_view symbol) const { return !at_end() && peek().is_symbol(symbol); }
  bool next_is_symbol(std::string_view symbol) const {
    return place_ + 1 < tokens_.size() && tokens_[place_ + 1].is_symbol(symbol);
  }
  bool accept(std::string_view keyword) {
    bool found = is(keyword);
    if (found) ++place_;
    return found;
  }
  void skip_to(std::string_view keyword) {
    while (!at_end() && !accept(keyword)) ++place_;
  }
  /// The text between the parentheses that begin here, and past them.
  std::string_view take_parenthesized() {
    std::size_t first = take().offset + 1;
    for (int depth = 1; !at_end();) {
      const Token& token = take();
      depth += token.is_symbol("(") ? 1 : token.is_symbol(")") ? -1 : 0;
      if (depth == 0) return source_.substr(first, token.offset - first);
    }
    return source_.substr(first);
  }
  std::size_t offset() const { return at_end() ? source_.size() : peek().offset; }
  std::string_view from(std::size_t offset) const { return source_.substr(offset); }
  std::string_view between(std::size_t first, std::size_t last) const {
    return trim(source_.substr(first, last - first));
  }
  /// name or schema.name, as the names they stand for.
  std::string take_name() {
    std::string name = sql::name_of(take());
    while (is_symbol(".")) {
      take();
      name += "." + sql::name_of(take());
    }
    return name;
  }

 private:
  std::string_view source_;
  std::span<const Token> tokens_;
  std::size_t place_ = 0;
};

/// Cuts at commas that stand in no parentheses.
std::vector<std::string_view> elements_of(std::string_view list) {
  std::vector<std::string_view> elements;
  std::size_t start = 0;
  int depth = 0;
  for (const Token& token : sql::tokenize(list, sql::postgresql_rules())) {
    depth += token.is_symbol("(") || token.is_symbol("[")   ? 1
             : token.is_symbol(")") || token.is_symbol("]") ? -1
                                                            : 0;
    if (depth > 0 || !token.is_symbol(",")) continue;
    elements.push_back(trim(list.substr(start, token.offset - start)));
    start = token.offset + 1;
  }
  elements.push_back(trim(list.substr(start)));
  return elements;
}

/// (expression), function(arguments) or a column.
void read_key(Reader& reader, IndexPart& part) {
  if (reader.is_symbol("(")) {
    part.expression = {without_outer_parentheses(reader.take_parenthesized())};
    return;
  }
  std::size_t first = reader.offset();
  std::string name = reader.take_name();
  if (!reader.is_symbol("(")) {
    part.column = name;
    return;
  }
  reader.take_parenthesized();
  part.expression = {std::string(reader.between(first, reader.offset()))};
}

IndexPart parse_part(std::string_view text) {
  std::vector<Token> tokens = sql::tokenize(text, sql::postgresql_rules());
  Reader reader(text, tokens);
  IndexPart part;
  read_key(reader, part);
  if (reader.accept("collate")) part.collation = reader.take_name();
  bool order_follows = reader.is("asc") || reader.is("desc") || reader.is("nulls");
  if (!reader.at_end() && !order_follows) {
    part.opclass = reader.take_name();
    if (reader.is_symbol("(")) {
      std::string parameters(reader.take_parenthesized());
      part.opclass += " (" + parameters + ")";
    }
  }
  part.descending = reader.accept("desc");
  reader.accept("asc");
  if (reader.accept("nulls"))
    part.nulls = reader.accept("first") ? NullsOrder::first : NullsOrder::last;
  return part;
}

void read_storage_parameters(std::string_view list, Index& index) {
  for (std::string_view element : elements_of(list)) {
    auto equals = element.find('=');
    if (equals == std::string_view::npos) continue;
    std::string value(trim(element.substr(equals + 1)));
    if (value.starts_with('\'')) value = replace_all(value.substr(1, value.size() - 2), "''", "'");
    index.with[std::string(trim(element.substr(0, equals)))] = value;
  }
}

void read_parts(Reader& reader, Index& index) {
  for (std::string_view element : elements_of(reader.take_parenthesized()))
    index.parts.push_back(parse_part(element));
}

}  // namespace

Index parse_index_definition(std::string_view definition) {
  std::vector<Token> tokens = sql::tokenize(definition, sql::postgresql_rules());
  Reader reader(definition, tokens);
  Index index;
  reader.accept("create");
  index.unique = reader.accept("unique");
  reader.accept("index");
  index.name = reader.take_name();
  reader.skip_to("using");
  std::string method = reader.take_name();
  if (method != "btree") index.method = method;
  read_parts(reader, index);
  if (reader.accept("include"))
    for (std::string_view column : elements_of(reader.take_parenthesized()))
      index.include.push_back(sql::name_of(sql::tokenize(column, sql::postgresql_rules()).front()));
  if (reader.accept("nulls")) {
    index.nulls_distinct = !reader.accept("not");
    reader.accept("distinct");
  }
  if (reader.accept("with")) read_storage_parameters(reader.take_parenthesized(), index);
  if (reader.accept("where"))
    index.where = Expression{without_outer_parentheses(reader.from(reader.offset()))};
  return index;
}

}  // namespace dbtool::postgres
