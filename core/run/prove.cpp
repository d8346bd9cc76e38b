#include "core/run/prove.h"

#include "core/compare/excerpt.h"
#include "core/revisions/revision_body.h"
#include "core/run/failure.h"
#include "core/run/plan.h"
#include "core/run/replay.h"
#include "core/run/transaction.h"
#include "core/support/text.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <span>
#include <utility>

namespace dbtool {
namespace {

void run_statements(Connection& connection, std::span<const Statement> statements) {
  for (const Statement& statement : statements) {
    if (statement.check_message.empty())
      connection.execute(statement.sql);
    else
      run_check(connection, statement);
  }
}

/// The scratch database has none of the rows that others refer to.
std::vector<Section> without_rows(std::vector<Section> sections) {
  for (Section& section : sections)
    std::erase_if(section.operations, [](const Operation& operation) {
      return std::holds_alternative<ChangeRows>(operation.what);
    });
  return sections;
}

/// In a transaction of its own when the statements allow it: the frame of a rebuild needs one.
void run_part(const Dialect& dialect, Connection& connection, PlannedPart& part) {
  render_part(part, dialect, tables_in(dialect, connection));
  part.operations = {};  // large scripts are large in memory, too
  const bool alone = std::any_of(part.statements.begin(), part.statements.end(),
                                 [](const Statement& s) { return !s.in_transaction; });
  if (alone) return run_statements(connection, part.statements);
  Transaction transaction(connection, dialect.transaction(connection, part.statements));
  run_statements(connection, part.statements);
  transaction.commit();
}

void add_lines(const std::string& prefix, const Comparison& comparison,
               std::vector<std::string>& lines) {
  for (const Change& change : changes_of(compare(comparison), comparison.declared))
    lines.push_back(prefix + to_text(change));
}

/// A lost connection and a server out of memory, disk or locks (class 53) say nothing of it.
bool is_about_the_script(const DatabaseError& error) {
  return !error.details().connection_lost && !error.details().sqlstate.starts_with("53");
}

/// What to do about a step that no order of steps makes possible; empty: dbtool's own mistake.
std::string advice_on(const DatabaseError& error) {
  const std::string& state = error.details().sqlstate;
  if (state == "42846" || state == "42804")
    return "say how to convert the values: using: of the column in YAML models, or of the step in "
           "the script (dbtool migrate --no-prove)";
  if (state == "42704" || state == "42883")
    return "what dbtool leaves alone (types, functions, extensions…) must be there first: make it "
           "in a revision before this one; if the database has it: dbtool migrate --no-prove";
  if (state == "0A000" || state == "42P16" || state == "22023")
    return "change the models, or write the steps by hand: dbtool revision";
  return {};
}

UsageError not_possible(const std::string& direction, const Error& error, const std::string& advice,
                        const std::string& statement = {}) {
  const Problem& problem = error.problems().front();
  std::vector<Note> notes;
  if (!statement.empty()) notes.push_back({"statement", statement});
  notes.push_back({"cause", problem.message});
  notes.push_back({"state", "nothing was written"});
  const std::string& next = advice.empty() ? problem.hint : advice;
  if (!next.empty()) notes.push_back({"next", next});
  return UsageError({.code = "DBT318",
                     .message = "a step of the " + direction + " is not possible",
                     .notes = std::move(notes)});
}

/// Runs one direction; false, with a line, when the database refuses it.
bool runs(const Dialect& dialect, Connection& connection, std::vector<Section>&& sections,
          const std::string& name, std::vector<std::string>& lines) {
  try {
    for (PlannedPart& part : parts_of(without_rows(std::move(sections)), dialect)) {
      run_part(dialect, connection, part);
      part = {};
    }
    return true;
  } catch (const DatabaseError& error) {
    if (!is_about_the_script(error)) throw;
    if (const std::string advice = advice_on(error); !advice.empty())
      throw not_possible(name, error, advice, error.details().statement);
    lines.push_back(name + " fails: " + error.what());
  } catch (const UsageError& error) {
    throw not_possible(name, error, {});
  } catch (const Error& error) {
    lines.push_back(name + " fails: " + error.what());
  }
  return false;
}

/// Builds what a schema has and `there` has not.
void build_on(const Dialect& dialect, Connection& connection, const Schema& there,
              const Schema& schema) {
  const Model model = {.schema = schema};
  const std::vector<Statement> statements = dialect.render(
      compare({.live = there, .wanted = schema, .declared = model}), tables_of(there));
  // One transaction for thousands of tables would need more locks than a server has.
  constexpr std::size_t at_once = 100;
  for (std::size_t done = 0; done < statements.size(); done += at_once) {
    const auto some =
        std::span(statements).subspan(done).first(std::min(at_once, statements.size() - done));
    Transaction transaction(connection, dialect.transaction(connection, some));
    run_statements(connection, some);
    transaction.commit();
  }
}

/// What the live schema needs may be more than dbtool knows of: functions, extensions, roles. Some
/// functions take rows of tables, which have to be there, and views may use those.
void build_like(const Dialect& dialect, Scratch& scratch, const Schema& live) {
  try {
    Schema tables = live;
    tables.views = {};
    tables.dependencies.clear();
    build(dialect, scratch.connection(), tables);
    if (live.views.empty()) return;
    scratch.furnish();
    build_on(dialect, scratch.connection(), tables, live);
  } catch (const DatabaseError& error) {
    throw UsageError({.code = "DBT305",
                      .message = "the script cannot be tried: the schema of the database cannot be "
                                 "made in a scratch database",
                      .notes = {{"cause", error.what()},
                                {"next", "read the script with care: dbtool migrate --no-prove"}}});
  }
}

/// Adds stand-ins for tables in schemas that nobody reads, as far as foreign keys rest on them.
void add_stand_ins(const Schema& from, Schema& to) {
  for (const Table& table : from.tables)
    for (const ForeignKey& key : table.foreign_keys) {
      if (!key.external.value || key.references.schema.empty()) continue;
      const Table* known = to.tables.find(key.references);
      Table stand_in = known != nullptr ? *known : Table{.name = key.references};
      for (std::size_t i = 0; i < key.columns.size(); ++i)
        if (find_column(stand_in, key.referenced_columns.at(i)) == nullptr)
          stand_in.columns.push_back({.name = key.referenced_columns[i],
                                      .type = find_column(table, key.columns[i])->type});
      stand_in.uniques.add({.name = stand_in.name.name + "_" + join(key.referenced_columns, "_"),
                            .columns = key.referenced_columns});
      to.namespaces.add({.name = stand_in.name.schema});
      to.tables.add(std::move(stand_in));
    }
}

/// What the scripts can touch of the live schema, and what stands around it.
Schema surroundings(const Claim& claim, const Excerpt& excerpt) {
  Schema schema = cut(claim.live, excerpt);
  add_stand_ins(Schema(schema), schema);
  add_stand_ins(cut(claim.wanted, excerpt), schema);
  return schema;
}

/// The model without what the script does not concern, and without places.
Model cut(const Model& model, const Excerpt& excerpt) {
  return {.schema = cut(model.schema, excerpt),
          .renames = model.renames,
          .names_by_convention = model.names_by_convention,
          .ignored = model.ignored,
          .conversions = model.conversions};
}

std::vector<RevisionBody> read(const std::vector<ScriptText>& scripts, const Dialect& dialect) {
  std::vector<RevisionBody> bodies;
  for (const ScriptText& script : scripts)
    bodies.push_back(parse_body(script.text, script.file, dialect.traits().name, script.database));
  return bodies;
}

std::set<std::string> words_of(const Claim& claim) {
  std::set<std::string> words;
  for (const ScriptText& script : claim.scripts) words.merge(script_words(script.text));
  return words;
}

/// The downgrades, the last one first.
bool run_back(const Dialect& dialect, Connection& connection, std::vector<RevisionBody>& bodies,
              std::vector<std::string>& lines) {
  return std::all_of(bodies.rbegin(), bodies.rend(), [&](RevisionBody& body) {
    return runs(dialect, connection, std::move(body.downgrade), "downgrade", lines);
  });
}

Scope scope_of(const Claim& claim) {
  Scope scope;
  for (const Schema* schema : {&claim.live, &claim.declared.schema})
    for (const Namespace& space : schema->namespaces) scope.schemas.push_back(space.name);
  return scope;
}

/// What is still to do before `after`, as it was found in the scratch database, is the model.
void compare_with_model(const Dialect& dialect, Scratch& scratch, Schema after, Model declared,
                        std::vector<std::string>& lines) {
  bool is_empty = false;
  const ScratchSource source = [&]() -> Scratch& {
    if (!is_empty) scratch.reset();
    is_empty = true;
    return scratch;
  };
  Schema wanted = dialect.canonical(declared, after, source);
  adopt_live_names(after, wanted, declared);
  add_lines("after the upgrade, still to do: ",
            {.live = after, .wanted = wanted, .declared = declared}, lines);
}

}  // namespace

void run_upgrade(const Dialect& dialect, Connection& connection, const RevisionBody& body) {
  for (PlannedPart& part : parts_of(body.upgrade, dialect)) run_part(dialect, connection, part);
}

void build(const Dialect& dialect, Connection& connection, const Schema& schema) {
  build_on(dialect, connection, {}, schema);
}

std::vector<std::string> prove(const Dialect& dialect, Scratch& scratch, Claim claim) {
  const Excerpt excerpt = excerpt_of(
      {.live = claim.live, .wanted = claim.wanted, .declared = claim.declared}, words_of(claim));
  const Scope scope = scope_of(claim);
  Model declared = cut(claim.declared, excerpt);
  scratch.reset();
  scratch.furnish();
  Connection& connection = scratch.connection();
  build_like(dialect, scratch, surroundings(claim, excerpt));
  const std::vector<ScriptText> scripts = std::move(claim.scripts);
  claim = {};
  std::vector<RevisionBody> bodies = read(scripts, dialect);
  const bool goes_back = std::ranges::none_of(
      bodies, [](const RevisionBody& body) { return body.irreversible.has_value(); });
  const Schema before = dialect.inspect(connection, scope);

  std::vector<std::string> lines;
  for (RevisionBody& body : bodies)
    if (!runs(dialect, connection, std::move(body.upgrade), "upgrade", lines)) return lines;
  Schema after = dialect.inspect(connection, scope);
  if (goes_back && run_back(dialect, connection, bodies, lines)) {
    const Schema back = dialect.inspect(connection, scope);
    add_lines("after the downgrade, still to do: ",
              {.live = back, .wanted = before, .declared = {.schema = before}}, lines);
  }
  compare_with_model(dialect, scratch, std::move(after), std::move(declared), lines);
  return lines;
}

}  // namespace dbtool
