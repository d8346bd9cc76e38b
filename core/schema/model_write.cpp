#include "core/schema/model_write.h"

#include "core/schema/model_text.h"
#include "core/schema/naming.h"

#include <algorithm>
#include <optional>

namespace dbtool {
namespace {

/// A constraint that has no name in the database is known by one that begins with `?`.
bool has_name(const std::string& name) {
  return !name.empty() && name[0] != '?';
}

Value* find(Value::Map& map, std::string_view key) {
  auto found = std::ranges::find(map, key, &std::pair<std::string, Value>::first);
  return found == map.end() ? nullptr : &found->second;
}

void remove(Value::Map& map, std::string_view key) {
  std::erase_if(map, [&](const auto& entry) { return entry.first == key; });
}

/// What a map has besides its name.
Value::Map nameless(Value::Map map) {
  remove(map, "name");
  return map;
}

/// A constraint or index in the model's words, which have none for its comment.
Value::Map uncommented(Value::Map map) {
  remove(map, "comment");
  return map;
}

/// The only value of a map that says no more than that; else the map.
Value shortest(Value::Map map, std::string_view plain_key) {
  bool plain = map.size() == 1 && map[0].first == plain_key;
  return plain ? std::move(map[0].second) : Value(std::move(map));
}

class TableWriter {
 public:
  explicit TableWriter(const Table& table) : table_(table) {}

  Value::Map write() {
    Table rest = table_;
    rest.primary_key.reset();
    rest.uniques = {};
    rest.foreign_keys = {};
    rest.checks = {};
    rest.indexes = {};
    map_ = nameless(write_named_table(rest));
    write_primary_key();
    for (const Unique& unique : table_.uniques) add(unique);
    for (const ForeignKey& key : table_.foreign_keys) add(key);
    for (const Check& check : table_.checks)
      add("checks", check.name, uncommented(write_check(check)), "sql");
    for (const Index& index : table_.indexes) add(index);
    for (auto& [key, parts] : parts_) place(key, parts);
    return std::move(map_);
  }

 private:
  struct Part {
    std::string name = {};
    Value::Map words = {};
    std::string plain_key = {};
  };

  const NamingConvention naming_ = postgres_naming();

  bool is_usual(const std::string& name, const std::string& pattern,
                const std::vector<std::string>& columns, const std::string& referred = {}) const {
    return !has_name(name) || name == name_by_convention(pattern, table_, columns, referred);
  }

  /// Puts the word into the only column of `columns`, if there is room for it.
  bool put_into(const std::vector<std::string>& columns, const std::string& word, Value value) {
    if (columns.size() != 1) return false;
    Value* column = find(std::get<Value::Map>(find(map_, "columns")->data), columns[0]);
    auto* words = column == nullptr ? nullptr : std::get_if<Value::Map>(&column->data);
    if (words == nullptr || find(*words, word) != nullptr) return false;
    put(*words, word, std::move(value));
    return true;
  }

  void write_primary_key() {
    if (!table_.primary_key) return;
    const PrimaryKey& key = *table_.primary_key;
    Value::Map words = uncommented(dbtool::write_primary_key(key));
    if (is_usual(key.name, naming_.primary_key, key.columns)) remove(words, "name");
    if (words.size() == 1 && put_into(key.columns, "primary_key", true)) return;
    put(map_, "primary_key", shortest(std::move(words), "columns"));
  }

  void add(const Unique& unique) {
    Value::Map words = uncommented(write_unique(unique));
    bool usual =
        nameless(words).size() == 1 && is_usual(unique.name, naming_.unique, unique.columns);
    if (usual && put_into(unique.columns, "unique", true)) return;
    add("unique", unique.name, std::move(words), "columns");
  }

