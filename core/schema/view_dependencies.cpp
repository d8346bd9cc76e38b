#include "core/schema/model_checks.h"
#include "core/schema/part_reader.h"
#include "core/support/sql_tokens.h"
#include "core/support/text.h"

#include <algorithm>
#include <map>
#include <set>

namespace dbtool {
namespace {

using sql::Token;

bool is_name(const Token& token) {
  return token.kind == sql::TokenKind::word || token.kind == sql::TokenKind::quoted_name;
}

/// Where tables are named in a query; lists of columns look alike, which does no harm.
bool precedes_table(const Token& token) {
  return token.is("from") || token.is("join") || token.is("only") || token.is("lateral") ||
         token.is("table") || token.is_symbol(",") || token.is_symbol("(");
}

/// The relations of a model by the names that queries may give them.
class Relations {
 public:
  explicit Relations(const ModelDraft& draft) {
    for (const DeclaredTable& table : draft.tables) add(name_of(table));
    for (const DeclaredView& view : draft.views) add(name_of(view));
  }

  std::vector<std::string> names() const {
    std::vector<std::string> all;
    for (const auto& [name, relation] : names_) all.push_back(name);
    return all;
  }

  /// As written, or in another case where it is not quoted.
  const Name* find(const Name& name, bool quoted) const {
    auto found = names_.find(to_text(name));
    if (found != names_.end()) return &found->second;
    auto folded = quoted ? folded_.end() : folded_.find(lower(to_text(name)));
    return folded == folded_.end() ? nullptr : &folded->second;
  }

 private:
  void add(const Name& name) {
    names_.emplace(to_text(name), name);
    folded_.emplace(lower(to_text(name)), name);
  }

  std::map<std::string, Name> names_ = {};
  std::map<std::string, Name> folded_ = {};
};

class QueryReader {
 public:
  QueryReader(const DeclaredView& view, const Relations& relations, PartContext& context)
      : view_(view),
        relations_(relations),
        context_(context),
        tokens_(sql::tokenize(view.view.query.sql, context.dialect == "sqlite"
                                                       ? sql::sqlite_rules()
                                                       : sql::postgresql_rules())) {}

  void read(std::vector<Dependency>& dependencies) const {
    for (std::size_t i = 1; i < tokens_.size(); ++i) {
      if (!is_name(tokens_[i]) || !precedes_table(tokens_[i - 1])) continue;
      if (const Name* used = relation_at(i); used != nullptr && *used != view_.view.name)
        dependencies.push_back({view_.view.name, *used, {}});
    }
  }

 private:
  const Name* relation_at(std::size_t i) const {
    bool quoted = tokens_[i].kind == sql::TokenKind::quoted_name;
    bool qualified = i + 2 < tokens_.size() && tokens_[i + 1].is_symbol(".");
    if (qualified) return find({sql::name_of(tokens_[i]), sql::name_of(tokens_[i + 2])}, quoted);
    return find({{}, sql::name_of(tokens_[i])}, quoted);
  }

  const Name* find(const Name& name, bool quoted) const {
    const Name* found = relations_.find(in_schema(name, view_.default_schema, context_), quoted);
    return found != nullptr ? found : relations_.find(in_schema(name, {}, context_), quoted);
  }

  const DeclaredView& view_;
  const Relations& relations_;
  const PartContext& context_;
  std::vector<Token> tokens_;
};

/// `depends_on`, for what a query does not show: a function that reads a table.
void add_declared(const DeclaredView& view, const Relations& relations, PartContext& context,
                  std::vector<Dependency>& dependencies) {
  for (const std::string& text : view.depends_on) {
    const Name* used =
        relations.find(in_schema(parse_name(text), view.default_schema, context), true);
    if (used != nullptr)
      dependencies.push_back({view.view.name, *used, {}});
    else
      context.problems.push_back({.code = "DBT107",
                                  .message = "view " + to_text(view.view.name) + " depends on " +
                                             in_quotes(text) + ", which does not exist",
                                  .where = place_of_word(*view.node, text),
                                  .hint = did_you_mean(text, relations.names())});
  }
}

/// Views of which each is made of the next.
class Circles {
 public:
  Circles(const ModelDraft& draft, const std::vector<Dependency>& dependencies,
          PartContext& context)
      : draft_(draft), dependencies_(dependencies), context_(context) {}

  void report() {
    for (const DeclaredView& view : draft_.views) follow(view.view.name);
  }

 private:
  void follow(const Name& name) {
    if (!seen_.insert(name).second) {
      auto begin = std::ranges::find(path_, name);
      if (begin != path_.end()) report_circle({begin, path_.end()});
      return;
    }
    path_.push_back(name);
    auto [first, last] = std::ranges::equal_range(dependencies_, name, {}, &Dependency::object);
    for (; first != last; ++first) follow(first->uses);
    path_.pop_back();
  }

  void report_circle(const std::vector<Name>& circle) {
    std::string text;
    for (const Name& name : circle) text += to_text(name) + " → ";
    context_.problems.push_back(
        {.code = "DBT153",
         .message = "views are made of each other: " + text + to_text(circle.front()),
         .where = draft_.find_view(circle.front())->where,
         .hint = "one of them must do without the others"});
  }

  const ModelDraft& draft_;
  const std::vector<Dependency>& dependencies_;  ///< sorted
  PartContext& context_;
  std::set<Name> seen_ = {};
  std::vector<Name> path_ = {};
};

}  // namespace

void find_view_dependencies(const ModelDraft& draft, PartContext& context, Schema& schema) {
  if (draft.views.empty()) return;
  Relations relations(draft);
  std::vector<Dependency>& dependencies = schema.dependencies;
  for (const DeclaredView& view : draft.views) {
    QueryReader(view, relations, context).read(dependencies);
    add_declared(view, relations, context, dependencies);
  }
  std::ranges::sort(dependencies);
  dependencies.erase(std::unique(dependencies.begin(), dependencies.end()), dependencies.end());
  Circles(draft, dependencies, context).report();
}

}  // namespace dbtool
