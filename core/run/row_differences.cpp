#include "core/run/row_differences.h"

#include "core/run/row_order.h"
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

RowValue value_of(const Table& table, const std::string& column,
                  const std::optional<std::string>& text) {
  if (!text) return {.literal = {Literal::Kind::null, {}}};
  Literal value = settle_value(find_column(table, column)->type, {Literal::Kind::text, *text});
  // As a script spells it.
  if (value.kind == Literal::Kind::number && !plain_number(value.text))
    return {.literal = {Literal::Kind::text, value.text}};
  return {.literal = value};
}

/// The live tables, with the foreign keys that the models give them.
class KnownTables {
 public:
  KnownTables(const Schema& live, const Schema& declared) : live_(live), declared_(declared) {}

  const Table* find(const Name& name) {
    const Table* live = live_.tables.find(name);
    const Table* declared = declared_.tables.find(name);
    if (live == nullptr || declared == nullptr) return live;
    const auto [known, is_new] = known_.try_emplace(name, *live);
    if (is_new) known->second.foreign_keys = declared->foreign_keys;
    return &known->second;
  }

 private:
  const Schema& live_;
  const Schema& declared_;
  std::map<Name, Table> known_ = {};
};

class TableComparison {
 public:
  TableComparison(Connection& connection, const RowWords& words, const ReferenceRows& declared,
                  const Name& name, KnownTables& tables)
      : connection_(connection),
        declared_(declared),
        live_(*tables.find(name)),
        sql_(
            words, name, [&](const Name& each) { return tables.find(each); }, declared.key) {}

  /// Whether the live tables have all that tells the rows apart.
  bool can_look_up() const {
    return std::ranges::all_of(declared_.key, [&](const std::string& column) {
      return find_column(live_, column) != nullptr &&
             std::ranges::all_of(declared_.rows, [&](const DataRow& row) {
               return is_known(&live_, column, *find_value(row, column));
             });
    });
  }

  ChangeRows run() {
    choose_texts();
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
  bool is_known(const Table* table, const std::string& column, const RowValue& value) const {
    if (table == nullptr || find_column(*table, column) == nullptr) return false;
    if (!value.names_parent()) return true;
    const RowSql::Parent parent = sql_.parent_of(table, column);
    return parent.known != nullptr && find_column(*parent.known, parent.column) != nullptr &&
           std::ranges::all_of(value.parent, [&](const auto& part) {
             return is_known(parent.known, part.first, part.second);
           });
  }

  /// Every column, and behind them what the rows name parents by, for those columns that do: the
  /// first row tells how.
  void choose_texts() {
    for (const Column& column : live_.columns)
      if (!column.generated) columns_.push_back(column.name);
    for (const std::string& column : columns_) texts_.push_back(sql_.text_of(column));
    for (const DataRow& row : declared_.rows)
      for (const auto& [column, value] : row.values)
        if (value.names_parent() && is_known(&live_, column, value) && !names_.contains(column)) {
          names_.emplace(column, Naming{.like = value, .first = texts_.size()});
          std::ranges::move(sql_.parent_texts(column, value), std::back_inserter(texts_));
        }
  }

  /// What the live table can be asked of a row.
  DataRow known_part(const DataRow& row) const {
    DataRow part{.where = row.where};
    for (const auto& [column, value] : row.values)
      if (is_known(&live_, column, value)) part.values.emplace_back(column, value);
    return part;
  }

  std::map<std::size_t, Found> read() {
    std::map<std::size_t, Found> found;
    for (std::size_t first = 0; first < declared_.rows.size(); first += rows_at_once) {
      BoundSql query;
      const std::size_t end = std::min(first + rows_at_once, declared_.rows.size());
      for (std::size_t i = first; i < end; ++i)
        sql_.compare(query, known_part(declared_.rows[i]), i, texts_);
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

  /// As the rows of the models write it: another database may number the parents otherwise.
  RowValue live_value(const LiveRow& row, const std::string& column) const {
    if (const auto naming = names_.find(column); naming != names_.end()) {
      std::size_t next = naming->second.first;
      RowValue value = naming->second.like;
      if (take_names(row, next, &live_, column, value)) return value;
    }
    const auto at = std::ranges::find(columns_, column) - columns_.begin();
    return value_of(live_, column, row[static_cast<std::size_t>(at)]);
  }

  /// Fills in what a parent is named by; false: the row has no parent, or one without names.
  bool take_names(const LiveRow& row, std::size_t& next, const Table* table,
                  const std::string& column, RowValue& value) const {
    const RowSql::Parent parent = sql_.parent_of(table, column);
    bool all = true;
    for (auto& [each, part] : value.parent) {
      if (part.names_parent()) {
        all = take_names(row, next, parent.known, each, part) && all;
        continue;
      }
      part = value_of(*parent.known, each, row[next++]);
      all = all && !part.is_null();
    }
    return all;
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
      const bool is_asked = is_known(&live_, column, value);
      const bool differs = !is_asked || found.differs[asked] == '1';
      asked += is_asked ? 1 : 0;
      if (!differs || find_value(wanted, column) != nullptr) continue;
      wanted.values.emplace_back(column, value);
      if (find_column(live_, column) != nullptr)
        was.values.emplace_back(column, live_value(found.texts, column));
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
    BoundSql query = sql_.find_others(declared_.rows, texts_);
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
  struct Naming {
    RowValue like = {};
    std::size_t first = 0;  ///< of the texts that it is read from
  };
  std::vector<std::string> columns_ = {};
  std::vector<std::string> texts_ = {};  ///< expressions: what is read of each row
  std::map<std::string, Naming> names_ = {};
  ChangeRows change_ = {};
  std::vector<Problem> drift_ = {};
};

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

void order_rows(ChangeRows& change, const Table* table) {
  if (table == nullptr) return;
  change.values = parents_first(std::move(change.values), *table);
  change.remove = parents_first(std::move(change.remove), *table);
  std::ranges::reverse(change.remove);
}

}  // namespace

RowDifferences compare_rows(Connection& connection, const Dialect& dialect, const Model& declared,
                            const Schema& live) {
  RowDifferences differences;
  std::vector<Operation> removals;
  KnownTables tables(live, declared.schema);
  for (const Name& name : Order(declared).take()) {
    const ReferenceRows& rows = declared.rows.at(name);
    ChangeRows change{.values = rows.rows};
    if (live.tables.contains(name)) {
      TableComparison comparison(connection, dialect.traits().rows, rows, name, tables);
      if (comparison.can_look_up()) change = comparison.run();
      std::ranges::move(comparison.take_drift(), std::back_inserter(differences.drift));
    }
    order_rows(change, declared.schema.tables.find(name));
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
