#include "dialects/sqlite/inspect.h"

#include "core/support/text.h"
#include "dialects/sqlite/connection.h"
#include "dialects/sqlite/errors.h"
#include "dialects/sqlite/names.h"
#include "dialects/sqlite/read_table.h"
#include "dialects/sqlite/stored_texts.h"
#include "dialects/sqlite/types.h"
#include "dialects/sqlite/version_triggers.h"

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Exception.h>
#include <SQLiteCpp/Statement.h>

#include <algorithm>
#include <unordered_map>

namespace dbtool::lite {
namespace {

/// The pragma that says how SQLite itself understood a table.
class ColumnPragma {
 public:
  explicit ColumnPragma(SqliteConnection& connection)
      : statement_(connection.database(),
                   "SELECT name, type, \"notnull\", hidden FROM pragma_table_xinfo(?)") {}

  /// A table whose text we read otherwise than SQLite does is not touched.
  void verify(const std::string& table, const TableText& text) {
    statement_.reset();
    statement_.bind(1, table);
    std::size_t count = 0;
    while (statement_.executeStep()) {
      if (count == text.columns.size() || !agrees(text, text.columns[count])) not_understood(table);
      ++count;
    }
    if (count != text.columns.size()) not_understood(table);
  }

  [[noreturn]] static void not_understood(const std::string& table) {
    throw DatabaseError({.code = "DBT408",
                         .message = "the definition of table \"" + table + "\" cannot be read",
                         .notes = {{"next", "leave the table out with ignore: { tables: [" + table +
                                                "] } and report it"}}},
                        {});
  }

 private:
  bool agrees(const TableText& text, const ColumnText& column) {
    const Clause* generated = column.find(Clause::Kind::generated);
    int hidden = generated == nullptr ? 0 : generated->stored ? 3 : 2;
    bool not_null = column.find(Clause::Kind::not_null) != nullptr;
    bool key_is_not_null = text.without_rowid || text.strict;
    bool key_of_rows = key_is_not_null && statement_.getColumn(2).getInt() != 0;
    return statement_.getColumn(0).getText() == column.name &&
           statement_.getColumn(3).getInt() == hidden &&
           (key_of_rows || (statement_.getColumn(2).getInt() != 0) == not_null) &&
           same_words(statement_.getColumn(1).getText(), column.type);
  }

  /// SQLite joins the words of a type by one blank, and takes quotes off in its own way.
  static bool same_words(std::string_view pragma, std::string_view text) {
    return pragma == text || same_spelling(pragma, text) ||
           text.find_first_of("\"'`[/-") != std::string_view::npos;
  }

  SQLite::Statement statement_;
};

/// References as SQLite resolves them: letter case aside, and without columns to the primary key.
class Parents {
 public:
  Parents(SqliteConnection& connection, const Schema& schema) : connection_(connection) {
    for (const Table& table : schema.tables) known_.emplace(lower(table.name.name), table);
  }

  void complete(ForeignKey& key) {
    const Table* parent = find(key.references.name, key.referenced_columns.empty());
    if (parent == nullptr) return;
    key.references.name = parent->name.name;
    if (key.referenced_columns.empty() && parent->primary_key)
      key.referenced_columns = parent->primary_key->columns;
    for (std::string& name : key.referenced_columns)
      for (const Column& column : parent->columns)
        if (same_name(column.name, name)) name = column.name;
  }

 private:
  /// A table outside of the scope is only looked for when the key does not say it all.
  const Table* find(const std::string& name, bool must_know) {
    auto found = known_.find(lower(name));
    if (found == known_.end() && !must_know) return nullptr;
    if (found == known_.end()) {
      Table parent;
      if (auto stored = stored_object(connection_, name); stored && stored->type == "table")
        if (auto text = parse_create_table(stored->sql))
          parent = read_table(*text, stored->name).table;
      found = known_.emplace(lower(name), std::move(parent)).first;
    }
    return found->second.name.name.empty() ? nullptr : &found->second;
  }

  SqliteConnection& connection_;
  std::unordered_map<std::string, Table> known_ = {};
};

class Inspector {
 public:
  Inspector(SqliteConnection& connection, const Scope& scope)
      : connection_(connection), scope_(scope), columns_(connection) {}

