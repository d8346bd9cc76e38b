// Names of a database that does not mind their case, as the model writes them.
#include "core/compare/compare.h"
#include "core/support/text.h"

#include <map>
#include <string>
#include <vector>

namespace dbtool {
namespace {

/// Spellings by what they are in lower case; the first of several counts.
class Spellings {
 public:
  void add(const std::string& name) { names_.emplace(lower(name), name); }

  void adopt(std::string& name) const {
    auto found = names_.find(lower(name));
    if (found != names_.end()) name = found->second;
  }
  void adopt(std::vector<std::string>& names) const {
    for (std::string& name : names) adopt(name);
  }

 private:
  std::map<std::string, std::string> names_ = {};
};

class CaseAdoption {
 public:
  CaseAdoption(Schema& live, const Model& declared) : live_(live), declared_(declared) {
    for (const Table& table : declared.schema.tables) relations_.add(table.name.name);
    for (const View& view : declared.schema.views) relations_.add(view.name.name);
    for (const Rename& rename : declared.renames)
      if (rename.kind == Rename::Kind::table || rename.kind == Rename::Kind::view)
        relations_.add(parse_name(rename.from).name);
    for (const Table& table : live.tables) relations_.add(table.name.name);
  }

  void run() {
    live_.tables.update_all([&](Table& table) { relations_.adopt(table.name.name); });
    live_.views.update_all([&](View& view) { relations_.adopt(view.name.name); });
    for (const Table& table : live_.tables) columns_.emplace(table.name, spellings_of(table));
    live_.tables.update_all([&](Table& table) { adopt(table); });
    for (Dependency& dependency : live_.dependencies) {
      relations_.adopt(dependency.object.name);
      relations_.adopt(dependency.uses.name);
      adopt_columns(dependency.uses,
                    [&](const Spellings& columns) { columns.adopt(dependency.column); });
    }
  }

 private:
  /// The name of a live table in the model.
  Name declared_name(const Name& live) const {
    for (const Rename& rename : declared_.renames)
      if (rename.kind == Rename::Kind::table && parse_name(rename.from) == live)
        return parse_name(rename.to);
    return live;
  }

  Spellings spellings_of(const Table& live) const {
    Spellings columns;
    Name name = declared_name(live.name);
    if (const Table* declared = declared_.schema.tables.find(name))
      for (const Column& column : declared->columns) columns.add(column.name);
    for (const Rename& rename : declared_.renames)
      if (rename.kind == Rename::Kind::column && rename.table == name) columns.add(rename.from);
    for (const Column& column : live.columns) columns.add(column.name);
    return columns;
  }

  template <class Adopt>
  void adopt_columns(const Name& table, Adopt adopt) const {
    auto found = columns_.find(table);
    if (found != columns_.end()) adopt(found->second);
  }

  void adopt(Table& table) const {
    const Spellings& columns = columns_.at(table.name);
    for (Column& column : table.columns) columns.adopt(column.name);
    if (table.primary_key) columns.adopt(table.primary_key->columns);
    table.uniques.update_all([&](Unique& unique) { columns.adopt(unique.columns); });
    table.foreign_keys.update_all([&](ForeignKey& key) {
      columns.adopt(key.columns);
      relations_.adopt(key.references.name);
      adopt_columns(key.references,
                    [&](const Spellings& referred) { referred.adopt(key.referenced_columns); });
    });
    adopt_indexes(table, columns);
  }

  void adopt_indexes(Table& table, const Spellings& columns) const {
    Spellings names;
    Name name = declared_name(table.name);
    if (const Table* declared = declared_.schema.tables.find(name))
      for (const Index& index : declared->indexes) names.add(index.name);
    for (const Rename& rename : declared_.renames)
      if (rename.kind == Rename::Kind::index && rename.table == name) names.add(rename.from);
    table.indexes.update_all([&](Index& index) {
      names.adopt(index.name);
      for (IndexPart& part : index.parts) columns.adopt(part.column);
    });
  }

  Schema& live_;
  const Model& declared_;
  Spellings relations_ = {};
  std::map<Name, Spellings> columns_ = {};
};

}  // namespace

void adopt_declared_case(Schema& live, const Model& declared) {
  if (declared.names_ignore_case) CaseAdoption(live, declared).run();
}

}  // namespace dbtool
