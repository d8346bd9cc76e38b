#include "core/compare/excerpt.h"

#include "core/compare/difference.h"
#include "core/compare/view_uses.h"
#include "core/support/text.h"

#include <algorithm>
#include <vector>

namespace dbtool {
namespace {

using Words = std::set<std::string>;

bool is_word_character(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x80 || (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
         (byte >= 'A' && byte <= 'Z') || c == '_' || c == '$';
}

template <class Take>
void each_word(std::string_view text, Take take) {
  for (std::size_t end = 0; end < text.size();) {
    std::size_t begin = end;
    while (begin < text.size() && !is_word_character(text[begin])) ++begin;
    end = begin;
    while (end < text.size() && is_word_character(text[end])) ++end;
    if (end != begin) take(lower(text.substr(begin, end - begin)));
  }
}

/// Whether a text with these words can hold the name; one of several words ("order items") may be
/// found where it is not, which does no harm.
bool are_named(const Words& words, const std::string& name) {
  bool all = !name.empty();
  each_word(name, [&](const std::string& word) { all = all && words.contains(word); });
  return all;
}

template <class T>
bool any_named(const Words& words, const NamedList<T>& parts) {
  return std::ranges::any_of(parts, [&](const T& part) { return are_named(words, part.name); });
}

bool are_named(const Words& words, const Table& table) {
  return are_named(words, table.name.name) ||
         (table.primary_key && are_named(words, table.primary_key->name)) ||
         any_named(words, table.uniques) || any_named(words, table.foreign_keys) ||
         any_named(words, table.checks) || any_named(words, table.indexes);
}

template <class T>
void take_differing(const NamedList<T>& live, const NamedList<T>& wanted, std::set<Name>& names) {
  auto take = [&](const T& item) { names.insert(item.name); };
  match_by_name(live, wanted, take, take, [&](const T& from, const T& to) {
    if (!(from == to)) names.insert(from.name);
  });
}

void take_named(const Schema& schema, const Words& words, Excerpt& touched) {
  for (const Table& table : schema.tables)
    if (are_named(words, table)) touched.relations.insert(table.name);
  for (const View& view : schema.views)
    if (are_named(words, view.name.name)) touched.relations.insert(view.name);
  for (const Enum& type : schema.enums)
    if (are_named(words, type.name.name)) touched.enums.insert(type.name);
}

/// What stands in a schema (namespace) that comes or goes.
void take_contents(const Schema& schema, const std::set<std::string>& spaces, Excerpt& touched) {
  for (const Table& table : schema.tables)
    if (spaces.contains(table.name.schema)) touched.relations.insert(table.name);
  for (const View& view : schema.views)
    if (spaces.contains(view.name.schema)) touched.relations.insert(view.name);
  for (const Enum& type : schema.enums)
    if (spaces.contains(type.name.schema)) touched.enums.insert(type.name);
}

void take_tables_of_enums(const Schema& schema, Excerpt& touched) {
  for (const Table& table : schema.tables)
    for (const Column& column : table.columns)
      if (const Name* type = enum_of(column); type != nullptr && touched.enums.contains(*type))
        touched.relations.insert(table.name);
}

std::set<std::string> differing_namespaces(const Comparison& comparison) {
  std::set<std::string> spaces;
  auto take = [&](const Namespace& space) { spaces.insert(space.name); };
  match_by_name(comparison.live.namespaces, comparison.wanted.namespaces, take, take,
                [](const Namespace&, const Namespace&) {});
  return spaces;
}

Excerpt touched_by(const Comparison& comparison, const Words& words) {
  Excerpt touched;
  take_differing(comparison.live.tables, comparison.wanted.tables, touched.relations);
  take_differing(comparison.live.views, comparison.wanted.views, touched.relations);
  take_differing(comparison.live.enums, comparison.wanted.enums, touched.enums);
  const std::set<std::string> spaces = differing_namespaces(comparison);
  for (const Schema* schema : {&comparison.live, &comparison.wanted}) {
    take_named(*schema, words, touched);
    if (!spaces.empty()) take_contents(*schema, spaces, touched);
  }
  for (const Schema* schema : {&comparison.live, &comparison.wanted})
    take_tables_of_enums(*schema, touched);
  return touched;
}

/// Adds what `next` gives for each name, and so on.
template <class Next>
void close_over(std::set<Name>& names, Next next) {
  std::vector<Name> open(names.begin(), names.end());
  while (!open.empty()) {
    const Name name = std::move(open.back());
    open.pop_back();
    for (const Name& other : next(name))
      if (names.insert(other).second) open.push_back(other);
  }
}

void take_neighbours(const Schema& schema, const std::set<Name>& touched, std::set<Name>& kept) {
  for (const Table& table : schema.tables)
    for (const ForeignKey& key : table.foreign_keys) {
      if (touched.contains(table.name)) kept.insert(key.references);
      if (touched.contains(key.references)) kept.insert(table.name);
    }
  if (schema.views.empty()) return;
  const ViewUses uses(schema);
  std::set<Name> above = touched;
  close_over(
      above, [&](const Name& name) -> const auto& { return uses.users_of(name); });
  kept.insert(above.begin(), above.end());
  close_over(
      kept, [&](const Name& name) -> const auto& { return uses.of(name); });
}

class EnumsInUse {
 public:
  EnumsInUse(const Schema& schema, Excerpt& excerpt) : schema_(schema), excerpt_(excerpt) {}

  void take(const Table& table) {
    for (const Column& column : table.columns) {
      if (const Name* type = enum_of(column)) excerpt_.enums.insert(*type);
      const auto* sql =
          column.default_value ? std::get_if<Expression>(&column.default_value->value) : nullptr;
      if (sql != nullptr) take(*sql);
      if (column.generated) take(column.generated->expression);
    }
    for (const Check& check : table.checks) take(check.expression);
    for (const Index& index : table.indexes) {
      for (const IndexPart& part : index.parts) take(part.expression);
      if (index.where) take(*index.where);
    }
  }
  void take(const Expression& expression) {
    if (expression.sql.empty()) return;
    const Words words = words_of(expression);
    for (const Enum& type : schema_.enums)
      if (words.contains(lower(type.name.name))) excerpt_.enums.insert(type.name);
  }

 private:
  const Schema& schema_;
  Excerpt& excerpt_;
};

void take_enums_in_use(const Schema& schema, Excerpt& excerpt) {
  EnumsInUse in_use(schema, excerpt);
  for (const Name& name : excerpt.relations) {
    if (const Table* table = schema.tables.find(name)) in_use.take(*table);
    if (const View* view = schema.views.find(name)) in_use.take(view->query);
  }
}

Table without_keys_out(Table table, const Excerpt& excerpt) {
  std::vector<std::string> out;
  for (const ForeignKey& key : table.foreign_keys)
    if (!excerpt.relations.contains(key.references)) out.push_back(key.name);
  for (const std::string& name : out) table.foreign_keys.remove(name);
  return table;
}

}  // namespace

std::set<std::string> script_words(std::string_view text) {
  std::set<std::string> words;
  each_word(text, [&](std::string word) { words.insert(std::move(word)); });
  return words;
}

Excerpt excerpt_of(const Comparison& comparison, const std::set<std::string>& words) {
  const Excerpt touched = touched_by(comparison, words);
  Excerpt excerpt = touched;
  for (const Schema* schema : {&comparison.live, &comparison.wanted})
    take_neighbours(*schema, touched.relations, excerpt.relations);
  for (const Schema* schema : {&comparison.live, &comparison.wanted})
    take_enums_in_use(*schema, excerpt);
  return excerpt;
}

Schema cut(const Schema& schema, const Excerpt& excerpt) {
  Schema part = {.namespaces = schema.namespaces};
  for (const Table& table : schema.tables)
    if (excerpt.relations.contains(table.name)) part.tables.add(without_keys_out(table, excerpt));
  for (const View& view : schema.views)
    if (excerpt.relations.contains(view.name)) part.views.add(view);
  for (const Enum& type : schema.enums)
    if (excerpt.enums.contains(type.name)) part.enums.add(type);
  for (const Dependency& dependency : schema.dependencies)
    if (excerpt.relations.contains(dependency.object)) part.dependencies.push_back(dependency);
  return part;
}

}  // namespace dbtool
