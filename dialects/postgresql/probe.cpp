#include "dialects/postgresql/probe.h"

#include "core/support/sql_tokens.h"
#include "core/support/text.h"
#include "dialects/postgresql/names.h"

namespace dbtool::postgres {
namespace {

/// Reads a statement word by word; names are taken as they stand in the text.
class StatementWords {
 public:
  explicit StatementWords(std::string_view sql)
      : tokens_(sql::tokenize(sql, sql::postgresql_rules())) {}

  bool take(std::string_view word) {
    if (at_ >= tokens_.size() || !tokens_[at_].is(word)) return false;
    ++at_;
    return true;
  }

  bool take_all(std::initializer_list<std::string_view> words) {
    const std::size_t start = at_;
    for (std::string_view word : words)
      if (!take(word)) {
        at_ = start;
        return false;
      }
    return true;
  }

  /// schema.name, as written.
  std::string name() {
    if (at_ >= tokens_.size()) return {};
    std::string text = word();
    while (at_ + 1 < tokens_.size() && tokens_[at_].is_symbol(".")) {
      ++at_;
      text += "." + word();
    }
    return text;
  }

  std::string word() { return std::string(tokens_[at_++].text); }

  bool at_end() const { return at_ >= tokens_.size(); }

 private:
  std::vector<sql::Token> tokens_;
  std::size_t at_ = 0;
};

std::string schema_part(const std::string& name) {
  const auto dot = name.rfind('.');
  return dot == std::string::npos ? "" : name.substr(0, dot + 1);
}

std::string is_valid(const std::string& index) {
  return "SELECT i.indisvalid AND i.indisready FROM pg_index i WHERE i.indexrelid = to_regclass(" +
         literal(index) + ")";
}

std::optional<StepProbe> created_index(StatementWords& words) {
  words.take("unique");
  if (!words.take_all({"index", "concurrently"})) return std::nullopt;
  words.take_all({"if", "not", "exists"});
  if (words.take("on")) return std::nullopt;  // without a name it cannot be found
  std::string index = words.name();
  if (!words.take("on")) return std::nullopt;
  words.take("only");
  index = schema_part(words.name()) + index;
  return StepProbe{.query = is_valid(index), .clean_up = {drop_invalid_index(index)}};
}

std::optional<StepProbe> dropped_index(StatementWords& words) {
  if (!words.take_all({"index", "concurrently"})) return std::nullopt;
  words.take_all({"if", "exists"});
  return StepProbe{.query = "SELECT to_regclass(" + literal(words.name()) + ") IS NULL"};
}

std::optional<StepProbe> altered_type(StatementWords& words) {
  const std::string type = words.name();
  if (!words.take_all({"add", "value"})) return std::nullopt;
  words.take_all({"if", "not", "exists"});
  if (words.at_end()) return std::nullopt;
  return StepProbe{.query = "SELECT EXISTS (SELECT FROM pg_enum WHERE enumtypid = to_regtype(" +
                            literal(type) + ") AND enumlabel = " + words.word() + ")"};
}

/// A name as the catalog has it.
std::string catalog_name(const std::string& written) {
  const auto tokens = sql::tokenize(written, sql::postgresql_rules());
  if (tokens.size() != 1) return written;
  const sql::Token& token = tokens.front();
  return token.kind == sql::TokenKind::quoted_name ? sql::name_of(token) : lower(token.text);
}

/// A cancelled DETACH … CONCURRENTLY leaves the partition half detached; it is finished then.
StepProbe detached_partition(const std::string& parent, const std::string& child) {
  const std::string link = " FROM pg_inherits WHERE inhrelid = to_regclass(" + literal(child) +
                           ") AND inhparent = to_regclass(" + literal(parent) + ")";
  return {.query = "SELECT NOT EXISTS (SELECT" + link + ")",
          .clean_up = {"DO " + dollar_quoted("\nBEGIN\n  IF EXISTS (SELECT" + link +
                                             " AND inhdetachpending) THEN\n    ALTER TABLE " +
                                             parent + " DETACH PARTITION " + child +
                                             " FINALIZE;\n  END IF;\nEND\n")}};
}

std::optional<StepProbe> altered_table(StatementWords& words) {
  words.take_all({"if", "exists"});
  words.take("only");
  const std::string table = words.name();
  if (words.take_all({"validate", "constraint"}) && !words.at_end()) {
    const std::string constraint = catalog_name(words.name());
    if (!words.at_end()) return std::nullopt;  // more is done than this
    return StepProbe{.query =
                         "SELECT convalidated FROM pg_constraint WHERE conrelid = to_regclass(" +
                         literal(table) + ") AND conname = " + literal(constraint)};
  }
  if (!words.take_all({"detach", "partition"})) return std::nullopt;
  const std::string partition = words.name();
  if (!words.take("concurrently")) return std::nullopt;
  return detached_partition(table, partition);
}

}  // namespace

std::string drop_invalid_index(const std::string& quoted_name) {
  return "DO " + dollar_quoted(
                     "\nBEGIN\n  IF EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass(" +
                     literal(quoted_name) + ") AND NOT indisvalid) THEN\n    DROP INDEX " +
                     quoted_name + ";\n  END IF;\nEND\n");
}

std::optional<StepProbe> probe(std::string_view sql) {
  StatementWords words(sql);
  if (words.take("create")) return created_index(words);
  if (words.take("drop")) return dropped_index(words);
  if (words.take_all({"alter", "type"})) return altered_type(words);
  if (words.take_all({"alter", "table"})) return altered_table(words);
  if (words.take("vacuum") || words.take("analyze") || words.take("reindex") ||
      words.take("cluster") || words.take("checkpoint"))
    return StepProbe{};
  return std::nullopt;
}

}  // namespace dbtool::postgres
