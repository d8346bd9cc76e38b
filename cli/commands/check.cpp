#include "cli/change_list.h"
#include "cli/command.h"
#include "cli/comparison.h"
#include "cli/edited_scripts.h"
#include "cli/offline.h"
#include "cli/problem_text.h"
#include "cli/revision_list.h"
#include "cli/selection.h"
#include "cli/session.h"
#include "core/project/project.h"
#include "core/support/file.h"
#include "core/support/text.h"

#include <optional>
#include <utility>

namespace dbtool::cli {
namespace {

struct Options : OfflineOptions {
  bool single_head = false;
};

void declare(Arguments& arguments, Options& options) {
  arguments.flag("--single-head", options.single_head, "Several heads are a failure");
  declare_offline(arguments, options);
  arguments.example("dbtool check", "in CI: exit 1 when something is missing")
      .example("dbtool check --offline", "the same without a database: graph, scripts, models");
}

enum class Verdict { ok, warn, fail, skip };

/// One line of the answer, with what was found below it.
struct Result {
  std::string name = {};
  Verdict verdict = Verdict::ok;
  std::string text = {};
  std::string details = {};
  std::vector<Problem> findings = {};
};

std::string word_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::ok:
      return "ok";
    case Verdict::warn:
      return "warn";
    case Verdict::fail:
      return "FAIL";
    case Verdict::skip:
      return "skip";
  }
  return {};
}

Tone tone_of(Verdict verdict) {
  return verdict == Verdict::ok ? Tone::good : verdict == Verdict::fail ? Tone::bad : Tone::warning;
}

// What is wrong with the revision files when they make no history.
std::optional<Result> unsound_graph(Session& session) {
  require_versions_folder(session.config());
  try {
    session.graph();
    return std::nullopt;
  } catch (const Error& error) {
    Result result{.name = "graph", .verdict = Verdict::fail, .findings = error.problems()};
    result.text = count_of(result.findings.size(), "problem") + " in the revision files";
    for (const Problem& problem : result.findings)
      result.details += problem_text(problem, session.output().out());
    return result;
  }
}

Result check_graph(Session& session, const Options& options) {
  const RevisionGraph& graph = session.graph();
  Result result{.name = "graph",
                .text = count_of(graph.revisions().size(), "revision") + ", " +
                        count_of(graph.bases().size(), "base") + ", " +
                        count_of(graph.real_heads().size(), "head")};
  if (graph.real_heads().size() > 1) {
    result.verdict = options.single_head ? Verdict::fail : Verdict::warn;
    result.text += " (make them one: dbtool merge, or dbtool rebase)";
    if (options.single_head)
      result.findings.push_back(
          {.code = "DBT309",
           .message = "there are several heads: " + list_of(graph.real_heads()),
           .hint = "dbtool merge, or dbtool rebase"});
  }
  return result;
}

// Every script can be read, and those that were applied are still what they were. Offline nothing
// is applied.
Result check_files(Session& session, const Applied& applied) {
  Result result{.name = "files"};
  const auto& revisions = session.graph().revisions();
  for (const Revision& revision : revisions) {
    try {
      session.body(revision);
    } catch (const UsageError& error) {
      for (const Problem& problem : error.problems()) result.findings.push_back(problem);
    }
  }
  std::size_t cosmetic = 0;
  const auto edited =
      session.is_offline() ? std::vector<EditedScript>{} : edited_scripts(session, applied.rows);
  for (const EditedScript& script : edited) {
    if (script.is_changed)
      result.findings.push_back(edited_problem(session, script, "DBT303"));
    else
      ++cosmetic;
  }
  result.text = count_of(revisions.size(), "script");
  if (cosmetic > 0)
    result.text += ", " + std::to_string(cosmetic) + " laid out in another way than when applied";
  for (const Problem& problem : result.findings)
    result.details += problem_text(problem, session.output().out());
  if (!result.findings.empty()) {
    result.verdict = Verdict::fail;
    result.text = count_of(result.findings.size(), "problem") + " in " + result.text;
  }
  return result;
}

Result check_database(Session& session, const Applied& applied) {
  std::size_t pending = pending_count(applied);
  Result result{.name = "database",
                .text = session.database() + " is at " + rows_text(applied.rows)};
  if (pending == 0) return result;
  result.verdict = Verdict::fail;
  result.text += ", " + count_of(pending, "revision") + " pending";
  result.findings.push_back(
      {.code = "DBT302",
       .message = count_of(pending, "revision") + " not applied to " + session.database(),
       .hint = "dbtool upgrade"});
  return result;
}

