#include "cli/change_list.h"

#include "core/support/text.h"

#include <algorithm>
#include <set>

namespace dbtool::cli {
namespace {

std::string sign_of(const Change& change, const Terminal& terminal) {
  if (change.action == "add") return paint("+", Tone::good, terminal);
  if (change.action == "remove") return paint("-", Tone::bad, terminal);
  return paint("~", Tone::warning, terminal);
}

std::string detail_of(const Change& change, const Terminal& terminal) {
  return terminal.unicode ? change.detail : replace_all(change.detail, "→", "->");
}

bool is_part(const Change& change) {
  return !change.table.empty() && change.object != "table" && change.object != "view";
}

// Columns that line up: the widest object and name of a group.
struct Widths {
  std::size_t object = 0;
  std::size_t name = 0;
  void take(const Change& change) {
    object = std::max(object, change.object.size());
    auto characters = count_characters(change.name);
    if (characters <= 40) name = std::max(name, characters);
  }
};

std::string row(const Change& change, const Widths& widths, const std::string& indent,
                const Terminal& terminal) {
  std::string text =
      indent + sign_of(change, terminal) + " " + padded(change.object, widths.object) + "  ";
  if (change.detail.empty()) return text + change.name + "\n";
  return text + padded(change.name, widths.name) + "  " + detail_of(change, terminal) + "\n";
}

}  // namespace

std::string changes_text(const std::vector<Change>& changes, const Terminal& terminal) {
  Widths whole{.object = 5};
  std::set<std::string> tables;
  for (const Change& change : changes) {
    if (!is_part(change)) whole.take(change);
    if (change.object == "table") tables.insert(change.name);
  }
  auto parts_of_table = [&](const std::string& table) {
    Widths widths;
    std::string text;
    for (const Change& change : changes)
      if (is_part(change) && change.table == table) widths.take(change);
    for (const Change& change : changes)
      if (is_part(change) && change.table == table) text += row(change, widths, "      ", terminal);
    return text;
  };
  std::string text;
  std::set<std::string> shown;
  for (const Change& change : changes) {
    if (!is_part(change)) {
      text += row(change, whole, "  ", terminal);
      if (change.object == "table" && shown.insert(change.name).second)
        text += parts_of_table(change.name);
    } else if (tables.count(change.table) == 0 && shown.insert(change.table).second) {
      text += row({.action = "change", .object = "table", .name = change.table}, whole, "  ",
                  terminal) +
              parts_of_table(change.table);
    }
  }
  return text;
}

std::string change_line(const Change& change, const Terminal& terminal) {
  std::string name = is_part(change) ? change.table + "." + change.name : change.name;
  std::string text = sign_of(change, terminal) + " " + change.object + " " + name;
  return change.detail.empty() ? text : text + "  " + detail_of(change, terminal);
}

Value changes_value(const std::vector<Change>& changes) {
  Value::List list;
  for (const Change& change : changes) {
    Value::Map map;
    put(map, "action", change.action);
    put(map, "object", change.object);
    put(map, "name", change.name);
    put(map, "table", change.table.empty() ? Value() : Value(change.table));
    put(map, "detail", change.detail);
    put(map, "file", change.where.file.empty() ? Value() : Value(change.where.file.text()));
    put(map, "line", change.where.line <= 0 ? Value() : Value(change.where.line));
    put(map, "column", change.where.column <= 0 ? Value() : Value(change.where.column));
    list.push_back(std::move(map));
  }
  return list;
}

void show_left_alone(const std::vector<Change>& changes, Output& output) {
  if (changes.empty()) return;
  output.report("left_alone", changes_value(changes));
  constexpr std::size_t most = 30;
  const std::vector<Change> shown(
      changes.begin(),
      changes.begin() + static_cast<std::ptrdiff_t>(std::min(most, changes.size())));
  std::string text =
      "\nLeft alone by dbtool, to be written by hand:\n" + changes_text(shown, output.err());
  if (changes.size() > most) text += "  and " + std::to_string(changes.size() - most) + " more\n";
  text.pop_back();
  output.note(text);
}

std::string schema_counts(const Schema& schema) {
  std::size_t indexes = 0;
  for (const Table& table : schema.tables) indexes += table.indexes.size();
  return count_of(schema.tables.size(), "table") + ", " + count_of(indexes, "index", "indexes") +
         ", " + count_of(schema.views.size(), "view");
}

}  // namespace dbtool::cli
