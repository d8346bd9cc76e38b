#include "core/operations/batch_operations.h"

#include "core/operations/operation.h"
#include "core/support/sql_tokens.h"

namespace dbtool {
namespace {

/// Where a word with one colon before it stands, in SQL of any dialect; its place is that of the
/// colon.
bool is_bound(const std::string& sql, const sql::Token& token, std::string_view word,
              std::size_t& place) {
  if (token.kind == sql::TokenKind::parameter && token.text == ":" + std::string(word)) {
    place = token.offset;
    return true;
  }
  if (token.kind != sql::TokenKind::word || token.text != word || token.offset == 0) return false;
  place = token.offset - 1;
  return sql[place] == ':' && (place == 0 || sql[place - 1] != ':');
}

}  // namespace

std::string with_bounds(const std::string& sql, const std::string& after, const std::string& upto) {
  std::string text;
  std::size_t done = 0;
  for (const sql::Token& token : sql::tokenize(sql, sql::postgresql_rules())) {
    std::size_t place = 0;
    const bool is_after = is_bound(sql, token, "after", place);
    if (!is_after && !is_bound(sql, token, "upto", place)) continue;
    text += sql.substr(done, place - done) + (is_after ? after : upto);
    done = token.offset + token.text.size();
  }
  return text + sql.substr(done);
}

bool has_bounds(const std::string& sql) {
  return with_bounds(sql, "", ":upto") != sql && with_bounds(sql, ":after", "") != sql;
}

Problem no_bounds(const RunBatches& operation, const Location& where) {
  return {.code = "DBT635",
          .message = "the SQL of a batch must say which rows",
          .where = where,
          .hint = "WHERE " + operation.key + " > :after AND " + operation.key + " <= :upto"};
}

void apply(const RunBatches&, Schema&) {}

std::vector<Operation> reverse(const RunBatches&, const Schema&) {
  return {};
}

std::string describe(const RunBatches& operation) {
  return "run SQL over the rows of " + to_text(operation.table) + ", " +
         std::to_string(operation.size) + " at a time";
}

Name subject(const RunBatches& operation) {
  return operation.table;
}

}  // namespace dbtool
