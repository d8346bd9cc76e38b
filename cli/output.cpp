#include "cli/output.h"

#include "cli/problem_text.h"
#include "cli/version.h"
#include "core/support/json.h"

#include <cerrno>
#include <cstdio>
#include <unistd.h>

namespace dbtool::cli {

Output::Output(const GlobalOptions& options, const Variable& variable)
    : json_(options.format == "json"),
      quiet_(options.quiet),
      verbosity_(options.verbosity),
      out_(terminal_of(isatty(STDOUT_FILENO) != 0, options.color, variable)),
      err_(terminal_of(isatty(STDERR_FILENO) != 0, options.color, variable)) {
  if (!json_ && !options.no_pager) pager_command_ = pager_of(out_, variable);
}

void Output::start_pager() {
  pages_ = false;
  if (pager_command_.empty()) return;
  std::fflush(stdout);
  try {
    pager_ = std::make_unique<Pager>(pager_command_);
  } catch (const UsageError&) {
    // It is not installed: the answer is the same without.
  }
}

void Output::end_pager() {
  if (std::fflush(stdout) != 0 && write_error_ == 0) write_error_ = errno;
  pager_.reset();
}

void Output::write_out(std::string_view text) {
  if (pages_) start_pager();
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() && write_error_ == 0)
    write_error_ = errno;
}

void Output::text(std::string_view text) {
  if (!json_) write_out(text);
}

void Output::line(std::string_view text) {
  this->text(text);
  this->text("\n");
}

void Output::answer(std::string key, const std::string& text) {
  this->text(text);
  report(std::move(key), text);
}

void Output::write_error(std::string_view text) {
  if (std::fflush(stdout) != 0 && write_error_ == 0) write_error_ = errno;
  if (progress_shown_) std::fputs("\r\x1b[K", stderr);
  progress_shown_ = false;
  std::fwrite(text.data(), 1, text.size(), pager_ == nullptr ? stderr : stdout);
}

void Output::note(std::string_view text) {
  if (!json_ && !quiet_) write_error(std::string(text) + "\n");
}

void Output::progress(std::string_view text) {
  if (json_ || quiet_ || !err_.interactive || pager_ != nullptr) return;
  write_error(text);
  std::fflush(stderr);
  progress_shown_ = true;
}

void Output::warn(const Problem& problem) {
  findings().push_back(without_secrets(problem));
  if (!json_) write_error(problem_text(findings().back(), err_));
}

void Output::report(std::string key, Value value) {
  put(part_open_ ? parts_.back().report : report_, std::move(key), std::move(value));
}

void Output::begin_database(const std::string& name) {
  if (!parts_.empty()) line();
  line(paint(name, Tone::strong, out_) + ":");
  parts_.push_back({.name = name});
  part_open_ = true;
}

void Output::end_database(const std::string& result, ExitCode exit_code) {
  parts_.back().result = result;
  parts_.back().exit_code = exit_code;
  part_open_ = false;
}

Problem Output::without_secrets(Problem problem) const {
  auto clean = [&](std::string& text) {
    text = redact_url_text(text);
    for (const DatabaseUrl& secret : secrets_) text = redact(std::move(text), secret);
  };
  clean(problem.message);
  clean(problem.hint);
  for (Note& note : problem.notes) clean(note.text);
  return problem;
}

Value Output::part_value(Part part) {
  Value::Map object;
  put(object, "name", part.name);
  put(object, "result", part.result);
  put(object, "exit_code", static_cast<int>(part.exit_code));
  for (auto& [key, value] : part.report) put(object, key, std::move(value));
  Value::List findings;
  for (const Problem& problem : part.findings) findings.push_back(finding(problem));
  put(object, "findings", std::move(findings));
  return object;
}

int Output::finish(const std::string& command, ExitCode exit_code,
                   const std::vector<Problem>& problems) {
  std::vector<Problem> clean;
  for (const Problem& problem : problems) clean.push_back(without_secrets(problem));
  end_pager();
  if (!json_ && !clean.empty()) write_error(problems_text(clean, err_));
  if (json_) {
    Value::Map object;
    put(object, "dbtool", std::string(version()));
    put(object, "report", 1);
    put(object, "command", command.empty() ? Value() : Value(command));
    put(object, "ok", exit_code == ExitCode::ok);
    put(object, "exit_code", static_cast<int>(exit_code));
    for (auto& [key, value] : report_) put(object, key, std::move(value));
    Value::List databases;
    for (Part& part : parts_) databases.push_back(part_value(std::move(part)));
    if (!databases.empty()) put(object, "databases", std::move(databases));
    Value::List findings;
    for (const Problem& problem : findings_) findings.push_back(finding(problem));
    for (const Problem& problem : clean) findings.push_back(finding(problem));
    put(object, "findings", std::move(findings));
    write_out(json::write(object) + "\n");
  }
  if (std::fflush(stdout) != 0 && write_error_ == 0) write_error_ = errno;
  return write_error_;
}

}  // namespace dbtool::cli
