#include "core/run/row_differences.h"

#include "core/schema/default_text.h"
#include "core/support/text.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <utility>

namespace dbtool {
namespace {

constexpr std::size_t rows_at_once = 50;
/// More rows than these besides those of the models are no reference data.
constexpr std::size_t most_others = 1000;

/// A row as it is: text by column; no text is NULL.
using LiveRow = std::vector<std::optional<std::string>>;

struct Found {
  std::string differs = {};  ///< "01": the second column that was asked for differs
  LiveRow texts = {};
};

Literal literal_of(const Table& table, const std::string& column,
                   const std::optional<std::string>& text) {
  if (!text) return {Literal::Kind::null, {}};
  Literal value = settle_value(find_column(table, column)->type, {Literal::Kind::text, *text});
  // As a script spells it.
  if (value.kind == Literal::Kind::number && !plain_number(value.text))
    return {Literal::Kind::text, value.text};
  return value;
}

class TableComparison {
 public:
  TableComparison(Connection& connection, const RowWords& words, const ReferenceRows& declared,
                  const Table& live)
      : connection_(connection),
        declared_(declared),
        live_(live),
        sql_(words, live.name, &live, declared.key) {
    for (const Column& column : live.columns)
      if (!column.generated) columns_.push_back(column.name);
  }

  ChangeRows run() {
    const std::map<std::size_t, Found> found = read();
    for (std::size_t i = 0; i < declared_.rows.size(); ++i) {
      const auto row = found.find(i);
      if (row == found.end())
        change_.values.push_back(declared_.rows[i]);
      else
        compare(declared_.rows[i], row->second);
    }
    if (declared_.mode == RowsMode::mirror) remove_others();
    return std::move(change_);
  }

  std::vector<Problem> take_drift() { return std::move(drift_); }

 private:
  /// What the live table can be asked of a row.
  DataRow known_part(const DataRow& row) const {
    DataRow part{.where = row.where};
    for (const auto& [column, value] : row.values)
      if (find_column(live_, column) != nullptr) part.values.emplace_back(column, value);
    return part;
  }

  std::map<std::size_t, Found> read() {
    std::map<std::size_t, Found> found;
    for (std::size_t first = 0; first < declared_.rows.size(); first += rows_at_once) {
      BoundSql query;
      const std::size_t end = std::min(first + rows_at_once, declared_.rows.size());
      for (std::size_t i = first; i < end; ++i)
        sql_.compare(query, known_part(declared_.rows[i]), i, columns_);
      connection_.query(query.sql, query.values, [&](Row row) {
        const auto number = parse_integer(row[0].value_or("0")).value_or(0);
        Found& each = found[static_cast<std::size_t>(number)];
        each.differs = row[1].value_or("");
        each.texts = texts_of(row.subspan(2));
      });
    }
    return found;
  }

  static LiveRow texts_of(Row row) {
    LiveRow texts;
    for (const auto& text : row)
      texts.push_back(text ? std::optional<std::string>(*text) : std::nullopt);
    return texts;
  }

  Literal live_value(const LiveRow& row, const std::string& column) const {
    const auto at = std::ranges::find(columns_, column) - columns_.begin();
    return literal_of(live_, column, row[static_cast<std::size_t>(at)]);
  }

  void compare(const DataRow& row, const Found& found) {
    DataRow wanted{.where = row.where};
    DataRow was;
    for (const std::string& column : declared_.key) {
      wanted.values.emplace_back(column, *find_value(row, column));
      was.values.push_back(wanted.values.back());
    }
    std::size_t asked = 0;
    for (const auto& [column, value] : row.values) {
      const bool is_known = find_column(live_, column) != nullptr;
      const bool differs = !is_known || found.differs[asked] == '1';
      asked += is_known ? 1 : 0;
      if (!differs || find_value(wanted, column) != nullptr) continue;
      wanted.values.emplace_back(column, value);
      if (is_known) was.values.emplace_back(column, live_value(found.texts, column));
    }
    if (wanted.values.size() == declared_.key.size()) return;
    if (declared_.mode == RowsMode::ensure) return tell(wanted, was);
    change_.mode = RowsMode::update;
    change_.values.push_back(std::move(wanted));
    change_.was.push_back(std::move(was));
  }

