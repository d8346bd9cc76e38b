#include "cli/progress.h"

#include "cli/revision_list.h"
#include "cli/session.h"
#include "core/support/file.h"
#include "core/support/text.h"

#include <fmt/format.h>

#include <algorithm>

namespace dbtool::cli {
namespace {

std::string seconds(std::chrono::milliseconds time) {
  return fmt::format("{:.2f}", static_cast<double>(time.count()) / 1000.0);
}

std::string one_line(const std::string& sql) {
  std::string text = replace_all(sql, "\n", " ");
  return text.size() > 60 ? text.substr(0, 57) + "..." : text;
}

bool is_at_head(const RevisionGraph& graph, const Rows& rows) {
  return !graph.empty() && pending_count(applied_of(graph, rows)) == 0;
}

// Where the server is, for people: "localhost:5432"; nothing for a file.
std::string place_of(const DatabaseUrl& url) {
  auto host = url.parameters.find("host");
  if (url.dialect == "sqlite" || host == url.parameters.end()) return {};
  auto port = url.parameters.find("port");
  return host->second + (port == url.parameters.end() ? "" : ":" + port->second);
}

struct Words {
  std::string verb;
  std::string to_do;
  std::string done;
};
Words words_of(RunKind kind) {
  switch (kind) {
    case RunKind::upgrade:
      return {"upgrade", "apply", "applied"};
    case RunKind::downgrade:
      return {"downgrade", "revert", "reverted"};
    case RunKind::redo:
      return {"redo", "redo", "redone"};
  }
  return {};
}

// A revision that is done again has two steps.
std::size_t revisions_in(const std::vector<Step>& steps, RunKind kind) {
  return kind == RunKind::redo ? steps.size() / 2 : steps.size();
}

Value ids_of(const std::vector<Step>& steps, Direction direction) {
  Value::List ids;
  for (const Step& step : steps)
    if (step.direction == direction) ids.emplace_back(step.revision->id);
  return ids;
}

std::string without_trailing_blanks(std::string text) {
  text.erase(text.find_last_not_of(' ') + 1);
  return text;
}

}  // namespace

Progress::Progress(Session& session, RunKind kind) : session_(session), kind_(kind) {}

Progress::~Progress() {
  if (running_ == nullptr) return;
  Output& output = session_.output();
  if (output.err().interactive)
    output.note("  " + bad_sign(output.err()) + " " + title(*running_, message_width_));
  else
    output.note("  " + title(*running_, 0) + " ... FAILED");
}

std::string Progress::at(const Rows& rows) const {
  return rows_text(rows) + (is_at_head(session_.graph(), rows) ? " (head)" : "");
}

std::string Progress::title(const Revision& revision, std::size_t width) {
  std::string message = padded(first_line(revision.message), width);
  return without_trailing_blanks(revision.id + (message.empty() ? "" : "  " + message));
}

void Progress::begin(const Rows& rows, const std::vector<Step>& steps) {
  if (steps.empty()) return;
  for (const Step& step : steps)
    message_width_ = std::clamp(count_characters(first_line(step.revision->message)),
                                message_width_, std::size_t{40});
  Output& output = session_.output();
  const Rows& after = steps.back().rows_after;
  const Words words = words_of(kind_);
  const std::string count = std::to_string(revisions_in(steps, kind_));
  if (!output.err().interactive) {
    output.note(words.verb + " " + session_.database() + " " + session_.url().dialect + " " +
                rows_text(rows) + " -> " + rows_text(after) + " pending=" + count);
    return;
  }
  std::string place = place_of(session_.url());
  output.note(paint(session_.database(), Tone::strong, output.err()) + "  " +
              session_.connection().server() + (place.empty() ? "" : "  " + place) + "   " +
              rows_text(rows) + " " + arrow(output.err()) + " " + at(after) + "   " + count +
              " to " + words.to_do + "\n");
}

RunEvents Progress::events() {
  return {.started = [this](const Step& step, std::size_t number,
                            std::size_t total) { started(step, number, total); },
          .statement = [this](const Step&, const Statement& what) { statement(what); },
          .finished = [this](const Step& step, std::size_t statements,
                             std::chrono::milliseconds time) { finished(step, statements, time); },
          .waiting =
              [this](const std::string& holder) {
                session_.output().note("Waiting for another migration" +
                                       (holder.empty() ? "" : " (" + holder + ")") + " ...");
              },
          .backed_up =
              [this](const std::string& path) {
                session_.output().note("  backup: " + display_path(path));
              },
          .retrying =
              [this](const Step&, const Problem& problem, std::chrono::milliseconds delay) {
                session_.output().note("    " + problem.message + "; again in " + seconds(delay) +
                                       " s");
              },
          .noted = [this](const Step&,
                          const std::string& text) { session_.output().note("    note: " + text); },
          .overtaken =
              [this](const Step& step) {
                running_ = nullptr;
                session_.output().note("  " + step.revision->id +
                                       " ... another run was faster; looking again");
              },
          .interrupted = [this] { return session_.interruption().requested(); }};
}

void Progress::started(const Step& step, std::size_t, std::size_t) {
  running_ = step.revision;
  running_direction_ = step.direction;
  statements_ = 0;
  session_.output().progress("  ... " + title(*running_, message_width_));
}

void Progress::statement(const Statement& statement) {
  Output& output = session_.output();
  ++statements_;
  if (output.verbose(2))
    output.note("    " + replace_all(statement.sql, "\n", "\n    ") + ";");
  else
    output.progress("  ... " + title(*running_, message_width_) + "  " +
                    std::to_string(statements_) + "  " +
                    one_line(statement.purpose.empty() ? statement.sql : statement.purpose));
}

void Progress::finished(const Step& step, std::size_t statements, std::chrono::milliseconds time) {
  Output& output = session_.output();
  const Revision& revision = *step.revision;
  if (output.err().interactive) {
    std::string text = revision.id + "  " + first_line(revision.message);
    output.note("  " + good_sign(output.err()) + " " + padded(text, 14 + message_width_) + "  " +
                fmt::format("{:>9}", count_of(statements, "step")) + "  " + seconds(time) + " s");
  } else {
    output.note("  " + title(revision, 0) + " ... ok " + seconds(time) + "s");
  }
  // It may be told when the next one has begun, which in a redo is the same revision.
  if (running_ == step.revision && running_direction_ == step.direction) running_ = nullptr;
}

void Progress::end(const RunReport& report) {
  Output& output = session_.output();
  const Words words = words_of(kind_);
  if (kind_ != RunKind::downgrade)
    output.report("applied", ids_of(report.done, Direction::upgrade));
  if (kind_ != RunKind::upgrade)
    output.report("reverted", ids_of(report.done, Direction::downgrade));
  output.report("current", list_value(report.rows_after));
  auto time = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::steady_clock::now() - begin_);
  std::string count = std::to_string(revisions_in(report.done, kind_));
  if (report.done.empty())
    output.line("Nothing to do: " + session_.database() + " is at " + at(report.rows_after));
  else if (output.out().interactive)
    output.line("\nDone: " + count + " " + words.done + " in " + seconds(time) + " s, now at " +
                at(report.rows_after) + ".");
  else
    output.line("done " + words.done + "=" + count + " seconds=" + seconds(time) +
                " head=" + (report.rows_after.empty() ? "base" : join(report.rows_after, ",")));
}

}  // namespace dbtool::cli
