#include "dialects/postgresql/settle.h"

#include "core/compare/view_uses.h"
#include "core/support/text.h"
#include "dialects/postgresql/ddl.h"
#include "dialects/postgresql/inspect.h"
#include "dialects/postgresql/names.h"

#include <algorithm>
#include <set>

namespace dbtool::postgres {
namespace {

std::string in_quotes(const Name& name) {
  return "\"" + to_text(name) + "\"";
}

/// What has to be there to try what is in doubt.
struct Surroundings {
  std::set<Name> tables = {};
  std::vector<Name> views = {};  ///< in an order in which they can be made
  Scope scope = {};
};

void add_view(const Name& name, const Schema& wanted, Surroundings& around, std::set<Name>& seen) {
  const View* view = wanted.views.find(name);
  if (view == nullptr || !seen.insert(name).second) return;
  const std::set<std::string> words = words_of(view->query);
  for (const Table& table : wanted.tables)
    if (words.contains(lower(table.name.name))) around.tables.insert(table.name);
  for (const View& other : wanted.views)
    if (words.contains(lower(other.name.name))) add_view(other.name, wanted, around, seen);
  around.views.push_back(name);
}

Surroundings surroundings_of(const std::vector<Doubt>& doubts, const Schema& wanted) {
  Surroundings around;
  std::set<Name> seen;
  for (const Doubt& doubt : doubts) {
    if (doubt.kind == Doubt::Kind::view)
      add_view(doubt.object, wanted, around, seen);
    else
      around.tables.insert(doubt.object);
  }
  std::set<std::string> schemas;
  for (const Name& table : around.tables) schemas.insert(table.schema);
  for (const Name& view : around.views) schemas.insert(view.schema);
  for (const Enum& one : wanted.enums) schemas.insert(one.name.schema);
  schemas.erase("");
  around.scope.schemas.assign(schemas.begin(), schemas.end());
  return around;
}

/// Columns without values: those come one by one, where they are in doubt. The primary key lets
/// views group by it.
Table bare_table(const Table& table, const std::vector<Doubt>& doubts) {
  Table bare{.name = table.name, .primary_key = table.primary_key};
  for (const Column& column : table.columns) {
    bool later = std::ranges::find(doubts, Doubt{Doubt::Kind::generated, table.name,
                                                 column.name}) != doubts.end();
    if (!later)
      bare.columns.push_back(
          {.name = column.name, .type = column.type, .collation = column.collation});
  }
  bool whole = !bare.primary_key ||
               std::ranges::all_of(bare.primary_key->columns, [&](const std::string& name) {
                 return find_column(bare, name) != nullptr;
               });
  if (!whole) bare.primary_key.reset();
  return bare;
}

/// Builds in the scratch database and keeps what the server says against it.
class Trial {
 public:
  Trial(const Model& declared, Connection& connection)
      : declared_(declared), connection_(connection) {}

  void make(const Surroundings& around, const Schema& wanted, const std::vector<Doubt>& doubts) {
    for (const std::string& schema : around.scope.schemas)
      attempt({"CREATE SCHEMA IF NOT EXISTS " + quote(schema)}, "schema", {"", schema});
    for (const Enum& one : wanted.enums) attempt(sql_of(CreateEnum{one}), "enum", one.name);
    for (const Name& table : around.tables)
      attempt(sql_of(CreateTable{bare_table(*wanted.tables.find(table), doubts)}), "table", table);
    for (const Doubt& doubt : doubts)
      if (doubt.kind != Doubt::Kind::view) make_part(*wanted.tables.find(doubt.object), doubt);
    for (const Name& view : around.views)
      attempt(sql_of(CreateView{*wanted.views.find(view)}), "view", view);
  }
  const std::vector<Problem>& problems() const { return problems_; }

