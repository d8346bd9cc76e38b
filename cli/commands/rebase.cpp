#include "core/revisions/rebase.h"

#include "cli/command.h"
#include "cli/revision_list.h"
#include "cli/session.h"
#include "core/revisions/header_text.h"
#include "core/support/file.h"
#include "core/support/text.h"

#include <algorithm>

namespace dbtool::cli {
namespace {

struct Options {
  std::string revision = {};
  std::string onto = {};
  bool dry_run = false;
};

void declare(Arguments& arguments, Options& options) {
  arguments
      .positional("revision", options.revision,
                  "The branch to move (default: the one that is not applied)")
      .option("--onto", options.onto, "REV", "Put it after this revision instead of the other head")
      .flag("-n,--dry-run", options.dry_run, "Show what would change")
      .example("dbtool rebase", "put the branch that is not applied after the other one")
      .example("dbtool rebase 9b1d", "put the branch of this revision after the other head");
}

/// What the databases of the project have, as far as they can be asked.
struct Recorded {
  std::optional<std::vector<bool>> applied = {};  ///< nothing: none could be asked
  bool complete = true;
};

bool is_there(Session& database) {
  try {
    database.connection();
    return true;
  } catch (const Error& error) {
    database.output().note("The database is not asked what is applied: " +
                           std::string(error.what()));
    return false;
  }
}

Recorded recorded_in(Session& session) {
  const RevisionGraph& graph = session.graph();
  Recorded recorded;
  Rows rows;
  for (Session* database : session.databases()) {
    if (!is_there(*database)) {
      recorded.complete = false;
      continue;
    }
    const Rows own = database->state().rows;
    rows.insert(rows.end(), own.begin(), own.end());
    recorded.applied = applied_marks(graph, rows);
  }
  return recorded;
}

std::string ids_of(const RevisionGraph& graph, const std::vector<std::size_t>& indices) {
  std::vector<std::string> ids;
  for (std::size_t index : indices) ids.push_back(graph.revisions()[index].id);
  return list_of(ids);
}

std::vector<std::size_t> real_heads(const RevisionGraph& graph) {
  return maximal(graph, std::vector<bool>(graph.size(), true));
}

bool is_applied(const RebasePlan& plan, const std::vector<bool>& applied) {
  return std::ranges::any_of(plan.moved, [&](std::size_t index) { return applied[index]; });
}

struct Sides {
  std::size_t moved = 0;
  std::size_t onto = 0;
};

[[noreturn]] void refuse_choice(const RevisionGraph& graph, std::string message,
                                const std::vector<std::size_t>& heads) {
  Problem problem{.code = "DBT742", .message = std::move(message)};
  for (std::size_t head : heads)
    problem.notes.push_back({"next", "dbtool rebase " + graph.revisions()[head].id});
  problem.notes.push_back({"next", "or join them: dbtool merge"});
  throw HistoryError(std::move(problem));
}

// Of two heads the one whose own revisions are not applied.
Sides sides_by_rows(const RevisionGraph& graph, const std::optional<std::vector<bool>>& applied) {
  auto heads = real_heads(graph);
  if (heads.size() < 2)
    throw HistoryError({.code = "DBT747",
                        .message = "there is nothing to move: " + count_of(heads.size(), "head")});
  if (heads.size() > 2)
    refuse_choice(graph,
                  "there are " + std::to_string(heads.size()) +
                      " heads, say what to move: " + ids_of(graph, heads),
                  heads);
  std::vector<std::size_t> movable;
  for (std::size_t i : {0, 1})
    if (!applied || !is_applied(rebase_plan(graph, heads[i], heads[1 - i]), *applied))
      movable.push_back(i);
  if (movable.empty())
    throw RefusedError({.code = "DBT808",
                        .message = "both branches are applied: " + ids_of(graph, heads),
                        .notes = {{"next", "join them: dbtool merge"}}});
  if (movable.size() == 2)
    refuse_choice(graph,
                  std::string(applied ? "neither branch is applied"
                                      : "nobody knows which branch is applied") +
                      ", say what to move: " + ids_of(graph, heads),
                  heads);
  return {.moved = heads[movable.front()], .onto = heads[1 - movable.front()]};
}

// The only head above a revision.
std::size_t head_above(const RevisionGraph& graph, const Revision& revision) {
  auto heads = maximal(graph, graph.lineage_descendants({revision.id}));
  if (heads.size() > 1)
    refuse_choice(graph,
                  "revision " + revision.id + " is below " + std::to_string(heads.size()) +
                      " heads: " + ids_of(graph, heads),
                  heads);
  return heads.front();
}

Sides sides_of(Session& session, const Options& options, const Recorded& recorded) {
  const RevisionGraph& graph = session.graph();
  if (options.revision.empty() && options.onto.empty())
    return sides_by_rows(graph, recorded.complete ? recorded.applied : std::nullopt);
  const auto named = [&](const std::string& text) -> const Revision& {
    return resolve_one(graph, text, session.rows_for(text));
  };
  auto heads = real_heads(graph);
  Sides sides;
  if (!options.onto.empty()) sides.onto = graph.index_of(named(options.onto).id);
  if (!options.revision.empty()) sides.moved = head_above(graph, named(options.revision));
  const bool wants_onto = options.onto.empty();
  std::erase(heads, wants_onto ? sides.moved : sides.onto);
  if (!wants_onto && !options.revision.empty()) return sides;
  if (heads.size() != 1)
    throw HistoryError(
        {.code = "DBT742",
         .message =
             wants_onto
                 ? "there are " + count_of(heads.size(), "other head") + ", say where to put it"
                 : "there are " + count_of(heads.size(), "other head") + ", say what to move",
         .hint = wants_onto ? "add --onto REV" : "name the branch"});
  (wants_onto ? sides.onto : sides.moved) = heads.front();
  return sides;
}

void refuse_applied(Session& session, const RebasePlan& plan,
                    const std::optional<std::vector<bool>>& applied) {
  if (!applied || !is_applied(plan, *applied)) return;
  const RevisionGraph& graph = session.graph();
  std::vector<std::size_t> there;
  for (std::size_t index : plan.moved)
    if ((*applied)[index]) there.push_back(index);
  throw RefusedError(
      {.code = "DBT808",
       .message = "what is applied cannot be moved: " + ids_of(graph, there),
       .notes = {
           {"state", "no file was changed"},
           {"next", "join the branches: dbtool merge\nor take it back first: dbtool downgrade"}}});
}

/// All files, or none.
void rewrite(const RevisionGraph& graph, const std::vector<NewParents>& changes, bool dry_run) {
  std::vector<std::pair<std::string, std::string>> files;
  for (const NewParents& change : changes) {
    const std::string& file = graph.revisions()[change.revision].file;
    files.emplace_back(file, with_parents(read_file(file), file, change.parents));
  }
  if (dry_run) return;
  std::vector<std::pair<std::string, std::string>> before;
  try {
    for (const auto& [file, text] : files) {
      before.emplace_back(file, read_file(file));
      replace_file(file, text);
    }
  } catch (const Error&) {
    for (const auto& [file, text] : before) replace_file(file, text);
    throw;
  }
}

void report(Session& session, const RebasePlan& plan, const Sides& sides, bool dry_run) {
  const RevisionGraph& graph = session.graph();
  Output& output = session.output();
  Value::List revisions;
  for (const NewParents& change : plan.changes) {
    const Revision& revision = graph.revisions()[change.revision];
    output.line(revision.id + "  " + first_line(revision.message) + ": revises " +
                join(change.parents, ", ") + ", was " + join(revision.parents, ", ") + "    " +
                display_path(revision.file));
    Value value = revision_value(graph, change.revision, std::nullopt);
    for (auto& [key, part] : std::get<Value::Map>(value.data))
      if (key == "revises") part = list_value(change.parents);
    revisions.push_back(std::move(value));
  }
  output.report("revisions", std::move(revisions));
  output.report("onto", graph.revisions()[sides.onto].id);
  output.line((dry_run ? "Would move " : "Moved ") + count_of(plan.moved.size(), "revision") +
              " after " + graph.revisions()[sides.onto].id + ". " +
              (dry_run ? "Nothing was done." : "Nothing was applied."));
}

ExitCode run(const Options& options, Session& session) {
  const RevisionGraph& graph = session.graph();
  const Recorded recorded = recorded_in(session);
  const Sides sides = sides_of(session, options, recorded);
  const RebasePlan plan = rebase_plan(graph, sides.moved, sides.onto);
  refuse_applied(session, plan, recorded.applied);
  rewrite(graph, plan.changes, options.dry_run);
  report(session, plan, sides, options.dry_run);
  return ExitCode::ok;
}

}  // namespace

Command rebase() {
  return make_command("rebase", "Put a branch that is not applied after another one", "More",
                      declare, run);
}

}  // namespace dbtool::cli
