#include "cli/after_write.h"
#include "cli/command.h"
#include "cli/problem_text.h"
#include "cli/revision_list.h"
#include "cli/session.h"
#include "core/project/program.h"
#include "core/revisions/revision_body.h"
#include "core/revisions/revision_header.h"
#include "core/support/file.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <system_error>

namespace dbtool::cli {
namespace {

namespace fs = std::filesystem;

struct Options {
  std::string revision = "head";
};

void declare(Arguments& arguments, Options& options) {
  arguments
      .positional("revision", options.revision, "Id, prefix, label, head, current (default: head)")
      .example("dbtool edit", "open the newest revision in $VISUAL or $EDITOR")
      .example("dbtool edit 9b1d", "another one");
}

std::vector<std::string> editor_of(Session& session) {
  for (const char* name : {"VISUAL", "EDITOR"}) {
    auto words = words_of_command(session.variable()(name).value_or(""));
    if (!words.empty()) return words;
  }
  throw UsageError({.code = "DBT735",
                    .message = "no editor is named",
                    .hint = "set VISUAL or EDITOR, as in EDITOR=nano"});
}

/// A copy that the editor works on, under the script's own name: the script changes at once, or not
/// at all.
class Draft {
 public:
  explicit Draft(const fs::path& script) {
    std::string name = (fs::temp_directory_path() / "dbtool-edit-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr)
      throw UsageError(
          {.code = "DBT739",
           .message = "cannot make a folder for the draft: " + std::string(std::strerror(errno))});
    folder_ = name;
    file_ = folder_ / script.filename();
    write_new_file(file_, read_file(script));
  }
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;
  ~Draft() {
    std::error_code ignored;
    if (!keep_) fs::remove_all(folder_, ignored);
  }

  const fs::path& file() const { return file_; }
  /// Nothing that was typed is thrown away.
  void keep() { keep_ = true; }
  void drop() { keep_ = false; }

 private:
  fs::path folder_;
  fs::path file_;
  bool keep_ = false;
};

/// The graph with the draft in place of the script must hold, and its steps must be readable.
std::vector<Problem> problems_of(const Draft& draft, const Revision& revision,
                                 const RevisionGraph& graph) {
  std::vector<Problem> problems;
  try {
    const std::string file = draft.file().string();
    const std::string text = read_file(draft.file());
    const Revision changed = parse_header(text, file, problems);
    parse_body(text, file, "");
    if (!problems.empty()) return problems;
    std::vector<Revision> revisions = graph.revisions();
    std::ranges::replace_if(
        revisions, [&](const Revision& each) { return each.id == revision.id; }, changed);
    RevisionGraph checked(std::move(revisions));
  } catch (const Error& error) {
    problems.insert(problems.end(), error.problems().begin(), error.problems().end());
  }
  return problems;
}

void open_editor(Session& session, const Draft& draft, int line) {
  auto command = editor_of(session);
  if (line > 0) command.push_back("+" + std::to_string(line));
  command.push_back(draft.file().string());
  const ProgramEnd end = run_on_terminal(command, fs::current_path());
  session.interruption().check();
  if (end.status == 0) return;
  throw UsageError({.code = "DBT736",
                    .message = "the editor ended with " + std::to_string(end.status),
                    .notes = {{"command", command.front()}, {"state", "the script is unchanged"}}});
}

/// Edits until the draft is right; its text. Nobody there to ask: the problems are the error.
std::string edited_text(Session& session, Draft& draft, const Revision& revision) {
  for (int line = 0;;) {
    open_editor(session, draft, line);
    auto problems = problems_of(draft, revision, session.graph());
    if (problems.empty()) return read_file(draft.file());
    draft.keep();
    const Note state{"state", display_path(revision.file) + " is unchanged; what was typed is in " +
                                  draft.file().string()};
    if (!session.can_ask()) {
      problems.front().notes.push_back(state);
      throw UsageError(std::move(problems));
    }
    std::cerr << problems_text(problems, session.output().err());
    if (session.ask("? Edit it again? [y/n] ", "yn") == 'n')
      throw UsageError({.code = "DBT737", .message = "the draft is not right", .notes = {state}});
    const Location& where = problems.front().where;
    line = where.file.text() == draft.file() ? where.line : 0;
  }
}

ExitCode run(const Options& options, Session& session) {
  const RevisionGraph& graph = session.graph();
  const Revision& revision =
      resolve_one(graph, options.revision, session.rows_for(options.revision));
  Draft draft(revision.file);
  const std::string before = read_file(revision.file);
  const std::string text = edited_text(session, draft, revision);
  Output& output = session.output();
  const std::string path = display_path(revision.file);
  output.report("revisions",
                Value::List{revision_value(graph, graph.index_of(revision.id), std::nullopt)});
  output.report("changed", text != before);
  if (text == before) {
    draft.drop();
    output.line("No change: " + path);
    return ExitCode::ok;
  }
  draft.keep();
  if (read_file(revision.file) != before)
    throw UsageError({.code = "DBT738",
                      .message = path + " was changed by somebody else meanwhile",
                      .notes = {{"state", "what was typed is in " + draft.file().string()}}});
  replace_file(revision.file, text);
  draft.drop();
  output.line("Wrote " + path);
  run_after_write(session, revision.file);
  return ExitCode::ok;
}

}  // namespace

Command edit() {
  return make_command("edit", "Open a revision in an editor and check it", "Change", declare, run);
}

}  // namespace dbtool::cli
