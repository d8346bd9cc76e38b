#include "core/run/lone_step.h"

#include <algorithm>
#include <array>
#include <initializer_list>

namespace dbtool {
namespace {

/// Statements that may commit, or that have no place in a transaction on some database.
bool stands_alone(const Statement& statement, const Dialect& dialect) {
  constexpr std::array<std::string_view, 7> words = {"vacuum", "pragma", "attach", "detach",
                                                     "call",   "do",     "cluster"};
  const auto& rules = dialect.traits().lexical;
  if (!statement.in_transaction || sql::controls_transaction(statement.sql, rules)) return true;
  const auto tokens = sql::tokenize(statement.sql, rules);
  return !tokens.empty() &&
         std::ranges::any_of(words, [&](std::string_view word) { return tokens.front().is(word); });
}

/// Whether the part is one statement that begins with one of these words.
bool is_one_of(const PlannedPart& part, const Dialect& dialect,
               std::initializer_list<std::string_view> words) {
  if (part.statements.size() != 1) return false;
  const auto tokens = sql::tokenize(part.statements.front().sql, dialect.traits().lexical);
  return !tokens.empty() &&
         std::ranges::any_of(words, [&](std::string_view word) { return tokens[0].is(word); });
}

/// The last statement is the step itself; those before it prepare it.
std::optional<StepProbe> probe_of(const Dialect& dialect, const PlannedPart& part) {
  return part.statements.empty() ? std::nullopt : dialect.probe(part.statements.back());
}

bool is_true(const std::optional<std::string>& value) {
  return value == "t" || value == "1" || value == "true";
}

}  // namespace

bool can_be_recorded_at_once(const PlannedPart& part, const Dialect& dialect) {
  return std::ranges::none_of(part.statements, [&](const Statement& statement) {
    return stands_alone(statement, dialect);
  });
}

bool sets_session(const Statement& statement, const Dialect& dialect) {
  std::vector<sql::Token> tokens = sql::tokenize(statement.sql, dialect.traits().lexical);
  tokens.resize(std::max<std::size_t>(tokens.size(), 4));
  const sql::Token& second = tokens[1];
  if (tokens[0].is("set"))
    return !second.is("local") && !second.is("transaction") && !second.is("constraints");
  if (tokens[0].is("select"))
    return second.is("set_config") || (second.is("pg_catalog") && tokens[3].is("set_config"));
  return tokens[0].is("reset") || tokens[0].is("pragma");
}

bool begins(const PlannedPart& part, const Dialect& dialect) {
  return is_one_of(part, dialect, {"begin", "start"});
}

bool commits(const PlannedPart& part, const Dialect& dialect) {
  return is_one_of(part, dialect, {"commit", "end"});
}

Trace look_for_trace(Connection& connection, const Dialect& dialect, const PlannedPart& part) {
  if (!part.settings.probe.empty())
    return is_true(query_value(connection, part.settings.probe)) ? Trace::ran : Trace::not_ran;
  if (part.settings.repeatable) return Trace::not_ran;
  const std::optional<StepProbe> probe = probe_of(dialect, part);
  if (!probe) return Trace::open;
  if (probe->query.empty()) return Trace::not_ran;
  if (is_true(query_value(connection, probe->query))) return Trace::ran;
  if (probe->clean_up.empty()) return Trace::not_ran;
  for (const std::string& sql : probe->clean_up) connection.execute(sql);
  return is_true(query_value(connection, probe->query)) ? Trace::ran : Trace::not_ran;
}

bool leaves_trace(const Dialect& dialect, const PlannedPart& part) {
  return !part.settings.probe.empty() || part.settings.repeatable ||
         probe_of(dialect, part).has_value();
}

}  // namespace dbtool