  void tell(const DataRow& wanted, const DataRow& was) {
    std::vector<std::string> parts;
    for (const auto& [column, value] : was.values)
      if (std::ranges::count(declared_.key, column) == 0)
        parts.push_back(column + " is " + to_text(value) + " and not " +
                        to_text(*find_value(wanted, column)));
    if (parts.empty()) return;
    drift_.push_back({.code = "DBT316",
                      .message = "row " + sql_.row_name(wanted) +
                                 " is not as the models say: " + join(parts, ", "),
                      .where = wanted.where,
                      .hint = "mode: ensure leaves it; mode: update sets it"});
  }

  void remove_others() {
    std::vector<LiveRow> others;
    BoundSql query = sql_.find_others(declared_.rows, columns_);
    query.sql += " LIMIT " + std::to_string(most_others + 1);
    connection_.query(query.sql, query.values,
                      [&](Row row) { others.push_back(texts_of(row.subspan(1))); });
    if (others.size() > most_others)
      throw UsageError({.code = "DBT317",
                        .message = "table " + to_text(live_.name) + " has more than " +
                                   std::to_string(most_others) +
                                   " rows that the models do not have",
                        .where = declared_.where,
                        .hint = "mode: mirror would delete them all; take mode: update"});
    for (const LiveRow& other : others) {
      DataRow row;
      for (const std::string& column : columns_)
        row.values.emplace_back(column, live_value(other, column));
      change_.remove.push_back(std::move(row));
    }
  }

  Connection& connection_;
  const ReferenceRows& declared_;
  const Table& live_;
  RowSql sql_;
  std::vector<std::string> columns_ = {};
  ChangeRows change_ = {};
  std::vector<Problem> drift_ = {};
};

bool has_columns(const Table& table, const std::vector<std::string>& columns) {
  return std::ranges::all_of(
      columns, [&](const std::string& column) { return find_column(table, column) != nullptr; });
}

/// Tables with rows, those that others refer to first; the same for the same model.
class Order {
 public:
  explicit Order(const Model& declared) : declared_(declared) {
    for (const auto& [name, rows] : declared.rows) visit(name);
  }
  std::vector<Name> take() { return std::move(names_); }

 private:
  void visit(const Name& name) {
    if (!seen_.insert(name).second) return;
    if (const Table* table = declared_.schema.tables.find(name))
      for (const ForeignKey& key : table->foreign_keys) visit(key.references);
    if (declared_.rows.contains(name)) names_.push_back(name);
  }

  const Model& declared_;
  std::set<Name> seen_ = {};
  std::vector<Name> names_ = {};
};

}  // namespace

RowDifferences compare_rows(Connection& connection, const Dialect& dialect, const Model& declared,
                            const Schema& live) {
  RowDifferences differences;
  std::vector<Operation> removals;
  for (const Name& name : Order(declared).take()) {
    const ReferenceRows& rows = declared.rows.at(name);
    const Table* table = live.tables.find(name);
    ChangeRows change{.values = rows.rows};
    if (table != nullptr && has_columns(*table, rows.key)) {
      TableComparison comparison(connection, dialect.traits().rows, rows, *table);
      change = comparison.run();
      std::ranges::move(comparison.take_drift(), std::back_inserter(differences.drift));
    }
    change.table = name;
    change.key = rows.key;
    ChangeRows removal{.table = name, .key = rows.key};
    removal.remove = std::exchange(change.remove, {});
    if (!removal.remove.empty()) removals.insert(removals.begin(), {.what = std::move(removal)});
    if (!change.values.empty()) differences.operations.push_back({.what = std::move(change)});
  }
  differences.operations.insert(differences.operations.begin(),
                                std::make_move_iterator(removals.begin()),
                                std::make_move_iterator(removals.end()));
  return differences;
}

}  // namespace dbtool
