#include "cli/migration.h"

#include "cli/session.h"
#include "core/operations/operation_file.h"
#include "core/revisions/section_settings.h"
#include "core/run/prove.h"
#include "core/run/replay.h"
#include "core/support/text.h"

#include <algorithm>

namespace dbtool::cli {
namespace {

bool is_concurrent(const Operation& operation) {
  const auto* create = std::get_if<CreateIndex>(&operation.what);
  const auto* drop = std::get_if<DropIndex>(&operation.what);
  return (create != nullptr && create->index.concurrently) ||
         (drop != nullptr && drop->concurrently);
}

bool mentions(const Operation& operation, const std::string& value) {
  Value::List list{write_operation(operation)};
  return yaml::write(list).find(value) != std::string::npos;
}

// PostgreSQL does not let a transaction use an enum value that it has added itself.
bool adds_used_value(const std::vector<Operation>& operations, std::size_t index) {
  const auto* add = std::get_if<AddEnumValue>(&operations[index].what);
  return add != nullptr &&
         std::any_of(operations.begin() + static_cast<std::ptrdiff_t>(index) + 1, operations.end(),
                     [&](const Operation& later) { return mentions(later, add->value); });
}

std::vector<Section> sections_for(const std::vector<Operation>& operations,
                                  const Dialect& dialect) {
  std::vector<Section> sections;
  for (std::size_t i = 0; i < operations.size(); ++i) {
    bool alone = is_concurrent(operations[i]) ||
                 (dialect.traits().has_enums && adds_used_value(operations, i));
    if (sections.empty() || sections.back().settings.transaction == alone)
      sections.push_back({.settings = {.transaction = !alone}});
    sections.back().operations.push_back(operations[i]);
  }
  return sections;
}

std::string statements_text(const std::vector<Statement>& statements) {
  std::string text;
  for (const Statement& statement : statements)
    if (statement.check_message.empty()) text += statement.sql + ";\n";
  return text;
}

Schema after(const ProjectComparison& comparison) {
  Schema schema = comparison.live;
  for (const Operation& operation : comparison.operations) apply(operation, schema);
  return schema;
}

/// As one section where this database lets all run together: what comes later is rendered with
/// what came before.
std::vector<Section> joined(const std::vector<Section>& sections, const Dialect& dialect) {
  Section all;
  for (const Section& section : sections)
    for (const Operation& operation : section.operations) {
      if (dialect.runs_alone(operation)) return sections;
      all.settings.databases = section.settings.databases;
      all.operations.push_back(operation);
    }
  return all.operations.empty() ? std::vector<Section>{} : std::vector{std::move(all)};
}

/// The sections of a direction as SQL with their markers. A table made anew needs foreign keys off.
std::string sections_text(const std::string& direction, const std::vector<Section>& sections,
                          const Dialect& dialect, const TableBefore& before) {
  std::string text;
  for (const Section& section : joined(sections, dialect)) {
    auto statements = dialect.render(section.operations, before);
    SectionSettings settings = section.settings;
    settings.only = {dialect.traits().name};
    settings.foreign_keys = std::ranges::none_of(statements, &Statement::rebuilds);
    if (!text.empty()) text += "\n";
    text +=
        "-- dbtool:" + direction + " " + marker_text(settings) + "\n" + statements_text(statements);
  }
  return text;
}

bool makes_table_anew(const std::vector<Section>& sections, const Dialect& dialect,
                      const TableBefore& before) {
  return std::ranges::any_of(sections, [&](const Section& section) {
    return std::ranges::any_of(dialect.render(section.operations, before), &Statement::rebuilds);
  });
}

// The way back is written from the schema as it will be, in which triggers are not known.
void refuse_losing_triggers(const ProjectComparison& comparison, const RevisionBody& body,
                            const Dialect& dialect, const TableBefore& before) {
  if (std::ranges::none_of(comparison.live.unmanaged,
                           [](const Unmanaged& each) { return each.kind == "trigger"; }))
    return;
  if (!makes_table_anew(body.downgrade, dialect, before)) return;
  throw RefusedError(
      {.code = "DBT805",
       .message =
           "the way back would make a table anew and lose its triggers in a plain SQL script",
       .notes = {{"state", "nothing was written"},
                 {"next", "write the steps instead: --script yaml"}}});
}

// Without the database nobody knows the triggers of a table.
void refuse_unknown_triggers(const RevisionBody& body, const Dialect& dialect,
                             const TableBefore& before) {
  if (!makes_table_anew(body.upgrade, dialect, before)) return;
  throw RefusedError(
      {.code = "DBT805",
       .message = "the script would make a table anew, whose triggers are not known offline",
       .notes = {{"state", "nothing was written"},
                 {"next", "write the steps instead: --script yaml"}}});
}

}  // namespace

RevisionBody body_of(const ProjectComparison& comparison, const Dialect& dialect) {
  RevisionBody body;
  body.upgrade = sections_for(comparison.operations, dialect);
  body.downgrade = sections_for(reverse_all(comparison.operations, comparison.live), dialect);
  return body;
}

void add_sql(NewRevision& revision, const RevisionBody& body, const ProjectComparison& comparison,
             Session& session) {
  const Dialect& dialect = session.dialect();
  const TableBefore before = tables_before(session, comparison);
  const Schema changed = after(comparison);
  if (session.is_offline()) refuse_unknown_triggers(body, dialect, before);
  refuse_losing_triggers(comparison, body, dialect, tables_of(changed));
  revision.dialect = dialect.traits().name;
  const auto add = [](std::string& text, const std::string& more) {
    text += (text.empty() ? "" : "\n") + more;
  };
  add(revision.upgrade_sql, sections_text("upgrade", body.upgrade, dialect, before));
  add(revision.downgrade_sql,
      sections_text("downgrade", body.downgrade, dialect, tables_of(changed)));
}

std::string sql_of(Session& session, const ProjectComparison& comparison) {
  const Dialect& dialect = session.dialect();
  return statements_text(dialect.render(comparison.operations, tables_before(session, comparison)));
}

std::string message_of(const std::vector<Change>& changes) {
  if (changes.empty()) return "no changes";
  const Change& first = changes.front();
  std::string text = first.action + " " + first.object + " " +
                     (first.table.empty() || first.object == "table" ? "" : first.table + ".") +
                     first.name;
  return changes.size() == 1 ? text : text + " and " + std::to_string(changes.size() - 1) + " more";
}

void prove_script(Session& session, const ProjectComparison& comparison,
                  const NewRevision& revision) {
  const ScriptText script = {
      .text = revision.text, .file = "script." + revision.format, .database = session.name()};
  auto differences =
      prove(session.dialect(), session.scratch()(),
            {.live = comparison.live, .wanted = comparison.wanted, .declared = comparison.declared},
            script);
  if (differences.empty()) return;
  Problem problem{.code = "DBT304",
                  .message = "the script was tried in a scratch database and is not right"};
  for (const std::string& line : differences) problem.notes.push_back({"found", line});
  problem.notes.push_back({"state", "nothing was written"});
  problem.notes.push_back(
      {"next", "please report this; to write the script as it is: dbtool migrate --no-prove"});
  throw UsageError(std::move(problem));
}

}  // namespace dbtool::cli
