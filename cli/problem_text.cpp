#include "cli/problem_text.h"

#include "core/support/file.h"
#include "core/support/text.h"

#include <algorithm>
#include <sstream>

namespace dbtool::cli {
namespace {

constexpr std::size_t widest_excerpt = 120;

std::string severity_word(Severity severity) {
  return severity == Severity::error ? "error" : severity == Severity::warning ? "warning" : "note";
}

Tone severity_tone(Severity severity) {
  return severity == Severity::error     ? Tone::bad
         : severity == Severity::warning ? Tone::warning
                                         : Tone::strong;
}

// Control characters of a file or a name must not reach the terminal.
std::string printable(std::string_view text) {
  std::string clean;
  for (char c : text) {
    auto byte = static_cast<unsigned char>(c);
    if (c == '\t')
      clean += ' ';
    else if (c != '\n' && (byte < 0x20 || byte == 0x7f))
      clean += '?';
    else
      clean += c;
  }
  return clean;
}

/// What a line is looked for in; larger files are read by nobody, and may be one line.
std::string text_of(const std::string& file) {
  constexpr std::size_t most = 64U << 20U;
  try {
    return read_head(file, most);
  } catch (const UsageError&) {
    return {};
  }
}

std::optional<std::string> line_of(const std::string& file, int number) {
  std::istringstream stream(text_of(file));
  std::string line;
  for (int i = 0; i < number; ++i)
    if (!std::getline(stream, line)) return std::nullopt;
  if (!line.empty() && line.back() == '\r') line.pop_back();
  return line;
}

bool is_continuation(char c) {
  return (static_cast<unsigned char>(c) & 0xc0U) == 0x80U;
}

// The part of a long line around a column, and the column in it.
struct Excerpt {
  std::string text = {};
  std::size_t caret = 0;  ///< characters before the caret
  std::size_t length = 1;
};

Excerpt excerpt(const std::string& line, const Location& where) {
  auto column = std::min(static_cast<std::size_t>(std::max(where.column, 1)) - 1, line.size());
  auto length = std::min(static_cast<std::size_t>(std::max(where.length, 1)), line.size() - column);
  std::size_t begin = column > widest_excerpt * 2 / 3 ? column - widest_excerpt / 2 : 0;
  while (begin > 0 && begin < line.size() && is_continuation(line[begin])) --begin;
  std::size_t end = std::min(line.size(), begin + widest_excerpt);
  while (end < line.size() && is_continuation(line[end])) ++end;
  Excerpt result;
  std::string_view view = line;
  result.text = (begin > 0 ? "..." : "") + std::string(view.substr(begin, end - begin)) +
                (end < line.size() ? "..." : "");
  result.caret = count_characters(view.substr(begin, column - begin)) + (begin > 0 ? 3 : 0);
  length = std::min(length, end > column ? end - column : 0);
  result.length = std::max<std::size_t>(count_characters(view.substr(column, length)), 1);
  return result;
}

std::string place_text(const Location& where) {
  std::string text = display_path(where.file.text());
  if (where.line > 0) text += ":" + std::to_string(where.line);
  if (where.line > 0 && where.column > 0) text += ":" + std::to_string(where.column);
  return text;
}

// The line with its caret and the hint; empty when the file cannot be read.
std::string excerpt_text(const Problem& problem, std::size_t gutter, const Terminal& terminal) {
  if (problem.where.line <= 0) return {};
  auto line = line_of(problem.where.file.text(), problem.where.line);
  if (!line) return {};
  Excerpt shown = excerpt(*line, problem.where);
  std::string number = std::to_string(problem.where.line);
  std::string margin = std::string(gutter, ' ') + " |";
  std::string text = paint(margin, Tone::place, terminal) + "\n";
  text += paint(std::string(gutter - number.size(), ' ') + number + " |", Tone::place, terminal) +
          " " + printable(shown.text) + "\n";
  if (problem.where.column <= 0) return text;
  std::string caret = std::string(shown.length, '^');
  if (!problem.hint.empty()) caret += " " + printable(problem.hint);
  return text + paint(margin, Tone::place, terminal) + " " + std::string(shown.caret, ' ') +
         paint(caret, severity_tone(problem.severity), terminal) + "\n";
}

std::string note_lines(const std::vector<Note>& notes, std::size_t gutter,
                       const Terminal& terminal) {
  std::size_t width = 5;
  for (const Note& note : notes) width = std::max(width, note.label.size());
  std::string text;
  for (const Note& note : notes) {
    std::string label = note.label + std::string(width - note.label.size() + 3, ' ');
    std::string indent(gutter + 3 + label.size(), ' ');
    text += std::string(gutter + 1, ' ') + paint("=", Tone::place, terminal) + " " +
            paint(label, Tone::strong, terminal) +
            replace_all(printable(note.text), "\n", "\n" + indent) + "\n";
  }
  return text;
}

Value text_or_null(const std::string& text) {
  return text.empty() ? Value() : Value(text);
}
Value number_or_null(int number) {
  return number <= 0 ? Value() : Value(number);
}

}  // namespace

std::string problem_text(const Problem& problem, const Terminal& terminal) {
  std::string head = severity_word(problem.severity);
  if (!problem.code.empty()) head += "[" + problem.code + "]";
  std::string text = paint(head, severity_tone(problem.severity), terminal) + ": " +
                     paint(printable(problem.message), Tone::strong, terminal) + "\n";
  std::size_t gutter = std::max<std::size_t>(2, std::to_string(problem.where.line).size());
  std::string lines;
  if (!problem.where.file.empty()) {
    lines = excerpt_text(problem, gutter, terminal);
    text += std::string(gutter, ' ') + paint("-->", Tone::place, terminal) + " " +
            printable(place_text(problem.where)) + "\n" + lines;
  }
  auto notes = problem.notes;
  bool beside_caret = !lines.empty() && problem.where.column > 0;
  if (!problem.hint.empty() && !beside_caret) notes.insert(notes.begin(), {"help", problem.hint});
  return text + note_lines(notes, gutter, terminal);
}

std::string problems_text(const std::vector<Problem>& problems, const Terminal& terminal,
                          std::size_t limit) {
  std::string text;
  for (std::size_t i = 0; i < std::min(limit, problems.size()); ++i)
    text += (i == 0 ? "" : "\n") + problem_text(problems[i], terminal);
  if (problems.size() > limit)
    text += "\nand " + count_of(problems.size() - limit, "more problem") + "\n";
  return text;
}

Value finding(const Problem& problem) {
  Value::Map map;
  put(map, "code", text_or_null(problem.code));
  put(map, "severity", severity_word(problem.severity));
  put(map, "message", problem.message);
  put(map, "file", text_or_null(problem.where.file.text()));
  put(map, "line", number_or_null(problem.where.line));
  put(map, "column", number_or_null(problem.where.column));
  put(map, "help", text_or_null(problem.hint));
  Value::List notes;
  for (const Note& note : problem.notes) {
    Value::Map entry;
    put(entry, "label", note.label);
    put(entry, "text", note.text);
    notes.push_back(std::move(entry));
  }
  put(map, "notes", std::move(notes));
  return map;
}

std::vector<Problem> problems_of(const Error& error) {
  auto problems = error.problems();
  const auto* database = dynamic_cast<const DatabaseError*>(&error);
  if (database == nullptr || database->details().sqlstate.empty()) return problems;
  std::string state = "SQLSTATE " + database->details().sqlstate;
  if (problems.front().message.find(state) == std::string::npos)
    problems.front().message += " (" + state + ")";
  return problems;
}

}  // namespace dbtool::cli
