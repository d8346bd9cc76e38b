#include "dialects/postgresql/errors.h"

#include "core/support/text.h"
#include "dialects/postgresql/privileges.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>

namespace dbtool::postgres {
namespace {

constexpr std::string_view insufficient_privilege = "42501";

struct Field {
  std::string_view label;
  std::string ServerMessage::*into;
};

std::string* field_of(ServerMessage& message, std::string_view& line) {
  static constexpr auto fields = std::to_array<Field>({
      {"DETAIL:  ", &ServerMessage::detail},
      {"HINT:  ", &ServerMessage::hint},
      {"CONTEXT:  ", &ServerMessage::context},
  });
  for (const Field& field : fields)
    if (line.starts_with(field.label)) {
      line.remove_prefix(field.label.size());
      return &(message.*field.into);
    }
  return nullptr;
}

void append_line(std::string& text, std::string_view line) {
  if (!text.empty()) text += '\n';
  text += line;
}

/// The word is in the server's language: "ERROR:  ", "FEHLER:  ".
std::string_view without_severity(std::string_view line) {
  const auto end = line.find(":  ");
  const bool is_word =
      end != std::string_view::npos && line.substr(0, end).find(' ') == std::string_view::npos;
  return is_word ? line.substr(end + 3) : line;
}

/// The bytes of the character at `i`.
std::size_t character_length(std::string_view text, std::size_t i) {
  std::size_t n = 1;
  while (i + n < text.size() && (static_cast<unsigned char>(text[i + n]) & 0xC0U) == 0x80U) ++n;
  return n;
}

/// Columns a terminal gives a character: libpq places its caret by them. From U+1100 on, the
/// three-byte characters of East Asia and the four-byte ones take two.
std::size_t display_width(std::string_view character) {
  auto byte = [&](std::size_t i) { return static_cast<unsigned char>(character[i]); };
  if (character.size() == 4) return 2;
  if (character.size() < 3) return 1;
  bool wide = (byte(0) == 0xE1U && byte(1) < 0x86U && byte(1) >= 0x84U) ||
              (byte(0) >= 0xE2U && byte(0) <= 0xEDU && (byte(0) != 0xE2U || byte(1) >= 0xBAU)) ||
              (byte(0) == 0xEFU && byte(1) >= 0xA4U);
  return wide ? 2 : 1;
}

std::size_t byte_at_column(std::string_view text, std::size_t column) {
  std::size_t i = 0;
  for (std::size_t width = 0; i < text.size() && width < column;) {
    std::size_t length = character_length(text, i);
    width += display_width(text.substr(i, length));
    i += length;
  }
  return i;
}

/// "LINE 3: WHERE x" and the caret line after it.
void read_place(ServerMessage& message, std::string_view line, std::string_view caret_line) {
  auto colon = line.find(": ");
  if (colon == std::string_view::npos) return;
  message.line = static_cast<int>(parse_integer(line.substr(5, colon - 5)).value_or(0));
  message.excerpt = line.substr(colon + 2);
  auto caret = caret_line.find('^');
  if (caret == std::string_view::npos || caret < colon + 2) message.line = 0;
  if (message.line > 0) message.caret = byte_at_column(message.excerpt, caret - colon - 2);
}

struct LineOfText {
  std::size_t offset = 0;
  std::string_view text = {};
};

/// As libpq counts lines: \n, \r and \r\n each end one.
std::optional<LineOfText> line_of(std::string_view text, int number) {
  std::size_t start = 0;
  for (int line = 1;; ++line) {
    std::size_t end = std::min(text.find_first_of("\r\n", start), text.size());
    if (line == number) return LineOfText{start, text.substr(start, end - start)};
    if (end == text.size()) return std::nullopt;
    start = end + (text.substr(end).starts_with("\r\n") ? 2 : 1);
  }
}

Problem problem_of(const std::string& code, const ServerMessage& message) {
  Problem problem{.code = code, .message = message.primary};
  if (!message.detail.empty()) problem.notes.push_back({"cause", message.detail});
  if (!message.hint.empty()) problem.notes.push_back({"hint", message.hint});
  if (!message.context.empty()) problem.notes.push_back({"context", message.context});
  return problem;
}

struct ErrorKind {
  std::string code = "DBT400";
  ExitCode exit_code = ExitCode::failed;
  std::string next = {};
};

ErrorKind kind_of(const std::string& sqlstate, const ServerMessage& message) {
  if (sqlstate == "55P03")
    return {"DBT403", ExitCode::busy, "another session holds the lock; try again when it is done"};
  if (sqlstate == "57014" && message.primary.find("user request") != std::string::npos)
    return {.code = "DBT405", .exit_code = ExitCode::interrupted};
  if (sqlstate == "53200" && message.hint.find("max_locks_per_transaction") != std::string::npos)
    return {.next =
                "one transaction touches more tables and indexes than the server has locks for: "
                "raise max_locks_per_transaction, or do less in one revision"};
  if (sqlstate == "3F000")
    return {.next =
                "let search_path name a schema that is there and that this user may use (GRANT "
                "USAGE ON SCHEMA)"};
  if (sqlstate == "25006")
    return {.next = "connect to the primary server; this session may only read"};
  return {};
}

/// An object is there already, or is not there.
bool is_drift(const std::string& sqlstate) {
  static constexpr auto states =
      std::to_array<std::string_view>({"42P07", "42701", "42710", "42P01", "42703", "42704"});
  return std::ranges::count(states, sqlstate) > 0;
}

bool ends_session(const std::string& sqlstate) {
  return sqlstate.starts_with("08") || sqlstate == "57P01" || sqlstate == "57P02" ||
         sqlstate == "57P03" || sqlstate == "57P05" || sqlstate == "25P03";
}

}  // namespace

ServerMessage parse_message(std::string_view text) {
  ServerMessage message;
  std::vector<std::string> lines = split(std::string(trim(text)), '\n');
  std::string* current = &message.primary;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    std::string_view line = lines[i];
    if (line.starts_with("LINE ") && i + 1 < lines.size()) {
      read_place(message, line, lines[++i]);
    } else if (line.starts_with("QUERY:  ")) {
      message.about_query = false;
      current = nullptr;
    } else {
      if (std::string* field = field_of(message, line)) current = field;
      if (current != nullptr) append_line(*current, i == 0 ? without_severity(line) : line);
    }
  }
  return message;
}

