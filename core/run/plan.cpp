#include "core/run/plan.h"

#include "core/dialect/raw_sql.h"
#include "core/run/replay.h"
#include "core/support/text.h"

#include <algorithm>
#include <array>
#include <memory>

namespace dbtool {
namespace {

/// Each statement as an operation of its own, so that progress between them can be recorded.
std::vector<Operation> single_statements(const Operation& operation, const Dialect& dialect) {
  const RunSql* sql = std::get_if<RunSql>(&operation.what);
  if (sql == nullptr) return {operation};
  std::vector<Operation> operations;
  const std::string& name = dialect.traits().name;
  for (const Statement& statement : sql_statements(*sql, name, dialect.traits().lexical))
    operations.push_back(
        {.what = RunSql{.by_dialect = {{name, statement.sql}}, .places = {{name, statement.where}}},
         .where = operation.where});
  return operations;
}

/// Outside a transaction every operation is a part, and so is every statement of raw SQL.
void cut_for_autocommit(const Section& section, const Dialect& dialect,
                        std::vector<PlannedPart>& parts) {
  for (const Operation& operation : section.operations)
    for (Operation& single : single_statements(operation, dialect))
      parts.push_back({.settings = section.settings, .operations = {std::move(single)}});
}

/// Whether what comes after must be rendered against what the operation made: raw SQL may have
/// changed a table, and a rename is taken along by the database into texts (triggers, SQLite's
/// tables) that rendering asks for.
bool changes_texts(const Operation& operation, const Dialect& dialect) {
  if (const auto* sql = std::get_if<RunSql>(&operation.what))
    return !keeps_schema(*sql, dialect.traits().name, dialect.traits().lexical);
  return std::holds_alternative<RenameTable>(operation.what) ||
         std::holds_alternative<RenameColumn>(operation.what);
}

/// Rows are written as the columns' types say, which what came before may have made.
bool begins_rows(const Operation& before, const Operation& operation) {
  return std::holds_alternative<ChangeRows>(operation.what) &&
         !std::holds_alternative<ChangeRows>(before.what);
}

/// An operation that cannot share a transaction is a part without one; the others stay together
/// until texts change that rendering asks for.
void cut_for_transactions(Section& section, const Dialect& dialect,
                          std::vector<PlannedPart>& parts) {
  const Operation* before = nullptr;  // that the operation can share a part with
  for (Operation& operation : section.operations) {
    const bool alone =
        dialect.runs_alone(operation) || std::holds_alternative<RunBatches>(operation.what);
    const bool begins = alone || before == nullptr || changes_texts(*before, dialect) ||
                        begins_rows(*before, operation);
    if (begins) parts.push_back({.settings = section.settings});
    if (alone) parts.back().settings.transaction = false;
    parts.back().operations.push_back(std::move(operation));
    before = alone ? nullptr : &parts.back().operations.back();
  }
}

void check_transaction_rules(const PlannedPart& part, const Dialect& dialect) {
  if (!part.settings.transaction) return;
  std::vector<Problem> problems;
  for (const Statement& statement : part.statements) {
    const std::string hint = "put it into a section with transaction: false";
    if (sql::controls_transaction(statement.sql, dialect.traits().lexical))
      problems.push_back({.code = "DBT630",
                          .message = "a statement controls the transaction that dbtool opened",
                          .where = statement.where,
                          .hint = "take it out; dbtool opens and closes the transaction"});
    else if (!statement.in_transaction)
      problems.push_back({.code = "DBT632",
                          .message = "a step cannot run inside a transaction",
                          .where = statement.where,
                          .hint = hint,
                          .notes = {{"statement", statement.sql}}});
  }
  if (!problems.empty()) throw UsageError(std::move(problems));
}

bool is_same(const NamedList<Enum>& some, const NamedList<Enum>& others) {
  return some.size() == others.size() && std::ranges::all_of(some, [&](const Enum& definition) {
           const Enum* other = others.find(definition.name);
           return other != nullptr && *other == definition;
         });
}

/// The tables and enums that operations change, as they become while the parts before are passed
/// over; everything else as it was.
class ReplayedTables {
 public:
  ReplayedTables(const std::vector<PlannedPart>& parts, const Dialect& dialect,
                 const TableBefore& before)
      : dialect_(dialect), before_(before) {
    for (const PlannedPart& part : parts)
      for (const Operation& operation : part.operations) take(subject(operation));
  }

