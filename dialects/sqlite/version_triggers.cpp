// The guard runs before the update, since nothing may be changed by a stale one. SQLite cannot
// assign to NEW, so that a version is moved by a second update, which the guard lets pass.
#include "dialects/sqlite/version_triggers.h"

#include "core/support/sql_tokens.h"
#include "core/support/text.h"
#include "dialects/sqlite/definitions.h"
#include "dialects/sqlite/names.h"
#include "dialects/sqlite/read_table.h"

#include <algorithm>

namespace dbtool::lite {
namespace {

constexpr std::string_view tag = "/* dbtool:version:1 */";

std::string trigger(const std::string& name, const std::string& event, const std::string& table,
                    const std::string& when, const std::string& body) {
  return "CREATE TRIGGER " + quote(name) + " " + event + " UPDATE ON " + quote(table) + " " +
         std::string(tag) + "\nWHEN " + when + "\nBEGIN\n  " + body + ";\nEND";
}

/// How a row is found again: by a name of its rowid that no column has, or by its key.
std::string same_row(const Table& table) {
  bool has_rowid = !has_option(table.options, option::without_rowid);
  for (const char* name : {"rowid", "_rowid_", "oid"}) {
    bool taken = std::ranges::any_of(
        table.columns, [&](const Column& column) { return same_name(column.name, name); });
    if (has_rowid && !taken) return std::string(name) + " = NEW." + name;
  }
  std::vector<std::string> parts;
  if (table.primary_key)
    for (const std::string& column : table.primary_key->columns)
      parts.push_back(quote(column) + " IS NEW." + quote(column));
  return join(parts, " AND ");
}

std::vector<StoredText> triggers_of(const Table& table, const Column& column, VersionMode mode) {
  const std::string& name = table.name.name;
  const std::string prefix = name + "_" + column.name + "_";
  const std::string was = "OLD." + quote(column.name);
  const std::string is = "NEW." + quote(column.name);
  const std::string refuse =
      "SELECT RAISE(ABORT, " + sql::quote_string("stale data: " + name) + ")";
  const std::string wrong = is + " IS NOT " + was + " + 1";
  if (mode == VersionMode::strict)
    return {{prefix + "guard", trigger(prefix + "guard", "BEFORE", name, wrong, refuse)}};
  return {{prefix + "guard", trigger(prefix + "guard", "BEFORE", name,
                                     is + " IS NOT " + was + " AND " + wrong, refuse)},
          {prefix + "bump", trigger(prefix + "bump", "AFTER", name, is + " IS " + was,
                                    "UPDATE " + quote(name) + " SET " + quote(column.name) + " = " +
                                        was + " + 1 WHERE " + same_row(table))}};
}

/// Whether two triggers do the same: their names and messages aside, which a rename of the table
/// leaves as they were, and with the quotes that SQLite puts there.
bool same_trigger(const std::string& a, const std::string& b) {
  using sql::Token, sql::TokenKind;
  constexpr std::size_t place_of_name = 2;
  std::vector<Token> left = sql::tokenize(a, sql::sqlite_rules());
  std::vector<Token> right = sql::tokenize(b, sql::sqlite_rules());
  if (left.size() != right.size()) return false;
  auto is_name = [](const Token& token) {
    return token.kind == TokenKind::word || token.kind == TokenKind::quoted_name;
  };
  for (std::size_t i = 0; i < left.size(); ++i) {
    bool same = i == place_of_name || left[i].text == right[i].text ||
                (is_name(left[i]) && is_name(right[i]) &&
                 same_name(sql::name_of(left[i]), sql::name_of(right[i]))) ||
                (left[i].kind == TokenKind::string && right[i].kind == TokenKind::string);
    if (!same) return false;
  }
  return true;
}

std::vector<StoredText> found_among(std::span<const StoredText> triggers,
                                    const std::vector<StoredText>& wanted) {
  std::vector<StoredText> found;
  for (const StoredText& one : wanted) {
    auto same = std::ranges::find_if(
        triggers, [&](const StoredText& known) { return same_trigger(known.sql, one.sql); });
    if (same == triggers.end()) return {};
    found.push_back(*same);
  }
  return found;
}

std::vector<StoredText> wanted_triggers(const TableState& state) {
  Table table = read_table(state.text, state.name.name).table;
  for (Column& column : table.columns)
    if (auto mode = state.versions.find(column.name); mode != state.versions.end())
      column.version = mode->second;
  return version_triggers(table);
}

bool contains(const std::vector<StoredText>& triggers, const StoredText& trigger) {
  return std::ranges::any_of(triggers, [&](const StoredText& known) {
    return same_name(known.name, trigger.name) && known.sql == trigger.sql;
  });
}

}  // namespace

std::vector<StoredText> version_triggers(const Table& table) {
  std::vector<StoredText> triggers;
  for (const Column& column : table.columns)
    if (column.version)
      for (StoredText& one : triggers_of(table, column, *column.version))
        triggers.push_back(std::move(one));
  return triggers;
}

std::vector<StoredText> adopt_versions(Table& table, std::span<const StoredText> triggers) {
  std::vector<StoredText> tagged;
  std::ranges::copy_if(triggers, std::back_inserter(tagged),
                       [](const StoredText& one) { return has_version_tag(one.sql); });
  std::vector<StoredText> adopted;
  if (tagged.empty()) return adopted;
  for (Column& column : table.columns)
    for (VersionMode mode : {VersionMode::bump, VersionMode::strict}) {
      auto found = found_among(tagged, triggers_of(table, column, mode));
      if (found.empty() || column.version) continue;
      column.version = mode;
      adopted.insert(adopted.end(), found.begin(), found.end());
    }
  return adopted;
}

void adopt_versions(TableState& state) {
  Table table = read_table(state.text, state.name.name).table;
  state.version_triggers = adopt_versions(table, state.triggers);
  std::erase_if(state.triggers,
                [&](const StoredText& one) { return contains(state.version_triggers, one); });
  for (const Column& column : table.columns)
    if (column.version) state.versions[column.name] = *column.version;
}

bool has_version_tag(const std::string& trigger) {
  return trigger.find(tag) != std::string::npos;
}

TriggerChange keep_versions(const TableState& before, TableState& after) {
  if (before.version_triggers.empty() && after.versions.empty()) return {};
  TriggerChange change;
  std::vector<StoredText> wanted = wanted_triggers(after);
  auto drop = [&](const StoredText& one) {
    change.before.push_back("DROP TRIGGER " + quote(one.name));
  };
  for (const StoredText& one : before.version_triggers)
    if (!contains(wanted, one)) drop(one);
  for (const StoredText& one : wanted) {
    if (contains(before.version_triggers, one)) continue;
    // One that was changed by hand makes room.
    std::erase_if(after.triggers, [&](const StoredText& other) {
      bool is_old = same_name(other.name, one.name) && has_version_tag(other.sql);
      if (is_old) drop(other);
      return is_old;
    });
    change.after.push_back(one.sql);
  }
  after.version_triggers = std::move(wanted);
  return change;
}

std::vector<std::string> triggers_again(TableState& table) {
  std::vector<std::string> texts;
  table.version_triggers = wanted_triggers(table);
  for (const StoredText& one : table.version_triggers) texts.push_back(one.sql);
  return texts;
}

}  // namespace dbtool::lite