  Schema run() {
    std::vector<StoredObject> objects = stored_objects(connection_, scope_.tables);
    find_shadows(objects);
    for (const StoredObject& object : objects) add(object);
    for (const StoredObject& object : objects)
      if (object.type == "index") add_index(object);
    complete_references();
    adopt_triggers();
    if (scope_.tables.empty()) mark_external_references(schema_);
    for (const View& view : schema_.views)
      for (Dependency& dependency : dependencies_of(connection_, view, schema_))
        schema_.dependencies.push_back(std::move(dependency));
    std::ranges::sort(schema_.dependencies);
    std::ranges::sort(schema_.unmanaged, {},
                      [](const Unmanaged& thing) { return std::tie(thing.kind, thing.name); });
    return std::move(schema_);
  }

 private:
  bool is_ignored(const std::string& table) const {
    return std::ranges::any_of(scope_.ignored_tables,
                               [&](const Name& name) { return same_name(name.name, table); });
  }

  void find_shadows(const std::vector<StoredObject>& objects) {
    if (std::ranges::none_of(objects, &StoredObject::is_virtual)) return;
    connection_.query(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'shadow'",
        [&](Row row) { shadows_.emplace(*row[0]); });
  }

  void add(const StoredObject& object) {
    if (is_ignored(object.table)) return;
    if (object.type == "view")
      add_view(object);
    else if (object.type == "trigger")
      triggers_[object.table].push_back({object.name, object.sql});
    else if (object.type == "table" && object.is_virtual())
      unmanaged("virtual table", object.name);
    else if (object.type == "table" && shadows_.contains(object.name))
      unmanaged("shadow table", object.name);
    else if (object.type == "table")
      add_table(object);
  }

  void unmanaged(const std::string& kind, const std::string& name) {
    schema_.unmanaged.push_back({kind, name});
  }

  void add_table(const StoredObject& object) {
    auto text = parse_create_table(object.sql);
    if (!text) ColumnPragma::not_understood(object.name);
    columns_.verify(object.name, *text);
    TableReading reading = read_table(*text, object.name);
    for (Enum& definition : reading.enums)
      if (!schema_.enums.contains(definition.name)) schema_.enums.add(std::move(definition));
    schema_.tables.add(std::move(reading.table));
  }

  void add_view(const StoredObject& object) {
    if (auto view = read_view(object.sql, object.name))
      schema_.views.add(std::move(*view));
    else
      unmanaged("view", object.name);
  }

  void add_index(const StoredObject& object) {
    Table* table = schema_.tables.find(Name{"", object.table});
    if (table == nullptr) return;
    if (auto index = read_index(object.sql, object.name, *table))
      table->indexes.add(std::move(*index));
    else
      unmanaged("index", object.name + " on " + object.table);
  }

  /// Those of versions belong to their columns.
  void adopt_triggers() {
    for (auto& [name, triggers] : triggers_) {
      if (Table* table = schema_.tables.find(Name{"", name}))
        for (const StoredText& adopted : adopt_versions(*table, triggers))
          std::erase_if(triggers, [&](const StoredText& one) { return one.name == adopted.name; });
      for (const StoredText& trigger : triggers) unmanaged("trigger", trigger.name + " on " + name);
    }
  }

  void complete_references() {
    Parents parents(connection_, schema_);
    schema_.tables.update_all([&](Table& table) {
      table.foreign_keys.update_all([&](ForeignKey& key) { parents.complete(key); });
    });
  }

  SqliteConnection& connection_;
  const Scope& scope_;
  ColumnPragma columns_;
  std::set<std::string, std::less<>> shadows_ = {};
  std::map<std::string, std::vector<StoredText>> triggers_ = {};  ///< by their table
  Schema schema_ = {};
};

}  // namespace

Schema inspect(SqliteConnection& connection, const Scope& scope) {
  try {
    return Inspector(connection, scope).run();
  } catch (const SQLite::Exception&) {
    throw database_error(connection.handle(), "");
  }
}

}  // namespace dbtool::lite
