#include "core/run/script.h"

#include "core/dialect/raw_sql.h"
#include "core/run/log_entry.h"
#include "core/run/log_table.h"
#include "core/support/text.h"

#include <algorithm>
#include <span>
#include <utility>

namespace dbtool {
namespace {

/// Whether the script itself drops a table, which may be one that others refer to.
bool drops_table(const Statement& statement, const sql::LexicalRules& rules) {
  if (statement.purpose != raw_sql_purpose) return false;
  const auto tokens = sql::tokenize(statement.sql, rules);
  return tokens.size() > 2 && tokens[0].is("drop") && tokens[1].is("table");
}

/// A table of the session whose constraint refuses every problem: an INSERT of one stops psql and
/// sqlite3 alike, and shows the message.
constexpr std::string_view guard_table =
    "CREATE TEMP TABLE dbtool_guard (problem TEXT CONSTRAINT dbtool_guard CHECK (problem IS NULL))";

/// One line, whatever was in it.
std::string comment(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
  return "-- " + text + "\n";
}

/// With its semicolon, which must not end up in a comment of the last line.
std::string terminated(const std::string& sql, const sql::LexicalRules& rules) {
  auto tokens = sql::tokenize(sql, rules, true);
  bool ends_in_comment = !tokens.empty() && tokens.back().kind == sql::TokenKind::comment &&
                         tokens.back().text.starts_with("--");
  return sql + (ends_in_comment ? "\n;\n" : ";\n");
}

std::string guard(const std::string& message, const std::string& condition) {
  return "INSERT INTO dbtool_guard SELECT " + sql::quote_string(message) + " WHERE " + condition +
         ";\n";
}

/// Whether a query can stand inside EXISTS (…).
bool is_subquery(const std::string& sql, const sql::LexicalRules& rules) {
  auto tokens = sql::tokenize(sql, rules);
  return !tokens.empty() &&
         (tokens[0].is("SELECT") || tokens[0].is("WITH") || tokens[0].is("VALUES"));
}

/// A script cannot fill in {1} and {2}: the values of the first row.
std::string without_values(std::string message) {
  for (char digit = '1'; digit <= '9'; ++digit)
    message = replace_all(message, std::string("{") + digit + "}", "…");
  return message;
}

std::string check_text(const Statement& statement, const sql::LexicalRules& rules) {
  const std::string message = without_values(statement.check_message);
  const std::string wanted = statement.expects_rows ? "some row" : "no row";
  if (!is_subquery(statement.sql, rules))
    return comment("check that this gives " + wanted + ", else " + message + ":") +
           comment(statement.sql);
  const std::string exists = "EXISTS (" + statement.sql + "\n)";
  return guard(message, statement.expects_rows ? "NOT " + exists : exists);
}

std::string statement_text(const Statement& statement, const sql::LexicalRules& rules) {
  return statement.check_message.empty() ? terminated(statement.sql, rules)
                                         : check_text(statement, rules);
}

std::string lines(const std::vector<std::string>& statements) {
  std::string text;
  for (const std::string& sql : statements) text += sql + ";\n";
  return text;
}

std::string title(const PlannedRevision& revision) {
  const Revision& head = *revision.step.revision;
  const bool up = revision.step.direction == Direction::upgrade;
  return comment((up ? "upgrade " : "downgrade ") + head.id +
                 (head.message.empty() ? "" : "  " + head.message));
}

/// Refuses to run on a database that is somewhere else.
std::string row_guards(const std::vector<RowChange>& changes, const StateTables& tables) {
  std::string text;
  std::vector<std::string> made;  // by an earlier change
  for (const RowChange& change : changes) {
    bool needs_row = change.kind != RowChange::Kind::insert &&
                     std::find(made.begin(), made.end(), change.from) == made.end();
    if (needs_row)
      text += guard("the database is not at " + change.from,
                    "NOT EXISTS (SELECT 1 FROM " + quoted(tables.version) +
                        " WHERE version_num = " + sql::quote_string(change.from) + ")");
    if (change.kind != RowChange::Kind::remove) made.push_back(change.to);
  }
  return text;
}

/// What records a revision. Which run and which host it will be is not known yet.
std::string record_text(const PlannedRevision& revision, const Dialect& dialect,
                        const StateTables& tables, const std::string& tool_version) {
  std::string text = lines(row_statements(revision.step.row_changes, tables));
  if (!tables.log) return text;
  LogEntry entry = entry_of(revision.step, {.text = revision.text}, {}, tool_version);
  entry.step = static_cast<int>(revision.parts.size());
  entry.status = "done";
  return text + append_statement(dialect, *tables.log, entry) + ";\n";
}

class ScriptWriter {
 public:
  ScriptWriter(const PlannedRevision& revision, const Dialect& dialect, std::string guards,
               const std::string& rows)
      : parts_(revision.parts), dialect_(dialect), guards_(std::move(guards)) {
    const std::vector<PartGroup> groups = groups_of(parts_);
    const bool joins_rows = !groups.empty() && groups.back().transaction;
    for (const PartGroup& group : groups)
      write(group, joins_rows && &group == &groups.back() ? rows : "");
    if (!joins_rows) write({}, rows);
  }

