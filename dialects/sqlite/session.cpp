#include "dialects/sqlite/session.h"

#include "core/support/sql_tokens.h"
#include "core/support/text.h"

#include <array>
#include <string>
#include <utility>
#include <vector>

namespace dbtool::lite {
namespace {

bool is_off(const std::string& value) {
  return value == "off" || value == "0" || value == "no" || value == "false";
}

std::string without_quotes(std::string_view text) {
  const bool is_quoted = text.size() > 1 && std::string_view("'\"`[").find(text[0]) != text.npos;
  return lower(is_quoted ? text.substr(1, text.size() - 2) : text);
}

/// The name and the value of a PRAGMA in lower case; an empty value where it only asks.
std::pair<std::string, std::string> pragma_of(std::string_view sql) {
  const auto tokens = sql::tokenize(sql, sql::sqlite_rules());
  if (tokens.empty() || !tokens[0].is("pragma")) return {};
  std::vector<std::string> words;
  for (const sql::Token& token : tokens)
    if (!token.is_symbol("=") && !token.is_symbol("(") && !token.is_symbol(")"))
      words.push_back(without_quotes(token.text));
  if (words.size() > 3 && words[2] == ".") words.erase(words.begin() + 1, words.begin() + 3);
  words.resize(3);
  return {words[1], words[2] == ";" ? "" : words[2]};
}

/// Those that may be changed inside a transaction, and those that may not.
constexpr std::array<const char*, 8> anywhere = {
    "PRAGMA ignore_check_constraints=OFF",  "PRAGMA recursive_triggers=OFF",
    "PRAGMA reverse_unordered_selects=OFF", "PRAGMA query_only=OFF",
    "PRAGMA read_uncommitted=OFF",          "PRAGMA case_sensitive_like=OFF",
    "PRAGMA legacy_alter_table=OFF",        "PRAGMA cell_size_check=OFF"};
constexpr std::array<const char*, 2> outside = {"PRAGMA synchronous=FULL", "PRAGMA temp_store=0"};

void reset_pragmas(SqliteConnection& connection) {
  for (const char* pragma : anywhere) connection.execute(pragma);
  connection.wait_as_before();  // PRAGMA busy_timeout replaces the handler
  if (connection.in_transaction()) return;
  for (const char* pragma : outside) connection.execute(pragma);
  // Without a journal on the disk a crash would leave half a revision.
  const std::string journal = query_value(connection, "PRAGMA journal_mode").value_or("");
  const bool is_lost = journal == "off" || (journal == "memory" && !connection.file().empty());
  if (is_lost) connection.execute("PRAGMA journal_mode=DELETE");
  connection.traces().pragmas = false;
}

void drop_temporary_objects(SqliteConnection& connection) {
  std::vector<std::string> drops;
  connection.query(
      "SELECT 'DROP ' || type || ' IF EXISTS temp.\"' || replace(name, '\"', '\"\"') || '\"' "
      "FROM temp.sqlite_schema WHERE type IN ('trigger', 'view', 'table') "
      "AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY type DESC",
      [&](Row row) { drops.emplace_back(row[0].value_or("")); });
  for (const std::string& drop : drops) connection.execute(drop);
  connection.traces().temporary_objects = false;
}

}  // namespace

void note_statement(SqliteConnection& connection, std::string_view sql) {
  const std::string text = lower(sql);
  ScriptTraces& traces = connection.traces();
  if (text.find("temp") != std::string::npos) traces.temporary_objects = true;
  if (text.find("pragma") == std::string::npos) return;
  const auto [name, value] = pragma_of(sql);
  if (!value.empty()) traces.pragmas = true;
  if (name == "foreign_keys" && !connection.in_transaction())
    traces.foreign_keys = query_value(connection, "PRAGMA foreign_keys") == "1";
}

void renew_session(SqliteConnection& connection) {
  ScriptTraces& traces = connection.traces();
  if (traces.pragmas) reset_pragmas(connection);
  if (traces.temporary_objects) drop_temporary_objects(connection);
  if (connection.in_transaction()) return;
  traces.foreign_keys.reset();
  connection.enforce_foreign_keys(connection.enforces_foreign_keys());
}

bool turns_foreign_keys_off(std::string_view sql) {
  if (lower(sql).find("foreign_keys") == std::string::npos) return false;
  const auto [name, value] = pragma_of(sql);
  return name == "foreign_keys" && is_off(value);
}

bool refuses_transaction(std::string_view sql) {
  const std::string text = lower(sql);
  if (text.find("vacuum") == text.npos && text.find("journal_mode") == text.npos) return false;
  const auto tokens = sql::tokenize(sql, sql::sqlite_rules());
  const auto [name, value] = pragma_of(sql);
  return (!tokens.empty() && tokens[0].is("vacuum")) || (name == "journal_mode" && !value.empty());
}

}  // namespace dbtool::lite
