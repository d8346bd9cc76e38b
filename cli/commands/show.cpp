#include "cli/command.h"
#include "cli/revision_list.h"
#include "cli/session.h"
#include "core/revisions/revision_body.h"
#include "core/support/file.h"
#include "core/support/text.h"

namespace dbtool::cli {
namespace {

struct Options {
  std::string revision = "head";
};

void declare(Arguments& arguments, Options& options) {
  arguments
      .positional("revision", options.revision, "Id, prefix, label, head, current (default: head)")
      .example("dbtool show", "the newest revision")
      .example("dbtool show 9b1d -v", "with the text of its script");
}

// For which databases a section is, where not for all.
std::string scope_of(const SectionSettings& settings) {
  std::vector<std::string> names = settings.only;
  names.insert(names.end(), settings.databases.begin(), settings.databases.end());
  return names.empty() ? "" : " (" + join(names, ", ") + ")";
}

void print_steps(Output& output, const std::string& title, const std::vector<Section>& sections) {
  std::string text;
  for (const Section& section : sections)
    for (const Operation& operation : section.operations)
      text += "    " + describe(operation) + scope_of(section.settings) + "\n";
  if (!text.empty()) output.text("\n" + title + ":\n" + text);
}

void print_body(Output& output, const Revision& revision) {
  const RevisionBody body = read_body(revision, "");
  print_steps(output, "Upgrade", body.upgrade);
  print_steps(output, "Downgrade", body.downgrade);
  if (!body.irreversible) return;
  const std::string& reason = *body.irreversible;
  output.line("\nDowngrade: irreversible" + (reason.empty() ? "" : ", " + reason));
}

ExitCode run(const Options& options, Session& session) {
  const RevisionGraph& graph = session.graph();
  std::optional<Applied> applied;
  Rows rows = session.rows_for(options.revision);
  if (needs_rows(options.revision)) applied = applied_of(graph, rows);
  Output& output = session.output();
  output.page();
  Value::List revisions;
  for (const std::string& id : resolve(graph, options.revision, rows)) {
    const std::size_t index = graph.index_of(id);
    const Revision& revision = graph.revisions()[index];
    if (!revisions.empty()) output.line();
    output.text(revision_block(graph, index, applied, output.out()));
    if (output.verbose(1))
      output.text("\n" + read_file(revision.file));
    else if (!output.json())
      print_body(output, revision);
    revisions.push_back(revision_value(graph, index, applied));
  }
  output.report("revisions", std::move(revisions));
  return ExitCode::ok;
}

}  // namespace

Command show() {
  return make_command("show", "Show a revision", "Ask", declare, run);
}

}  // namespace dbtool::cli