  const std::string& text() const { return text_; }

 private:
  void write(const PartGroup& group, const std::string& rows) {
    const std::span parts(parts_.data() + group.first, group.count);
    const auto wants_frame = [&](const Statement& statement) {
      return statement.rebuilds || drops_table(statement, dialect_.traits().lexical);
    };
    const bool rebuilds = std::ranges::any_of(parts, [&](const PlannedPart& part) {
      return std::ranges::any_of(part.statements, wants_frame);
    });
    if (group.transaction) begin(group, rebuilds);
    text_ += std::exchange(guards_, {});
    for (const PlannedPart& part : parts) write(part);
    text_ += rows;
    if (group.transaction) commit(rebuilds);
  }

  void write(const PlannedPart& part) {
    set({.lock_timeout = part.settings.lock_timeout,
         .statement_timeout = part.settings.statement_timeout,
         .in_transaction = part.settings.transaction});
    const Traits& traits = dialect_.traits();
    for (Statement statement : part.statements) {
      statement.sql = with_values(statement, traits.rows, traits.lexical);
      text_ += statement_text(statement, traits.lexical);
    }
  }

  void begin(const PartGroup& group, bool rebuilds) {
    if (rebuilds) text_ += lines(dialect_.traits().rebuild_script.before);
    text_ += "BEGIN;\n";
    set({.isolation = group.isolation});
  }

  void commit(bool rebuilds) {
    const RebuildScript& frame = dialect_.traits().rebuild_script;
    if (rebuilds && !frame.check.empty())
      text_ += guard("a row refers to one that is not there", "EXISTS (" + frame.check + ")");
    text_ += "COMMIT;\n";
    if (rebuilds) text_ += lines(frame.after);
  }

  void set(const SessionSettings& settings) { text_ += lines(dialect_.set_session(settings)); }

  const std::vector<PlannedPart>& parts_;
  const Dialect& dialect_;
  std::string guards_;  ///< written once, before everything else
  std::string text_ = {};
};

}  // namespace

std::string to_script(const PlannedRevision& revision, const Dialect& dialect,
                      const StateTables& tables, const std::string& tool_version) {
  return title(revision) +
         ScriptWriter(revision, dialect, row_guards(revision.step.row_changes, tables),
                      record_text(revision, dialect, tables, tool_version))
             .text() +
         "\n";
}

std::string stamp_script(const StampPlan& plan, const State& state, const Dialect& dialect,
                         const StateTables& tables, const std::string& tool_version) {
  std::string text = script_prologue(dialect, tables, state) + "BEGIN;\n" +
                     row_guards(plan.row_changes, tables) +
                     lines(row_statements(plan.row_changes, tables));
  if (tables.log)
    text += append_statement(dialect, *tables.log,
                             {.revision = join(plan.rows_after, ","),
                              .direction = "stamp",
                              .parents = join(state.rows, ","),
                              .status = "done",
                              .tool = tool_version}) +
            ";\n";
  return text + "COMMIT;\n";
}

std::string tag_comment(const std::string& tag) {
  return tag.empty() ? std::string() : comment(tag);
}

std::string script_prologue(const Dialect& dialect, const StateTables& tables, const State& state) {
  std::string text = lines(dialect.traits().script_start) + std::string(guard_table) + ";\n";
  if (!state.version_table) text += create_version_table_sql(dialect, tables.version, true) + ";\n";
  if (tables.log && !state.log_table) text += create_log_table_sql(*tables.log, true) + ";\n";
  if (state.rows.empty())
    text += guard("the database has revisions already",
                  "EXISTS (SELECT 1 FROM " + quoted(tables.version) + ")");
  return text + "\n";
}

}  // namespace dbtool
