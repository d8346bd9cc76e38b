#include "cli/migration.h"

#include "cli/session.h"
#include "core/compare/portions.h"
#include "core/operations/operation_file.h"
#include "core/revisions/section_settings.h"
#include "core/run/prove.h"
#include "core/run/replay.h"
#include "core/support/text.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>
#include <utility>

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

std::vector<Section> sections_for(std::vector<Operation> operations, const Dialect& dialect) {
  std::vector<Section> sections;
  for (std::size_t i = 0; i < operations.size(); ++i) {
    bool alone = is_concurrent(operations[i]) ||
                 (dialect.traits().has_enums && adds_used_value(operations, i));
    if (sections.empty() || sections.back().settings.transaction == alone)
      sections.push_back({.settings = {.transaction = !alone}});
    sections.back().operations.push_back(std::move(operations[i]));
  }
  return sections;
}

std::string statements_text(const std::vector<Statement>& statements, const Dialect& dialect) {
  const Traits& traits = dialect.traits();
  std::string text;
  for (const Statement& statement : statements)
    if (statement.check_message.empty())
      text += with_values(statement, traits.rows, traits.lexical) + ";\n";
  return text;
}

Schema after(const std::vector<Section>& sections, Schema schema) {
  for (const Section& section : sections)
    for (const Operation& operation : section.operations) apply(operation, schema);
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
    text += "-- dbtool:" + direction + " " + marker_text(settings) + "\n" +
            statements_text(statements, dialect);
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

/// Rows need not be taken out of a table that is dropped.
void leave_rows_of_dropped_tables(std::vector<Operation>& operations) {
  std::set<Name> dropped;
  for (const Operation& operation : operations)
    if (const auto* drop = std::get_if<DropTable>(&operation.what)) dropped.insert(drop->table);
  std::erase_if(operations, [&](const Operation& operation) {
    const auto* rows = std::get_if<ChangeRows>(&operation.what);
    return rows != nullptr && dropped.contains(rows->table);
  });
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

RevisionBody body_of(std::vector<Operation> operations, const Schema& before, Session& session) {
  RevisionBody body;
  std::vector<Operation> back = reverse_all(operations, before);
  leave_rows_of_dropped_tables(back);
  body.downgrade = sections_for(std::move(back), session.dialect());
  body.upgrade = sections_for(std::move(operations), session.dialect());
  if (session.name().empty()) return body;
  for (auto* sections : {&body.upgrade, &body.downgrade})
    for (Section& section : *sections) section.settings.databases = {session.name()};
  return body;
}

/// The same as SQL: the steps find the tables as `tables` gives them, in the schema `before`.
void add_sql(NewRevision& revision, const RevisionBody& body, Session& session,
             const ProjectComparison& comparison, const Schema& before, const TableBefore& tables) {
  const Dialect& dialect = session.dialect();
  const Schema changed = after(body.upgrade, before);
  if (session.is_offline()) refuse_unknown_triggers(body, dialect, tables);
  refuse_losing_triggers(comparison, body, dialect, tables_of(changed));
  revision.dialect = dialect.traits().name;
  const auto add = [](std::string& text, const std::string& more) {
    text += (text.empty() ? "" : "\n") + more;
  };
  add(revision.upgrade_sql, sections_text("upgrade", body.upgrade, dialect, tables));
  add(revision.downgrade_sql,
      sections_text("downgrade", body.downgrade, dialect, tables_of(changed)));
}

void append(std::vector<Section>& sections, std::vector<Section>&& more) {
  std::ranges::move(more, std::back_inserter(sections));
}

/// Fills the texts of revisions that come one after the other.
class Drafts {
 public:
  Drafts(Session& session, const ProjectComparison& comparison, const NewRevision& head,
         std::size_t count)
      : session_(session), comparison_(comparison), head_(head), count_(count) {
    if (count > 1) schema_ = comparison.live;
  }

  void add(std::vector<Operation> operations) {
    Draft draft = {.revision = head_, .steps = operations.size()};
    link(draft.revision.revision);
    std::optional<Schema> after;
    if (count_ > 1) {
      after = before();
      for (const Operation& operation : operations) apply(operation, *after);
    }
    draft.revision.body = body_of(std::move(operations), before(), session_);
    if (head_.body.irreversible) {
      draft.revision.body.downgrade.clear();
      draft.revision.body.irreversible = head_.body.irreversible;
    }
    if (head_.format == "sql") fill_sql(draft.revision);
    fill_text(draft.revision);
    drafts_.push_back(std::move(draft));
    schema_ = std::move(after);
  }
  std::vector<Draft> take() { return std::move(drafts_); }

 private:
  const Schema& before() const { return schema_ ? *schema_ : comparison_.live; }

  /// Labels and dependencies are those of the first, an id that was asked for is that of the last.
  void link(Revision& revision) const {
    if (count_ == 1) return;
    const std::size_t number = drafts_.size() + 1;
    revision.message += " (" + std::to_string(number) + " of " + std::to_string(count_) + ")";
    if (number < count_) revision.id.clear();
    if (number == 1) return;
    revision.parents = {drafts_.back().revision.revision.id};
    revision.labels.clear();
    revision.depends_on.clear();
  }

  void fill_sql(NewRevision& revision) const {
    add_sql(revision, revision.body, session_, comparison_, before(),
            drafts_.empty() ? tables_before(session_, comparison_) : tables_of(before()));
  }

  Session& session_;
  const ProjectComparison& comparison_;
  const NewRevision& head_;
  std::size_t count_;
  std::optional<Schema> schema_ = {};  ///< before the next one, when there are several
  std::vector<Draft> drafts_ = {};
};

}  // namespace

std::vector<Draft> draft_revisions(Session& session, ProjectComparison& comparison,
                                   const NewRevision& head) {
  auto each =
      portions(std::exchange(comparison.operations, {}), session.dialect().traits().most_objects);
  Drafts drafts(session, comparison, head, each.size());
  for (std::vector<Operation>& operations : each) drafts.add(std::move(operations));
  return drafts.take();
}

Draft draft_of_all(const Differences& differences, const NewRevision& head) {
  Draft draft = {.revision = head};
  for (const auto& [session, comparison] : differences) {
    RevisionBody body = body_of(comparison.operations, comparison.live, *session);
    if (head.format == "sql")
      add_sql(draft.revision, body, *session, comparison, comparison.live,
              tables_before(*session, comparison));
    append(draft.revision.body.upgrade, std::move(body.upgrade));
    append(draft.revision.body.downgrade, std::move(body.downgrade));
    draft.steps += comparison.operations.size();
  }
  fill_text(draft.revision);
  return draft;
}

std::string sql_of(Session& session, const ProjectComparison& comparison) {
  return statements_text(
      session.dialect().render(comparison.operations, tables_before(session, comparison)),
      session.dialect());
}

std::string message_of(const std::vector<Change>& changes) {
  if (changes.empty()) return "no changes";
  const Change& first = changes.front();
  std::string text = first.action + " " + first.object + " " +
                     (first.table.empty() || first.object == "table" ? "" : first.table + ".") +
                     first.name;
  return changes.size() == 1 ? text : text + " and " + std::to_string(changes.size() - 1) + " more";
}

void prove_drafts(Session& session, ProjectComparison comparison,
                  const std::vector<Draft>& drafts) {
  const ScratchSource scratch = session.scratch();
  if (!scratch)
    return session.output().note("Not tried: offline that takes a server, named by scratch_url");
  Claim claim = {.live = std::move(comparison.live),
                 .wanted = std::move(comparison.wanted),
                 .declared = std::move(comparison.declared)};
  for (const Draft& draft : drafts)
    claim.scripts.push_back(
        {draft.revision.text, "script." + draft.revision.format, session.name()});
  const auto differences = prove(session.dialect(), scratch(), std::move(claim));
  if (differences.empty()) return;
  Problem problem{.code = "DBT304",
                  .message = "the script was tried in a scratch database and is not right"};
  for (const std::string& line : differences) problem.notes.push_back({"found", line});
  problem.notes.push_back({"state", "nothing was written"});
  problem.notes.push_back(
      {"next", "please report this; to write the script as it is: dbtool migrate --no-prove"});
  throw UsageError(std::move(problem));
}

void write_drafts(Session& session, std::vector<Draft>& drafts, const ScriptOptions& options) {
  std::vector<NewScript> scripts;
  for (Draft& draft : drafts)
    scripts.push_back({&draft.revision, "    " + count_of(draft.steps, "step")});
  write_scripts(session, scripts, options);
  if (drafts.size() > 1)
    session.output().note("These are " + std::to_string(drafts.size()) +
                          " revisions, because one transaction could not hold the locks of all.");
}

}  // namespace dbtool::cli
