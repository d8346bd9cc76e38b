#include "cli/safety.h"

#include "cli/planning.h"
#include "cli/session.h"
#include "core/support/text.h"

#include <algorithm>

namespace dbtool::cli {
namespace {

bool loses_data(const std::string& sql, const sql::LexicalRules& rules) {
  auto tokens = sql::tokenize(sql, rules);
  auto is_dropped = [](const sql::Token& token) {
    return token.is("table") || token.is("column") || token.is("schema");
  };
  for (std::size_t i = 0; i < tokens.size(); ++i)
    if (tokens[i].is("truncate") ||
        (tokens[i].is("drop") && i + 1 < tokens.size() && is_dropped(tokens[i + 1])))
      return true;
  return false;
}

bool loses_data(const Operation& operation, const Dialect& dialect) {
  if (const auto* sql = std::get_if<RunSql>(&operation.what)) {
    const std::string* text = text_for(sql->by_dialect, dialect.traits().name);
    return text != nullptr && loses_data(*text, dialect.traits().lexical);
  }
  if (const auto* rows = std::get_if<ChangeRows>(&operation.what))
    return rows->mode == RowsMode::mirror;
  return std::holds_alternative<DropTable>(operation.what) ||
         std::holds_alternative<DropColumn>(operation.what) ||
         std::holds_alternative<DropSchema>(operation.what);
}

/// Tables and views that are not there any more afterwards.
std::vector<Name> dropped_relations(const std::vector<Operation>& operations) {
  std::vector<Name> names;
  for (const Operation& operation : operations) {
    if (const auto* drop = std::get_if<DropTable>(&operation.what)) names.push_back(drop->table);
    if (const auto* drop = std::get_if<DropView>(&operation.what)) names.push_back(drop->name);
    if (const auto* create = std::get_if<CreateView>(&operation.what))
      std::erase(names, create->view.name);
  }
  return names;
}

}  // namespace

void refuse_mass_drop(const ProjectComparison& comparison, const std::string& database) {
  auto drops = static_cast<std::size_t>(
      std::count_if(comparison.operations.begin(), comparison.operations.end(),
                    [](const Operation& o) { return std::holds_alternative<DropTable>(o.what); }));
  std::size_t tables = comparison.live.tables.size();
  if (drops == 0 || (drops < tables && (tables < 4 || drops * 2 <= tables))) return;
  throw RefusedError(
      {.code = "DBT801",
       .message = "the models would drop " + std::to_string(drops) + " of the " +
                  count_of(tables, "table") + " of " + database,
       .notes = {{"cause", "usually the wrong models or the wrong database; read were " +
                               models_text(comparison.declared)},
                 {"next", "if it is meant: dbtool migrate --allow-drops"}}});
}

std::vector<Problem> lost_unmanaged(const ProjectComparison& comparison) {
  std::vector<Problem> problems;
  for (const Name& dropped : dropped_relations(comparison.operations)) {
    std::vector<std::string> lost;
    for (const Unmanaged& thing : comparison.live.unmanaged)
      if (thing.name.ends_with(" on " + to_text(dropped)))
        lost.push_back(thing.kind + " " + thing.name.substr(0, thing.name.rfind(" on ")));
    if (lost.empty()) continue;
    problems.push_back({.code = "DBT807",
                        .message = "with " + to_text(dropped) + " goes " + join(lost, ", ") +
                                   ", which the downgrade does not bring back",
                        .hint = "add it to the downgrade as sql: when it should come back"});
  }
  return problems;
}

std::vector<Problem> unmade(const ProjectComparison& comparison) {
  const Model& declared = comparison.declared;
  const auto same = [&](const std::string& a, const std::string& b) {
    return declared.names_ignore_case ? equals_ignoring_case(a, b) : a == b;
  };
  std::vector<std::string> missing;
  for (const Unmanaged& wanted : declared.schema.unmanaged) {
    if (wanted.kind != "trigger" && wanted.kind != "virtual table") continue;
    const bool is_there =
        std::ranges::any_of(comparison.live.unmanaged, [&](const Unmanaged& thing) {
          return thing.kind == wanted.kind && same(thing.name, wanted.name);
        });
    if (!is_there) missing.push_back(wanted.kind + " " + wanted.name);
  }
  if (missing.empty()) return {};
  return {{.code = "DBT809",
           .message = "the models have " + join(missing, ", ") + ", which no revision makes",
           .hint = "add it to a revision as sql:; dbtool manages tables, indexes and views"}};
}

std::vector<std::string> destructive_steps(const std::vector<Section>& sections,
                                           const Dialect& dialect) {
  std::vector<std::string> found;
  for (const Section& section : sections)
    for (const Operation& operation : section.operations)
      if (loses_data(operation, dialect)) found.push_back(describe(operation));
  return found;
}

std::vector<std::string> destructive_steps(Session& session, const std::vector<Step>& steps,
                                           const BodySource& body_of) {
  std::vector<std::string> found;
  for (const Step& step : steps) {
    RevisionBody body = body_of(*step.revision);
    for (std::string& what : destructive_steps(sections_of(step, body), session.dialect()))
      found.push_back(step.revision->id + ": " + what);
  }
  return found;
}

void require_confirmation(Session& session, const std::vector<Step>& steps, const BodySource& body,
                          const std::optional<std::string>& confirmed) {
  const Config& config = session.config();
  if (!config.is_protected || steps.empty()) return;
  bool goes_back = steps.front().direction == Direction::downgrade;
  auto losses = destructive_steps(session, steps, body);
  if (!goes_back && losses.empty()) return;
  if (confirmed == session.database()) return;
  Problem problem{.code = "DBT802",
                  .message = config.environment.empty()
                                 ? "the database is protected"
                                 : "the environment \"" + config.environment + "\" is protected"};
  if (confirmed) problem.hint = "--confirm has another name than the database";
  for (const std::string& loss : losses) problem.notes.push_back({"loses", loss});
  if (losses.empty()) problem.notes.push_back({"cause", "a downgrade is refused here"});
  problem.notes.push_back({"next", "if it is meant, add --confirm=" + session.database()});
  throw RefusedError(std::move(problem));
}

void refuse_unversioned(Session& session, const Rows& rows, const std::vector<Step>& steps,
                        const BodySource& source) {
  if (!rows.empty()) return;
  Connection& connection = session.connection();
  const Dialect& dialect = session.dialect();
  for (const Step& step : steps) {
    const RevisionBody body = source(*step.revision);
    for (const Section& section : body.upgrade)
      for (const Operation& operation : section.operations) {
        const auto* create = std::get_if<CreateTable>(&operation.what);
        if (create == nullptr || !dialect.table_exists(connection, create->table.name)) continue;
        throw RefusedError(
            {.code = "DBT803",
             .message = session.database() + " has no recorded revision, but the table \"" +
                        to_text(create->table.name) + "\" that " + step.revision->id + " creates",
             .where = operation.where,
             .notes = {
                 {"next",
                  "when it has all of the head: dbtool baseline --stamp-only, which compares"},
                 {"next", "or record what it contains already: dbtool stamp REVISION"}}});
      }
  }
}

}  // namespace dbtool::cli
