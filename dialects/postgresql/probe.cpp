#include "dialects/postgresql/probe.h"

#include "core/support/sql_tokens.h"
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
  if (words.take("vacuum") || words.take("analyze") || words.take("reindex") ||
      words.take("cluster") || words.take("checkpoint"))
    return StepProbe{};
  return std::nullopt;
}

}  // namespace dbtool::postgres