int offset_in(std::string_view statement, const ServerMessage& message) {
  if (message.line == 0 || !message.about_query) return -1;
  std::optional<LineOfText> line = line_of(statement, message.line);
  if (!line) return -1;
  std::string shown = replace_all(std::string(line->text), "\t", " ");
  std::string_view excerpt = message.excerpt;
  std::size_t cut = 0;
  if (excerpt.starts_with("...")) {
    cut = 3;
    excerpt.remove_prefix(3);
    if (excerpt.ends_with("...")) excerpt.remove_suffix(3);
  }
  std::size_t start = cut == 0 ? 0 : shown.find(excerpt);
  if (start == std::string::npos || message.caret < cut) return -1;
  return static_cast<int>(line->offset + start + message.caret - cut);
}

DatabaseError database_error(std::string_view text, const std::string& sqlstate,
                             std::string_view statement, std::span<const std::string> notices,
                             std::string_view user) {
  if (ends_session(sqlstate)) return connection_lost(text, statement);
  ServerMessage message = parse_message(text);
  ErrorKind kind = kind_of(sqlstate, message);
  Problem problem = problem_of(kind.code, message);
  for (const std::string& notice : notices) problem.notes.push_back({"notice", notice});
  if (sqlstate == insufficient_privilege && !user.empty())
    std::ranges::move(privilege_notes(message.primary, statement, user),
                      std::back_inserter(problem.notes));
  if (!kind.next.empty()) problem.notes.push_back({"next", kind.next});
  return {std::move(problem),
          {.statement = std::string(statement),
           .sqlstate = sqlstate,
           .offset = offset_in(statement, message),
           .is_drift = is_drift(sqlstate)},
          kind.exit_code};
}

DatabaseError connection_lost(std::string_view text, std::string_view statement) {
  ServerMessage message = parse_message(text);
  Problem problem{.code = "DBT404", .message = "the connection to the server was lost"};
  // What libpqxx says of a session that is gone is not why.
  const bool is_reason = message.primary.find("client encoding") == std::string::npos;
  if (!message.primary.empty() && is_reason) problem.notes.push_back({"cause", message.primary});
  problem.notes.push_back({"next", "see that the server can be reached"});
  return {std::move(problem), {.statement = std::string(statement), .connection_lost = true}};
}

}  // namespace dbtool::postgres
