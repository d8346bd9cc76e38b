#include "core/compare/difference.h"
#include "core/operations/column_operations.h"

#include <map>
#include <string>

namespace dbtool {
namespace {

/// A table on both sides, and in the user's words.
struct TablePair {
  const Table& live;
  const Table& wanted;
  const Table& words;
};

const Column& column_in_words(const TablePair& tables, const Column& canonical) {
  const Column* found = find_column(tables.words, canonical.name);
  return found != nullptr ? *found : canonical;
}

void alter_column(const TablePair& tables, const Column& live, const Column& wanted,
                  Difference& difference) {
  ColumnChange change = dbtool::difference(live, wanted);
  if (is_empty(change)) return;
  AlterColumn alter{tables.wanted.name,
                    wanted.name,
                    values_of(change, column_in_words(tables, wanted)),
                    values_of(change, live),
                    {}};
  const auto& conversions = difference.declared.conversions;
  auto conversion = conversions.find(to_text(tables.wanted.name) + "/" + wanted.name);
  if (change.type && conversion != conversions.end()) alter.using_sql = conversion->second;
  difference.add(std::move(alter));
}

void compare_column(const TablePair& tables, const Column& live, const Column& wanted,
                    Difference& difference) {
  if (live == wanted) return;
  alter_column(tables, live, wanted, difference);
  if (live.comment != wanted.comment)
    difference.add(
        SetComment{"column", tables.wanted.name, wanted.name, wanted.comment, live.comment});
}

void compare_columns(const TablePair& tables, Difference& difference) {
  std::map<std::string, const Column*> live;
  for (const Column& column : tables.live.columns) live.emplace(column.name, &column);
  for (const Column& column : tables.wanted.columns) {
    auto found = live.find(column.name);
    if (found == live.end()) {
      difference.add(AddColumn{tables.wanted.name, column_in_words(tables, column)});
      continue;
    }
    compare_column(tables, *found->second, column, difference);
    live.erase(found);
  }
  for (const auto& [name, column] : live)
    difference.add(DropColumn{tables.wanted.name, name, *column});
}

void compare_options(const Table& live, const Table& wanted, Difference& difference) {
  if (live.options == wanted.options) return;
  AlterTable alter{wanted.name, {}, {}};
  auto value_in = [](const Table& table, const std::string& option) {
    auto found = table.options.find(option);
    return found == table.options.end() ? std::string() : found->second;
  };
  auto add_change = [&](const std::string& option) {
    if (value_in(live, option) == value_in(wanted, option)) return;
    alter.options[option] = value_in(wanted, option);
    alter.was[option] = value_in(live, option);
  };
  for (const auto& [option, value] : live.options) add_change(option);
  for (const auto& [option, value] : wanted.options) add_change(option);
  difference.add(std::move(alter));
}

void compare_table(const Table& live, const Table& wanted, Difference& difference) {
  if (live == wanted) return;
  const Table& words = difference.in_words(difference.declared.schema.tables, wanted.name, wanted);
  compare_columns({live, wanted, words}, difference);
  compare_options(live, wanted, difference);
  if (live.comment != wanted.comment)
    difference.add(SetComment{"table", wanted.name, {}, wanted.comment, live.comment});
  compare_constraints(live, wanted, difference);
}

}  // namespace

void compare_tables(Difference& difference) {
  auto managed = [&](const Table& table) {
    return !is_ignored(difference.declared, "tables", to_text(table.name));
  };
  match_by_name(
      difference.live.tables, difference.wanted.tables,
      [&](const Table& live) {
        if (managed(live)) difference.add(DropTable{live.name, live});
      },
      [&](const Table& wanted) {
        if (managed(wanted))
          difference.add(CreateTable{
              difference.in_words(difference.declared.schema.tables, wanted.name, wanted)});
      },
      [&](const Table& live, const Table& wanted) {
        if (managed(wanted)) compare_table(live, wanted, difference);
      });
}

}  // namespace dbtool