 private:
  void make_part(const Table& table, const Doubt& doubt) {
    const Column* column = find_column(table, doubt.part);
    switch (doubt.kind) {
      case Doubt::Kind::default_value: {
        Sql statements = before_column(table, *column);
        statements.push_back(set_default_sql(table.name, *column));
        return attempt(statements, "default of", table.name, doubt.part, ".");
      }
      case Doubt::Kind::generated:
        return attempt({alter_table_sql(table.name, {"ADD COLUMN " + column_sql(*column)})},
                       "generated column", table.name, doubt.part, ".");
      case Doubt::Kind::check:
        return attempt(sql_of(CreateConstraint{table.name, *table.checks.find(doubt.part)}),
                       "check", table.name, doubt.part, "/");
      case Doubt::Kind::index: {
        Index index = *table.indexes.find(doubt.part);
        index.tablespace.clear();
        return attempt({create_index_sql(table.name, index, false)}, "index", table.name,
                       doubt.part, "/");
      }
      case Doubt::Kind::type:
      case Doubt::Kind::view:
        return;
    }
  }

  void attempt(const Sql& statements, const std::string& kind, const Name& object) {
    attempt(statements, kind + " " + in_quotes(object), kind + " " + to_text(object));
  }
  void attempt(const Sql& statements, const std::string& kind, const Name& table,
               const std::string& part, const std::string& separator) {
    std::string path = to_text(table) + separator + part;
    std::string what = separator == "." ? kind + " \"" + path + "\""
                                        : kind + " \"" + part + "\" of " + in_quotes(table);
    attempt(statements, what, path);
  }
  void attempt(const Sql& statements, const std::string& what, const std::string& place) {
    try {
      for (const std::string& sql : statements) connection_.execute(sql);
    } catch (const DatabaseError& error) {
      if (error.details().connection_lost) throw;
      report(error, what, place);
    }
  }

  void report(const DatabaseError& error, const std::string& what, const std::string& place) {
    Problem problem{.code = "DBT160",
                    .message = what + ": " + error.what(),
                    .notes = error.problems().front().notes};
    if (auto found = declared_.declared_at.find(place); found != declared_.declared_at.end())
      problem.where = found->second;
    const std::string& state = error.details().sqlstate;
    if (state == "42P01" || state == "42883" || state == "42704")
      problem.notes.push_back(
          {"known",
           "not all that dbtool leaves alone (foreign tables, functions over tables, extensions "
           "this user may not create) is in the scratch database; text that dbtool inspect prints "
           "is not tried there"});
    problems_.push_back(std::move(problem));
  }

  const Model& declared_;
  Connection& connection_;
  std::vector<Problem> problems_;
};

void take_part(Table& wanted, const Table& found, const Doubt& doubt) {
  Column* column = find_column(wanted, doubt.part);
  const Column* read = find_column(found, doubt.part);
  switch (doubt.kind) {
    case Doubt::Kind::type:
      column->type = read->type;
      break;
    case Doubt::Kind::default_value:
      column->default_value = read->default_value;
      break;
    case Doubt::Kind::generated:
      column->generated = read->generated;
      break;
    case Doubt::Kind::check:
      wanted.checks.find(doubt.part)->expression = found.checks.find(doubt.part)->expression;
      break;
    case Doubt::Kind::index: {
      Index& index = *wanted.indexes.find(doubt.part);
      std::string tablespace = index.tablespace;
      index = *found.indexes.find(doubt.part);
      index.tablespace = tablespace;
      break;
    }
    case Doubt::Kind::view:
      break;
  }
}

void take(const std::vector<Doubt>& doubts, const Schema& found, Schema& wanted) {
  for (const Doubt& doubt : doubts) {
    if (doubt.kind != Doubt::Kind::view) {
      take_part(*wanted.tables.find(doubt.object), *found.tables.find(doubt.object), doubt);
      continue;
    }
    View& view = *wanted.views.find(doubt.object);
    view.query = found.views.find(doubt.object)->query;
    view.columns.clear();
  }
}

}  // namespace

void settle(const std::vector<Doubt>& doubts, const Model& declared, Schema& wanted,
            Scratch& scratch) {
  Surroundings around = surroundings_of(doubts, wanted);
  scratch.furnish();
  Trial trial(declared, scratch.connection());
  trial.make(around, wanted, doubts);
  Schema found;
  if (trial.problems().empty()) found = inspect(scratch.connection(), around.scope);
  scratch.reset();
  if (!trial.problems().empty()) throw UsageError(trial.problems());
  take(doubts, found, wanted);
}

}  // namespace dbtool::postgres
