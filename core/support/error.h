// Problems: what went wrong, where, and what to do next. Errors and findings share one form.
#pragma once

#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dbtool {

/// 1 means "no" (a question was answered no); above 1 means trouble. The list is in dbtool(1).
enum class ExitCode {
  ok = 0,
  no = 1,
  usage = 2,
  connect = 3,
  failed = 4,
  partial = 5,
  busy = 6,
  history = 7,
  refused = 8,
  bug = 70,
  interrupted = 130
};

/// The name of a file. Copies share the text: every value of a large file has its place.
class FileName {
 public:
  FileName();
  FileName(std::string text);
  FileName(const char* text) : FileName(std::string(text)) {}
  FileName(const FileName& other);
  FileName(FileName&& other) noexcept;
  FileName& operator=(const FileName& other);
  FileName& operator=(FileName&& other) noexcept;
  ~FileName();

  const std::string& text() const;
  operator const std::string&() const { return text(); }
  bool empty() const { return text_ == nullptr; }
  bool operator==(const FileName& other) const {
    return text_ == other.text_ || text() == other.text();
  }

 private:
  std::shared_ptr<const std::string> text_;
};
inline std::string operator+(const FileName& file, std::string_view more) {
  return file.text() + std::string(more);
}

/// A place in a file the user wrote. 1-based; 0 means unknown. Columns count bytes.
struct Location {
  FileName file = {};
  int line = 0;
  int column = 0;
  int length = 0;  ///< how much to underline; 0: one character

  bool operator==(const Location&) const = default;
};

enum class Severity { error, warning, note };

/// One line of explanation under a problem: "cause", "state", "next", "known", "note".
struct Note {
  std::string label = {};
  std::string text = {};

  bool operator==(const Note&) const = default;
};

/// What went wrong, where, and what to do next.
struct Problem {
  std::string code = {};     ///< stable, for scripts: "DBT103"
  std::string message = {};  ///< one sentence, lower case, no trailing dot
  Location where = {};
  std::string hint = {};  ///< beside the caret: did you mean "nullable"?
  std::vector<Note> notes = {};
  Severity severity = Severity::error;

  bool operator==(const Problem&) const = default;
};

/// Ends a command. Carries at least one problem; what() is the first message.
class Error : public std::runtime_error {
 public:
  Error(ExitCode exit_code, std::vector<Problem> problems);

  const std::vector<Problem>& problems() const { return problems_; }
  ExitCode exit_code() const { return exit_code_; }
  /// Adds an explanation that only a caller further up knows.
  void add_note(Note note) { problems_.front().notes.push_back(std::move(note)); }
  /// Sets the place of the first problem where it has none yet.
  void locate(const Location& where);

 private:
  std::vector<Problem> problems_;
  ExitCode exit_code_;
};

/// The command line, settings, a model or a script is wrong (exit 2).
class UsageError : public Error {
 public:
  explicit UsageError(Problem problem) : Error(ExitCode::usage, {std::move(problem)}) {}
  explicit UsageError(std::vector<Problem> problems)
      : Error(ExitCode::usage, std::move(problems)) {}
};

/// The revision graph or the recorded state does not allow it (exit 7).
class HistoryError : public Error {
 public:
  explicit HistoryError(Problem problem) : Error(ExitCode::history, {std::move(problem)}) {}
  explicit HistoryError(std::vector<Problem> problems)
      : Error(ExitCode::history, std::move(problems)) {}
};

/// dbtool will not do this without being told twice (exit 8).
class RefusedError : public Error {
 public:
  explicit RefusedError(Problem problem) : Error(ExitCode::refused, {std::move(problem)}) {}
};

/// No connection could be made (exit 3).
class ConnectError : public Error {
 public:
  explicit ConnectError(Problem problem) : Error(ExitCode::connect, {std::move(problem)}) {}
};

/// The server refused a statement (exit 4), or is locked by someone else (exit 6).
class DatabaseError : public Error {
 public:
  struct Details {
    std::string statement = {};
    std::string sqlstate = {};  ///< PostgreSQL; empty on SQLite
    int sqlite_code = 0;        ///< SQLite extended result code; 0 on PostgreSQL
    int offset = -1;            ///< byte offset of the bad token in the statement; -1: unknown
    bool connection_lost = false;
    bool is_drift = false;  ///< an object is there already, or is not there
  };

  DatabaseError(Problem problem, Details details, ExitCode exit_code = ExitCode::failed)
      : Error(exit_code, {std::move(problem)}), details_(std::move(details)) {}

  const Details& details() const { return details_; }

 private:
  Details details_;
};

}  // namespace dbtool
