#include "cli/command.h"
#include "cli/edited_scripts.h"
#include "cli/log_facts.h"
#include "cli/revision_list.h"
#include "cli/selection.h"
#include "cli/session.h"
#include "cli/unknown_rows.h"
#include "core/revisions/late.h"
#include "core/support/file.h"
#include "core/support/text.h"

#include <algorithm>
#include <optional>

namespace dbtool::cli {
namespace {

struct Options {
  bool exit_code = false;
};

void declare(Arguments& arguments, Options& options) {
  arguments.flag("--exit-code", options.exit_code, "Exit 1 when revisions are pending")
      .example("dbtool status", "database, project, what is applied and what is not");
}

struct Row {
  std::size_t index = 0;
  bool applied = false;
  bool late = false;
  std::optional<EditedScript> edited = {};
  LogEntry entry = {};

  bool is_changed() const { return edited && edited->is_changed; }
};

std::vector<Row> rows_of(Session& session, const Applied& applied) {
  auto entries = last_entries(session);
  std::vector<Row> rows;
  const auto& revisions = session.graph().revisions();
  const std::vector<bool> late = late_marks(session.graph(), applied.rows);
  for (std::size_t i = 0; i < revisions.size(); ++i) {
    Row row{.index = i, .applied = applied.marks[i], .late = late[i]};
    auto found = entries.find(revisions[i].id);
    if (row.applied && found != entries.end()) row.entry = found->second;
    rows.push_back(std::move(row));
  }
  for (EditedScript& script : edited_scripts(session, applied.rows))
    rows[script.index].edited = std::move(script);
  return rows;
}

Value row_value(const RevisionGraph& graph, const Row& row, const Applied& applied) {
  Value value = revision_value(graph, row.index, applied);
  auto& map = std::get<Value::Map>(value.data);
  put(map, "applied_at", row.entry.finished.empty() ? Value() : Value(row.entry.finished));
  put(map, "applied_by",
      row.entry.user.empty() ? Value() : Value(row.entry.user + "@" + row.entry.host));
  put(map, "edited", row.is_changed());
  put(map, "laid_out_anew", row.edited && !row.is_changed());
  put(map, "late", row.late);
  return value;
}

// "2026-11-21T06:01:00Z" as "2026-11-21 06:01".
std::string minute_of(const std::string& instant) {
  return instant.size() < 16 ? instant : instant.substr(0, 10) + " " + instant.substr(11, 5);
}

void print_header(Session& session) {
  Output& output = session.output();
  const DatabaseUrl& url = session.url();
  const RevisionGraph& graph = session.graph();
  const auto& file = session.config().file;
  output.line("Database  " + paint(session.database(), Tone::strong, output.out()) + "   " +
              session.connection().server() + "   " + redacted(url) +
              (url.origin.empty() ? "" : "   url from " + url.origin));
  output.line("Project   " + (file.empty() ? "no dbtool.yaml" : display_path(file)) + ", " +
              count_of(graph.revisions().size(), "revision") + ", " +
              count_of(graph.real_heads().size(), "head"));
  if (!graph.empty()) output.line();
}

void print_rows(Session& session, const std::vector<Row>& rows) {
  Output& output = session.output();
  const RevisionGraph& graph = session.graph();
  std::size_t width = 0, id_width = 0;
  for (const Row& row : rows) {
    const Revision& revision = graph.revisions()[row.index];
    width = std::clamp(count_characters(first_line(revision.message)), width, std::size_t{44});
    id_width = std::clamp(count_characters(revision.id), id_width, std::size_t{24});
  }
  for (const Row& row : rows) {
    const Revision& revision = graph.revisions()[row.index];
    std::string line = "  " + padded(revision.id, id_width) + "  " +
                       padded(first_line(revision.message), width) + "  " +
                       (row.applied ? "applied"
                        : row.late  ? "pending, merged late"
                                    : "pending");
    if (!row.entry.finished.empty())
      line += "  " + minute_of(row.entry.finished) + "  " + row.entry.user + "@" + row.entry.host;
    if (row.is_changed())
      line += "  " + paint("! file edited since", Tone::warning, output.out());
    else if (row.edited)
      line += "  laid out anew since";
    if (const std::string mark = head_mark(graph, row.index); !mark.empty()) line += "  " + mark;
    output.line(line);
  }
}

void report(Session& session, const std::vector<Row>& rows, const Applied& applied) {
  Value::Map database;
  put(database, "name", session.database());
  put(database, "url", redacted(session.url()));
  put(database, "origin", session.url().origin);
  put(database, "dialect", session.url().dialect);
  put(database, "server", session.connection().server());
  session.output().report("database", std::move(database));
  Value::List revisions;
  for (const Row& row : rows) revisions.push_back(row_value(session.graph(), row, applied));
  session.output().report("revisions", std::move(revisions));
}

void warn_of_changed(Session& session, const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    if (!row.is_changed()) continue;
    Problem problem = edited_problem(session, *row.edited, "DBT303");
    problem.severity = Severity::warning;
    session.output().warn(problem);
  }
}

ExitCode show_one(const Options& options, Session& session) {
  const State state = state_with_unknown_rows(session);
  Applied applied = applied_of(session.graph(), state.rows);
  auto rows = rows_of(session, applied);
  std::size_t pending = pending_count(applied);
  const auto edited = std::ranges::count_if(rows, &Row::is_changed);
  const auto late = std::ranges::count_if(rows, &Row::late);
  print_header(session);
  print_rows(session, rows);
  const Rows unknown = unknown_rows(session.graph(), state.rows);
  for (const std::string& row : unknown)
    session.output().line("  " + row + "  applied, and in no file");
  report(session, rows, applied);
  warn_of_changed(session, rows);
  Output& output = session.output();
  output.report("pending", pending);
  output.report("edited", edited);
  output.report("late", late);
  output.report("unknown", list_value(unknown));
  if (!rows.empty()) output.line();
  output.line((pending == 0 ? rows.empty() ? "No revisions yet" : "Up to date"
                            : std::to_string(pending) + " pending") +
              (late == 0 ? "" : ", " + std::to_string(late) + " of them merged late") +
              (edited == 0 ? "" : ", " + std::to_string(edited) + " edited after being applied"));
  return options.exit_code && pending > 0 ? ExitCode::no : ExitCode::ok;
}

ExitCode run(const Options& options, Session& session) {
  return on_each_database(session, AfterError::go_on,
                          [&](Session& database) { return show_one(options, database); });
}

}  // namespace

Command status() {
  return make_command("status", "Show what is applied and what is pending", "Ask", declare, run,
                      {"st"});
}

}  // namespace dbtool::cli
