// Output: answers on stdout, conversation on stderr; text, or one JSON object at the end.
#pragma once

#include "cli/global_options.h"
#include "cli/terminal.h"
#include "core/dialect/database_url.h"
#include "core/project/program.h"
#include "core/support/error.h"
#include "core/support/value.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace dbtool::cli {

class Output {
 public:
  Output(const GlobalOptions& options, const Variable& variable);

  bool json() const { return json_; }
  bool verbose(int level) const { return verbosity_ >= level; }
  const Terminal& out() const { return out_; }
  const Terminal& err() const { return err_; }

  /// Text and lines of the answer; silent with --format json.
  void text(std::string_view text);
  void line(std::string_view text = "");
  /// The whole answer as one text, in the report under `key`.
  void answer(std::string key, const std::string& text);
  /// A line of conversation, on stderr; silent with --quiet and with --format json.
  void note(std::string_view text = "");
  /// A line that the next one of note() or progress() replaces; only for people looking.
  void progress(std::string_view text);
  /// Shown on stderr, and a finding of the report.
  void warn(const Problem& problem);
  /// Only a finding of the report: the command prints it in its own way.
  void add_finding(const Problem& problem) { findings().push_back(without_secrets(problem)); }

  /// What is printed from here on is paged where a person looks at it.
  void page() { pages_ = true; }

  /// Adds to the JSON report; the text of an answer is printed with line().
  void report(std::string key, Value value);
  /// From here to end_database() the answer is about one of several databases: its lines stand
  /// under its name, its report under "databases".
  void begin_database(const std::string& name);
  void end_database(const std::string& result, ExitCode exit_code);
  /// Ends the command: the JSON object, or the problems on stderr. What kept stdout from being
  /// written, as errno has it; 0: nothing.
  int finish(const std::string& command, ExitCode exit_code, const std::vector<Problem>& problems);

  /// A URL whose password must not appear, whoever wrote the message.
  void keep_secret(DatabaseUrl url) { secrets_.push_back(std::move(url)); }

 private:
  /// What is said of one database.
  struct Part {
    std::string name = {};
    std::string result = {};
    ExitCode exit_code = ExitCode::ok;
    Value::Map report = {};
    std::vector<Problem> findings = {};
  };

  std::vector<Problem>& findings() { return part_open_ ? parts_.back().findings : findings_; }
  Problem without_secrets(Problem problem) const;
  void write_out(std::string_view text);
  static Value part_value(Part part);
  void write_error(std::string_view text);
  void start_pager();
  void end_pager();

  bool json_ = false;
  bool quiet_ = false;
  int verbosity_ = 0;
  Terminal out_;
  Terminal err_;
  bool progress_shown_ = false;
  int write_error_ = 0;
  std::vector<std::string> pager_command_;
  bool pages_ = false;
  std::unique_ptr<Pager> pager_;
  std::vector<DatabaseUrl> secrets_;
  std::vector<Part> parts_;
  bool part_open_ = false;
  Value::Map report_;
  std::vector<Problem> findings_;
};

}  // namespace dbtool::cli
