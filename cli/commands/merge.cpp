#include "cli/command.h"
#include "cli/new_script.h"
#include "cli/overlaps.h"
#include "cli/session.h"
#include "core/support/text.h"

#include <algorithm>

namespace dbtool::cli {
namespace {

struct Options {
  std::vector<std::string> revisions = {};
  ScriptOptions script = {};
};

void declare(Arguments& arguments, Options& options) {
  arguments.positionals("revision", options.revisions, "What to merge (default: all heads)");
  declare_script(arguments, options.script);
  arguments.flag("--splice", options.script.splice, "Allow revisions that are no heads")
      .example("dbtool merge", "make one head of several");
}

std::vector<std::string> parents_of(Session& session, const Options& options) {
  const RevisionGraph& graph = session.graph();
  std::vector<std::string> parents;
  for (const std::string& name : options.revisions)
    for (const std::string& id : resolve(graph, name, session.rows_for(name)))
      if (std::find(parents.begin(), parents.end(), id) == parents.end()) parents.push_back(id);
  if (options.revisions.empty()) parents = graph.real_heads();
  const auto is_below = [&](const std::string& id) {
    return std::ranges::any_of(parents, [&](const std::string& other) {
      return other != id && graph.lineage_ancestors({other})[graph.index_of(id)];
    });
  };
  if (const auto below = std::ranges::find_if(parents, is_below); below != parents.end())
    throw HistoryError({.code = "DBT734",
                        .message = "there is nothing to merge: another of them stands on " + *below,
                        .hint = "name one revision of each branch"});
  if (parents.size() < 2)
    throw HistoryError({.code = "DBT734",
                        .message = "there is nothing to merge: " +
                                   (parents.empty() ? "no revision" : "only " + parents.front())});
  for (const std::string& parent : parents)
    if (!graph.children(graph.index_of(parent)).empty() && !options.script.splice)
      throw HistoryError({.code = "DBT731",
                          .message = "revision " + parent + " is not a head",
                          .notes = {{"next", "to merge it all the same: --splice"}}});
  return parents;
}

// The order of independent branches is not the same everywhere: whoever joins them should know.
void show_overlaps(Session& session, const std::vector<std::string>& parents) {
  Output& output = session.output();
  const auto overlaps = overlaps_of(session.graph(), parents);
  Value::List list;
  for (const auto& [touched, revisions] : overlaps) {
    output.line("Several sides change " + to_text(touched) + ": " + list_of(revisions));
    Value::Map map;
    put(map, "table", to_text(touched.name));
    put(map, "column", touched.column);
    put(map, "revisions", list_value(revisions));
    list.emplace_back(std::move(map));
  }
  if (overlaps.empty()) output.line("The sides change different objects.");
  output.report("overlaps", std::move(list));
}

ExitCode run(const Options& options, Session& session) {
  auto parents = parents_of(session, options);
  ScriptOptions script = options.script;
  if (script.message.empty()) script.message = "merge " + list_of(parents);
  NewRevision revision = new_revision_after(session, script, parents);
  show_overlaps(session, parents);
  write_script(session, revision, script);
  return ExitCode::ok;
}

}  // namespace

Command merge() {
  return make_command("merge", "Write a revision that joins branches", "Change", declare, run);
}

}  // namespace dbtool::cli
