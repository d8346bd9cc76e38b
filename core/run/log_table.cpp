#include "core/run/log_table.h"

#include "core/support/sql_tokens.h"
#include "core/support/text.h"

#include <algorithm>
#include <array>

namespace dbtool {
namespace {

struct LogColumn {
  std::string_view name;
  std::string_view type;
};

/// Types that every database has; times are UTC text, so that they read the same everywhere.
constexpr std::array<LogColumn, 19> log_columns = {{{"seq", "BIGINT NOT NULL"},
                                                    {"revision", "TEXT NOT NULL"},
                                                    {"direction", "TEXT NOT NULL"},
                                                    {"parents", "TEXT NOT NULL"},
                                                    {"step", "INTEGER NOT NULL"},
                                                    {"status", "TEXT NOT NULL"},
                                                    {"checksum", "TEXT NOT NULL"},
                                                    {"upgrade", "TEXT NOT NULL"},
                                                    {"downgrade", "TEXT NOT NULL"},
                                                    {"started", "TEXT NOT NULL"},
                                                    {"finished", "TEXT NOT NULL"},
                                                    {"duration_ms", "BIGINT NOT NULL"},
                                                    {"user_name", "TEXT NOT NULL"},
                                                    {"host", "TEXT NOT NULL"},
                                                    {"tool", "TEXT NOT NULL"},
                                                    {"run", "TEXT NOT NULL"},
                                                    {"depends_on", "TEXT NOT NULL"},
                                                    {"message", "TEXT NOT NULL"},
                                                    {"detail", "TEXT NOT NULL"}}};

std::string log_column_names() {
  std::vector<std::string> names;
  for (const LogColumn& column : log_columns) names.emplace_back(column.name);
  return join(names, ", ");
}

/// The values of an entry in the order of log_columns.
std::vector<std::string> values_of(const LogEntry& entry) {
  return {std::to_string(entry.seq),
          entry.revision,
          entry.direction,
          entry.parents,
          std::to_string(entry.step),
          entry.status,
          entry.checksum,
          entry.upgrade,
          entry.downgrade,
          entry.started,
          entry.finished,
          std::to_string(entry.duration_ms),
          entry.user,
          entry.host,
          entry.tool,
          entry.run,
          entry.depends_on,
          entry.message,
          entry.detail};
}

std::size_t log_column(std::string_view name) {
  return static_cast<std::size_t>(std::ranges::find(log_columns, name, &LogColumn::name) -
                                  log_columns.begin());
}

LogEntry log_entry_of(Row row) {
  auto text = [&](std::size_t i) { return row[i] ? std::string(*row[i]) : std::string(); };
  auto number = [&](std::size_t i) { return parse_integer(text(i)).value_or(0); };
  return {.seq = number(0),
          .revision = text(1),
          .direction = text(2),
          .parents = text(3),
          .step = static_cast<int>(number(4)),
          .status = text(5),
          .checksum = text(6),
          .upgrade = text(7),
          .downgrade = text(8),
          .started = text(9),
          .finished = text(10),
          .duration_ms = number(11),
          .user = text(12),
          .host = text(13),
          .tool = text(14),
          .run = text(15),
          .depends_on = text(16),
          .message = text(17),
          .detail = text(18)};
}

}  // namespace

std::string create_log_table_sql(const Name& table, bool if_missing) {
  std::string sql = begin_create_table(table, if_missing);
  for (const LogColumn& column : log_columns)
    sql += std::string(column.name) + " " + std::string(column.type) + ", ";
  return sql + "CONSTRAINT " + sql::quote_name(table.name + "_pkc") + " PRIMARY KEY (seq))";
}

std::string insert_into_log(const Name& log) {
  return "INSERT INTO " + quoted(log) + " (" + log_column_names() + ") ";
}

std::string log_values(const LogEntry& entry, Prepared& statement) {
  std::vector<std::string> places;
  std::vector<std::string> values = values_of(entry);
  for (std::string& value : values) places.push_back(statement.add(std::move(value)));
  return join(places, ", ");
}

std::string append_statement(const Dialect& dialect, const Name& log, const LogEntry& entry) {
  std::vector<std::string> values = values_of(entry);
  for (std::string& value : values) value = sql::quote_string(value);
  values[log_column("step")] = std::to_string(entry.step);
  values[log_column("duration_ms")] = std::to_string(entry.duration_ms);
  const Traits& traits = dialect.traits();
  values[log_column("seq")] = "coalesce(max(seq), 0) + 1";
  values[log_column("started")] = values[log_column("finished")] = traits.now_sql;
  values[log_column("user_name")] = traits.user_sql;
  return insert_into_log(log) + "SELECT " + join(values, ", ") + " FROM " + quoted(log);
}

std::string newest_entry(Connection& connection, const StateTables& tables) {
  std::string text;
  if (!tables.log) return text;
  const std::string log = quoted(*tables.log);
  connection.query(
      "SELECT direction, revision, user_name, host, finished FROM " + log +
          " WHERE seq = (SELECT max(seq) FROM " + log + ")",
      [&](Row row) {
        const auto value = [&](std::size_t i) { return std::string(row[i].value_or("")); };
        text =
            value(0) + " of " + value(1) + " by " + value(2) + "@" + value(3) + " at " + value(4);
      });
  return text;
}

std::vector<std::string> details_since_downgrade(Connection& connection, const StateTables& tables,
                                                 const std::string& revision) {
  const std::string log = quoted(*tables.log);
  const std::string of_revision = " WHERE revision = " + sql::quote_string(revision);
  std::vector<std::string> details;
  connection.query("SELECT detail FROM " + log + of_revision +
                       " AND direction = 'upgrade' AND detail <> '' AND seq > coalesce((SELECT "
                       "max(seq) FROM " +
                       log + of_revision + " AND direction = 'downgrade' AND status = 'done'), 0)",
                   [&](Row row) { details.emplace_back(row[0].value_or("")); });
  return details;
}

std::vector<LogEntry> read_log(Connection& connection, const Dialect& dialect,
                               const StateTables& tables) {
  std::vector<LogEntry> entries;
  if (!tables.log || !dialect.table_exists(connection, *tables.log)) return entries;
  connection.query(
      "SELECT " + log_column_names() + " FROM " + quoted(*tables.log) + " ORDER BY seq",
      [&](Row row) { entries.push_back(log_entry_of(row)); });
  return entries;
}

}  // namespace dbtool