  void pass(const PlannedPart& part) {
    replay({{.settings = part.settings, .operations = part.operations}}, dialect_, schema_,
           opaque_);
    for (const Table& table : schema_.tables) known_.insert(table.name);
    for (const Enum& definition : schema_.enums) known_.insert(definition.name);
  }

  TableBefore before() const {
    TableBefore now = [this](const Name& name) { return table(name); };
    now.enum_type = [this](const Name& name) {
      if (known_.contains(name)) return tables_of(schema_).enum_type(name);
      return before_.enum_type ? before_.enum_type(name) : std::nullopt;
    };
    return now;
  }

 private:
  void take(const Name& name) {
    if (name.name.empty() || known_.contains(name)) return;
    auto source = before_(name);
    // A view has texts alone, which stay as they are.
    if (source && source->table.columns.empty() && !source->create_sql.empty()) return;
    known_.insert(name);
    if (source) {
      schema_.tables.add(source->table);
      for (const Enum& definition : source->enums) schema_.enums.add(definition);
    }
    auto type = before_.enum_type ? before_.enum_type(name) : std::nullopt;
    if (!type) return;
    schema_.enums.add(type->definition);
    for (const Name& table : type->tables) take(table);
  }

  std::optional<TableSource> table(const Name& name) const {
    auto before = before_(name);
    if (!known_.contains(name)) return before;
    auto now = tables_of(schema_)(name);
    if (now && before && now->table == before->table && is_same(now->enums, before->enums))
      return before;
    if (now && before) now->views = before->views;
    return now;
  }

  const Dialect& dialect_;
  const TableBefore& before_;
  Schema schema_ = {};
  std::set<Name> known_ = {};
  std::vector<Problem> opaque_ = {{.message = "tables that no operation made"}};
};

}  // namespace

std::vector<PlannedPart> parts_of(std::vector<Section> sections, const Dialect& dialect) {
  std::vector<PlannedPart> parts;
  for (Section& section : sections) {
    if (section.settings.transaction)
      cut_for_transactions(section, dialect, parts);
    else
      cut_for_autocommit(section, dialect, parts);
  }
  return parts;
}

void render_part(PlannedPart& part, const Dialect& dialect, const TableBefore& before) {
  part.statements = dialect.render(part.operations, before);
  if (!part.settings.foreign_keys)
    for (Statement& statement : part.statements) statement.rebuilds = true;
  check_transaction_rules(part, dialect);
}

std::string stricter(const std::string& one, const std::string& other) {
  constexpr std::array<std::string_view, 4> levels = {"", "read committed", "repeatable read",
                                                      "serializable"};
  return std::ranges::find(levels, one) < std::ranges::find(levels, other) ? other : one;
}

std::vector<PartGroup> groups_of(const std::vector<PlannedPart>& parts) {
  std::vector<PartGroup> groups;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const SectionSettings& settings = parts[i].settings;
    if (groups.empty() || !groups.back().transaction || !settings.transaction)
      groups.push_back({.first = i, .transaction = settings.transaction});
    ++groups.back().count;
    groups.back().isolation = stricter(groups.back().isolation, settings.isolation);
  }
  return groups;
}

const std::vector<Section>& sections_of(const Step& step, const RevisionBody& body) {
  if (step.direction == Direction::upgrade) return body.upgrade;
  if (!body.irreversible) return body.downgrade;
  Problem problem = {.code = "DBT810",
                     .message = "revision " + step.revision->id + " cannot be taken back",
                     .where = body.where};
  if (!body.irreversible->empty()) problem.notes.push_back({"reason", *body.irreversible});
  throw RefusedError(problem);
}

PlannedRevision plan(const Step& step, const RevisionBody& body, const Dialect& dialect,
                     const TableBefore& before) {
  PlannedRevision planned = {
      .step = step, .parts = parts_of(sections_of(step, body), dialect), .text = body.text};
  ReplayedTables tables(planned.parts, dialect, before);
  for (PlannedPart& part : planned.parts) {
    render_part(part, dialect, tables.before());
    tables.pass(part);
  }
  return planned;
}

}  // namespace dbtool
