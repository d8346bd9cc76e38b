#include "dialects/sqlite/triggers.h"

#include "core/support/text.h"
#include "dialects/sqlite/names.h"
#include "dialects/sqlite/token_cursor.h"

namespace dbtool::lite {

std::optional<TriggerHead> read_trigger_head(const std::string& sql) {
  TokenCursor at(sql);
  TriggerHead head;
  if (!at.accept("create")) return std::nullopt;
  if (!at.accept("temp")) at.accept("temporary");
  if (!at.accept("trigger")) return std::nullopt;
  if (at.accept("if")) at.take(), at.take();
  if (at.peek(1).is_symbol(".")) at.take(), at.take();
  head.name = at.take_name();
  if (at.accept("instead"))
    at.take();
  else if (!at.accept("before"))
    at.accept("after");
  head.event = lower(at.take().text);
  if (at.accept("of")) {
    do {
      head.columns.push_back(at.take_name());
    } while (at.accept_symbol(","));
  }
  if (!at.accept("on")) return std::nullopt;
  head.table = at.take_name();
  return head;
}

std::optional<std::string> trigger_probe(const std::string& sql,
                                         const std::vector<std::string>& table_columns) {
  auto head = read_trigger_head(sql);
  if (!head) return std::nullopt;
  std::string table = quote(head->table);
  if (head->event == "insert") return "EXPLAIN INSERT INTO " + table + " DEFAULT VALUES";
  if (head->event == "delete") return "EXPLAIN DELETE FROM " + table;
  const auto& columns = head->columns.empty() ? table_columns : head->columns;
  if (columns.empty()) return std::nullopt;
  std::string column = quote(columns[0]);
  return "EXPLAIN UPDATE " + table + " SET " + column + " = " + column;
}

}  // namespace dbtool::lite