Result scripts_not_followed(const UsageError& error, const Terminal& terminal) {
  Result result{.name = "model", .verdict = Verdict::fail, .findings = error.problems()};
  result.text = count_of(result.findings.size(), "step") + " that cannot be followed offline";
  for (const Problem& problem : result.findings) result.details += problem_text(problem, terminal);
  return result;
}

Result check_model(Session& session) {
  auto comparison = compare_project(session);
  session.output().report("changes", changes_value(comparison.changes));
  for (const Problem& problem : comparison.drift) session.output().warn(problem);
  Result result{.name = "model",
                .text = models_text(comparison.declared) + " and " + session.database() +
                        " agree (" + schema_counts(comparison.live) + ")"};
  if (comparison.changes.empty()) return result;
  result.verdict = Verdict::fail;
  result.text = count_of(comparison.changes.size(), "change") + " that no revision makes";
  for (const Change& change : comparison.changes) {
    std::string line = "        " + change_line(change, session.output().out());
    if (!change.where.file.empty())
      line += "    " + display_path(change.where.file.text()) + ":" +
              std::to_string(change.where.line) + ":" + std::to_string(change.where.column);
    result.details += line + "\n";
    result.findings.push_back({.code = "DBT301",
                               .message = "no revision makes this change: " +
                                          change_line(change, {.unicode = true}).substr(2),
                               .where = change.where});
  }
  return result;
}

Value result_value(const Result& result) {
  Value::Map map;
  put(map, "name", result.name);
  put(map, "result", lower(word_of(result.verdict)));
  put(map, "detail", result.text);
  return map;
}

void print(Output& output, const Result& result) {
  std::string word = word_of(result.verdict);
  output.line(paint(word, tone_of(result.verdict), output.out()) +
              std::string(6 - word.size(), ' ') + result.name +
              std::string(11 - result.name.size(), ' ') + result.text);
  output.text(result.details);
  for (const Problem& finding : result.findings) output.add_finding(finding);
}

std::vector<Result> results_online(const Options& options, Session& session) {
  Applied applied = applied_of(session.graph(), session.state().rows);
  std::vector<Result> results = {check_graph(session, options), check_files(session, applied),
                                 check_database(session, applied)};
  if (results.back().verdict == Verdict::ok)
    results.push_back(check_model(session));
  else
    results.push_back({.name = "model",
                       .verdict = Verdict::skip,
                       .text = "compared once the database is up to date: dbtool upgrade"});
  return results;
}

std::vector<Result> results_offline(const Options& options, Session& session) {
  std::vector<Result> results = {check_graph(session, options),
                                 check_files(session, applied_of(session.graph(), {}))};
  if (results.back().verdict == Verdict::fail) return results;
  try {
    results.push_back(check_model(session));
  } catch (const UsageError& error) {
    if (error.problems().front().code != "DBT306") throw;
    results.push_back(scripts_not_followed(error, session.output().out()));
  }
  return results;
}

std::vector<Result> results_of(const Options& options, Session& session) {
  if (auto unsound = unsound_graph(session)) return {*std::move(unsound)};
  return session.is_offline() ? results_offline(options, session)
                              : results_online(options, session);
}

ExitCode check_one(const Options& options, Session& session) {
  const std::vector<Result> results = results_of(options, session);
  Output& output = session.output();
  Value::List checks;
  std::size_t failed = 0;
  for (const Result& result : results) {
    print(output, result);
    checks.push_back(result_value(result));
    if (result.verdict == Verdict::fail) ++failed;
  }
  output.report("checks", std::move(checks));
  if (failed == 0) return ExitCode::ok;
  const Result& last = results.back();
  const bool model_failed = last.name == "model" && last.verdict == Verdict::fail;
  output.line("\n" + std::to_string(failed) + " failed." +
              (model_failed ? " Fix: dbtool migrate -m MESSAGE, and commit the file." : ""));
  return ExitCode::no;
}

ExitCode run(const Options& options, Session& session) {
  choose_offline(session, options);
  return on_each_database(session, AfterError::go_on,
                          [&](Session& database) { return check_one(options, database); });
}

}  // namespace

Command check() {
  return make_command("check", "Check graph, scripts, database and models", "Ask", declare, run);
}

}  // namespace dbtool::cli
