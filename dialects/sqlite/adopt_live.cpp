#include "dialects/sqlite/adopt_live.h"

#include "core/support/sql_tokens.h"
#include "core/support/text.h"
#include "dialects/sqlite/defaults.h"
#include "dialects/sqlite/definitions.h"
#include "dialects/sqlite/expressions.h"
#include "dialects/sqlite/types.h"

#include <algorithm>
#include <unordered_map>

namespace dbtool::lite {
namespace {

/// The expressions of a live table by their tokens; made when the first one is looked for.
class LiveTexts {
 public:
  explicit LiveTexts(const Table& live) : live_(live) {}

  void adopt(Expression& wanted) {
    if (wanted.sql.empty()) return;
    if (texts_.empty()) collect();
    auto found = texts_.find(key_of(wanted));
    if (found != texts_.end()) wanted.sql = found->second;
  }

 private:
  std::string key_of(const Expression& expression) const {
    return folded(expression, live_.name.name);
  }

  void add(const Expression& expression) {
    if (!expression.sql.empty()) texts_.emplace(key_of(expression), expression.sql);
  }

  void collect() {
    for (const Check& check : live_.checks) add(check.expression);
    for (const Column& column : live_.columns) {
      if (column.generated) add(column.generated->expression);
      if (!column.default_value) continue;
      if (const auto* text = std::get_if<Expression>(&column.default_value->value)) add(*text);
    }
    for (const Index& index : live_.indexes) {
      for (const IndexPart& part : index.parts) add(part.expression);
      if (index.where) add(*index.where);
    }
  }

  const Table& live_;
  std::unordered_map<std::string, std::string> texts_ = {};
};

void adopt_collation(std::string& wanted, const std::string& live) {
  auto name = [](const std::string& collation) {
    return equals_ignoring_case(collation, "binary") ? std::string() : lower(collation);
  };
  if (name(wanted) == name(live)) wanted = live;
}

void adopt_option(std::map<std::string, std::string>& wanted,
                  const std::map<std::string, std::string>& live, const std::string& name) {
  auto found = live.find(name);
  if (found != live.end()) wanted.emplace(name, found->second);
}

bool is_key(const Table& table, const Column& column) {
  return table.primary_key && std::ranges::count(table.primary_key->columns, column.name) != 0;
}

/// A key that another tool declared INT or BIGINT is a number like any other. It only becomes the
/// rowid when the model says something that needs it.
bool is_plain_number_key(const Column& live) {
  return !live.identity && std::holds_alternative<Integer>(live.type.kind) &&
         live.options.contains(option::declared_type);
}

void adopt_type(Column& wanted, const Column& live) {
  bool undemanding_key = wanted.identity && !wanted.autoincrement && is_plain_number_key(live);
  if (undemanding_key) {
    wanted.type = live.type;
    wanted.identity.reset();
  }
  // Declared otherwise on purpose: the way back needs the type, too.
  auto declared = wanted.options.find(option::declared_type);
  bool is_other =
      declared != wanted.options.end() && !same_spelling(declared->second, declared_type({}, live));
  if (!is_other && same_class(wanted.type, live.type)) wanted.type = live.type;
  if (wanted.type == live.type) adopt_option(wanted.options, live.options, option::declared_type);
}

void adopt_default(Column& wanted, const Column& live) {
  wanted.default_value = canonical_default(wanted.default_value, wanted.type);
  if (!wanted.default_value || !live.default_value) return;
  const auto* mine = std::get_if<Expression>(&wanted.default_value->value);
  const auto* other = std::get_if<Expression>(&live.default_value->value);
  if (mine != nullptr && other != nullptr && same_expression(*mine, *other, {}))
    wanted.default_value = live.default_value;
}

void adopt_column(Column& wanted, const Column& live) {
  adopt_type(wanted, live);
  adopt_default(wanted, live);
  adopt_collation(wanted.collation, live.collation);
  if (!wanted.nullable && !live.nullable)
    adopt_option(wanted.options, live.options, option::not_null_conflict);
}

/// ON CONFLICT, order and collation of a key of the same columns, where the model does not say.
template <class Key>
void adopt_key_options(Key& wanted, const Key& live) {
  if (wanted.columns != live.columns) return;
  adopt_option(wanted.options, live.options, option::on_conflict);
  adopt_option(wanted.options, live.options, option::key);
}

}  // namespace

void adopt_live(Table& wanted, const Table& live) {
  for (Column& column : wanted.columns) {
    const Column* found = find_column(live, column.name);
    if (found == nullptr) continue;
    adopt_column(column, *found);
    // SQLite lets NULL into a key that does not say NOT NULL; a model cannot ask for that.
    if (is_key(wanted, column) && is_key(live, *found)) column.nullable = found->nullable;
  }
  LiveTexts texts(live);
  for (Column& column : wanted.columns)
    if (column.generated) texts.adopt(column.generated->expression);
  wanted.checks.update_all([&](Check& check) { texts.adopt(check.expression); });
  wanted.indexes.update_all([&](Index& index) {
    const Index* same = live.indexes.find(index.name);
    for (std::size_t i = 0; i < index.parts.size(); ++i) {
      texts.adopt(index.parts[i].expression);
      if (same != nullptr && i < same->parts.size())
        adopt_collation(index.parts[i].collation, same->parts[i].collation);
    }
    if (index.where) texts.adopt(*index.where);
  });
  if (wanted.primary_key && live.primary_key)
    adopt_key_options(*wanted.primary_key, *live.primary_key);
  wanted.uniques.update_all([&](Unique& unique) {
    bool is_there = std::ranges::any_of(live.uniques, [&](const Unique& other) {
      return other.columns == unique.columns && other.options == unique.options;
    });
    if (is_there) return;
    for (const Unique& other : live.uniques) adopt_key_options(unique, other);
  });
}

void adopt_live(View& wanted, const View& live) {
  if (same_expression(wanted.query, live.query, {})) wanted.query = live.query;
}

}  // namespace dbtool::lite