  void add(const ForeignKey& key) {
    Value::Map words = uncommented(write_foreign_key(key));
    Value::Map short_words;
    if (auto target = short_target(key); target && !key.external.value)
      put(short_words, "column", *target);
    else
      short_words = std::get<Value::Map>(find(words, "references")->data);
    for (const auto& [word, value] : words)
      if (word != "name" && word != "columns" && word != "references")
        put(short_words, word, value);
    bool usual = is_usual(key.name, naming_.foreign_key, key.columns, key.references.name);
    if (usual && put_into(key.columns, "references", shortest(std::move(short_words), "column")))
      return;
    add("foreign_keys", key.name, std::move(words), "");
  }

  /// users.id
  static std::optional<std::string> short_target(const ForeignKey& key) {
    std::string text = to_text(key.references);
    if (key.referenced_columns.size() != 1) return std::nullopt;
    text += "." + key.referenced_columns[0];
    auto dots = std::ranges::count(text, '.');
    bool clear = dots == (key.references.schema.empty() ? 1 : 2);
    return clear ? std::optional(text) : std::nullopt;
  }

  void add(const Index& index) {
    std::vector<std::string> columns;
    for (const IndexPart& part : index.parts) columns.push_back(part.column);
    Value::Map words = uncommented(write_index(index));
    bool plain = nameless(words).size() == 1 && columns.size() == 1 &&
                 index.parts[0] == IndexPart{.column = columns[0]};
    bool usual = plain && is_usual(index.name, naming_.index, columns);
    if (usual && put_into(columns, "index", true)) return;
    add("indexes", index.name, std::move(words), "columns");
  }

  void add(const std::string& key, const std::string& name, Value::Map words,
           const std::string& plain_key) {
    auto found = std::ranges::find(parts_, key, &std::pair<std::string, std::vector<Part>>::first);
    if (found == parts_.end()) found = parts_.insert(found, {key, {}});
    found->second.push_back({name, nameless(std::move(words)), plain_key});
  }

  /// By name where all have one, else as a list.
  void place(const std::string& key, std::vector<Part>& parts) {
    bool by_name = std::ranges::all_of(parts, [](const Part& part) { return has_name(part.name); });
    Value::Map map;
    Value::List list;
    for (Part& part : parts) {
      if (by_name) {
        put(map, part.name, shortest(std::move(part.words), part.plain_key));
        continue;
      }
      if (has_name(part.name)) part.words.insert(part.words.begin(), {"name", part.name});
      list.push_back(shortest(std::move(part.words), part.plain_key));
    }
    put(map_, key, by_name ? Value(std::move(map)) : Value(std::move(list)));
  }

  const Table& table_;
  Value::Map map_ = {};
  std::vector<std::pair<std::string, std::vector<Part>>> parts_ = {};
};

Value write_namespaces(const NamedList<Namespace>& namespaces) {
  Value::Map map;
  for (const Namespace& space : namespaces) {
    Value::Map words;
    if (!space.comment.empty()) put(words, "comment", space.comment);
    put(map, space.name, words.empty() ? Value() : Value(std::move(words)));
  }
  return map;
}

Value write_enum(const Enum& definition) {
  Value::List values(definition.values.begin(), definition.values.end());
  if (definition.comment.empty()) return values;
  return Value::Map{{"values", std::move(values)}, {"comment", definition.comment}};
}

}  // namespace

std::string write_model(const Schema& schema) {
  Value::Map model = {{"dbtool", 1}};
  if (!schema.namespaces.empty()) put(model, "schemas", write_namespaces(schema.namespaces));
  Value::Map enums;
  for (const Enum& definition : schema.enums)
    put(enums, to_text(definition.name), write_enum(definition));
  if (!enums.empty()) put(model, "enums", std::move(enums));
  Value::Map tables;
  for (const Table& table : schema.tables)
    put(tables, to_text(table.name), TableWriter(table).write());
  put(model, "tables", std::move(tables));
  Value::Map views;
  for (const View& view : schema.views)
    put(views, to_text(view.name), shortest(nameless(write_view(view)), "query"));
  if (!views.empty()) put(model, "views", std::move(views));
  return yaml::write(model);
}

}  // namespace dbtool
