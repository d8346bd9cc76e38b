#include "cli/dedupe.h"

#include "core/schema/naming.h"
#include "core/support/error.h"
#include "core/support/text.h"

#include <algorithm>
#include <set>

namespace dbtool::cli {
namespace {

constexpr int retries = 5;

[[noreturn]] void refuse(const std::string& message, const std::string& hint) {
  throw UsageError({.code = "DBT748", .message = message, .hint = hint});
}

/// A foreign key to the table, and where what it was is kept.
struct Reference {
  const Table* child = nullptr;
  const ForeignKey* key = nullptr;
  Name kept = {};
};

class Dedupe {
 public:
  Dedupe(const DedupeRequest& request, const Schema& live, const RowWords& words)
      : request_(request), words_(words), table_(require(request, live)) {
    for (const Table& child : live.tables)
      for (const ForeignKey& key : child.foreign_keys)
        if (key.references == request.table) add_reference(child, key);
  }

  RevisionBody run() {
    RevisionBody body;
    body.upgrade = {section(upgrade())};
    body.downgrade = {section(downgrade())};
    return body;
  }

 private:
  static const Table& require(const DedupeRequest& request, const Schema& live) {
    const Table* table = live.tables.find(request.table);
    if (table == nullptr) {
      std::vector<std::string> names;
      for (const Table& each : live.tables) names.push_back(to_text(each.name));
      refuse("the database has no table \"" + to_text(request.table) + "\"",
             did_you_mean(to_text(request.table), names));
    }
    std::vector<std::string> columns;
    for (const Column& column : table->columns) columns.push_back(column.name);
    if (request.columns.empty()) refuse("which columns shall be unique?", "--columns email");
    for (const std::string& column : request.columns)
      if (find_column(*table, column) == nullptr)
        refuse("table " + to_text(request.table) + " has no column \"" + column + "\"",
               did_you_mean(column, columns));
    if (!table->primary_key)
      refuse("table " + to_text(request.table) + " has no primary key to tell its rows apart",
             "write the script by hand: dbtool revision");
    return *table;
  }

  void add_reference(const Table& child, const ForeignKey& key) {
    const std::string name = duplicates_of(request_).name + "_" + child.name.name + "_" +
                             std::to_string(references_.size() + 1);
    references_.push_back(
        {&child, &key, {request_.table.schema, shorten_name(name, longest_name)}});
    referenced_.insert(key.referenced_columns.begin(), key.referenced_columns.end());
  }

  Section section(std::vector<Operation> operations) const {
    return {.settings = {.retries = retries, .isolation = "serializable"},
            .operations = std::move(operations)};
  }

  std::vector<Operation> upgrade() const {
    std::vector<Operation> steps = {lock(), sql(keep_rows())};
    for (const Reference& reference : references_) {
      if (reference.child->primary_key) steps.push_back(sql(keep_references(reference)));
      steps.push_back(sql(point_to_kept(reference)));
    }
    steps.push_back(sql("DELETE FROM " + name(request_.table) + " WHERE EXISTS (SELECT 1 FROM " +
                        name(duplicates()) + " AS dups WHERE " +
                        same("dups", name(request_.table), key()) + ")"));
    steps.push_back(
        {.what = Assert{
             .query = {{"any", "SELECT 1 FROM " + name(request_.table) + " WHERE " + not_null() +
                                   " GROUP BY " + list(request_.columns) + " HAVING count(*) > 1"}},
             .message = "rows of " + to_text(request_.table) + " are still equal in " +
                        join(request_.columns, ", ")}});
    steps.push_back(check_now());
    steps.push_back({.what = CreateConstraint{.table = request_.table, .constraint = unique()}});
    return steps;
  }

  std::vector<Operation> downgrade() const {
    std::vector<Operation> steps = {
        lock(), {.what = DropConstraint{.table = request_.table, .was = unique()}}};
    const std::string columns = list(stored_columns());
    const std::string from = " SELECT " + columns + " FROM " + name(duplicates());
    const std::string into = "INSERT INTO " + name(request_.table) + " (" + columns + ")";
    steps.push_back(
        {.what = RunSql{.by_dialect = {{"postgresql", into + " OVERRIDING SYSTEM VALUE" + from},
                                       {"sqlite", into + from}}}});
    for (const Reference& reference : references_) {
      if (!reference.child->primary_key) continue;
      steps.push_back(sql(point_back(reference)));
      steps.push_back(sql("DROP TABLE " + name(reference.kept)));
    }
    steps.push_back(sql("DROP TABLE " + name(duplicates())));
    return steps;
  }

  /// Only databases where others may write meanwhile need it.
  Operation lock() const {
    return {.what = RunSql{.by_dialect = {{"postgresql", "LOCK TABLE " + name(request_.table) +
                                                             " IN SHARE ROW EXCLUSIVE MODE"}}}};
  }
  /// Deferred checks that wait for the end are in the way of a change of their table.
  static Operation check_now() {
    return {.what = RunSql{.by_dialect = {{"postgresql", "SET CONSTRAINTS ALL IMMEDIATE"}}}};
  }
  static Operation sql(std::string text) {
    return {.what = RunSql{.by_dialect = {{"any", std::move(text)}}}};
  }

  Unique unique() const { return {.name = request_.constraint, .columns = request_.columns}; }
  const std::vector<std::string>& key() const { return table_.primary_key->columns; }
  Name duplicates() const { return duplicates_of(request_); }
  std::string name(const Name& table) const { return words_.quote_table(table); }
  std::string name(const std::string& column) const { return words_.quote_name(column); }

  std::string list(const std::vector<std::string>& columns, const std::string& owner = {}) const {
    std::vector<std::string> names;
    for (const std::string& column : columns) names.push_back(owner + name(column));
    return join(names, ", ");
  }

  std::string same(const std::string& left, const std::string& right,
                   const std::vector<std::string>& columns) const {
    std::vector<std::string> parts;
    for (const std::string& column : columns)
      parts.push_back(left + "." + name(column) + " = " + right + "." + name(column));
    return join(parts, " AND ");
  }

  std::string not_null() const {
    std::vector<std::string> parts;
    for (const std::string& column : request_.columns)
      parts.push_back(name(column) + " IS NOT NULL");
    return join(parts, " AND ");
  }

  std::vector<std::string> stored_columns() const {
    std::vector<std::string> columns;
    for (const Column& column : table_.columns)
      if (!column.generated) columns.push_back(column.name);
    return columns;
  }

  std::string order() const {
    std::vector<std::string> by_key;
    for (const std::string& column : key())
      by_key.push_back(name(column) + (request_.keep == "last" ? " DESC" : ""));
    const bool by_rule = request_.keep != "first" && request_.keep != "last";
    return (by_rule ? request_.keep + ", " : "") + join(by_key, ", ");
  }

  static std::string kept_column(const std::string& column) { return "dbtool_kept_" + column; }

  std::string keep_rows() const {
    const std::string window =
        " OVER (PARTITION BY " + list(request_.columns) + " ORDER BY " + order() + ")";
    std::string ranked =
        "SELECT " + list(stored_columns()) + ", row_number()" + window + " AS dbtool_rank";
    for (const std::string& column : referenced_)
      ranked += ", first_value(" + name(column) + ")" + window + " AS " + name(kept_column(column));
    return "CREATE TABLE " + name(duplicates()) + " AS SELECT * FROM (" + ranked + " FROM " +
           name(request_.table) + " WHERE " + not_null() + ") AS ranked WHERE dbtool_rank > 1";
  }

  /// The duplicate a row of the child refers to.
  std::string refers(const Reference& reference) const {
    std::vector<std::string> parts;
    for (std::size_t i = 0; i < reference.key->columns.size(); ++i)
      parts.push_back("dups." + name(reference.key->referenced_columns[i]) + " = " +
                      name(reference.child->name) + "." + name(reference.key->columns[i]));
    return " FROM " + name(duplicates()) + " AS dups WHERE " + join(parts, " AND ");
  }

  std::string keep_references(const Reference& reference) const {
    std::vector<std::string> columns = reference.child->primary_key->columns;
    for (const std::string& column : reference.key->columns)
      if (std::ranges::count(columns, column) == 0) columns.push_back(column);
    return "CREATE TABLE " + name(reference.kept) + " AS SELECT " + list(columns) + " FROM " +
           name(reference.child->name) + " WHERE EXISTS (SELECT 1" + refers(reference) + ")";
  }

  std::string point_to_kept(const Reference& reference) const {
    std::vector<std::string> sets;
    for (std::size_t i = 0; i < reference.key->columns.size(); ++i)
      sets.push_back(name(reference.key->columns[i]) + " = (SELECT dups." +
                     name(kept_column(reference.key->referenced_columns[i])) + refers(reference) +
                     ")");
    return "UPDATE " + name(reference.child->name) + " SET " + join(sets, ", ") +
           version_step(*reference.child, words_) + " WHERE EXISTS (SELECT 1" + refers(reference) +
           ")";
  }

  std::string point_back(const Reference& reference) const {
    const std::string from =
        " FROM " + name(reference.kept) + " AS kept WHERE " +
        same("kept", name(reference.child->name), reference.child->primary_key->columns);
    std::vector<std::string> sets;
    for (const std::string& column : reference.key->columns)
      sets.push_back(name(column) + " = (SELECT kept." + name(column) + from + ")");
    return "UPDATE " + name(reference.child->name) + " SET " + join(sets, ", ") +
           version_step(*reference.child, words_) + " WHERE EXISTS (SELECT 1" + from + ")";
  }

  const DedupeRequest& request_;
  const RowWords& words_;
  const Table& table_;
  std::vector<Reference> references_ = {};
  std::set<std::string> referenced_ = {};
};

}  // namespace

Name duplicates_of(const DedupeRequest& request) {
  return {request.table.schema,
          shorten_name(request.table.name + "_dups_" + request.suffix, longest_name)};
}

RevisionBody dedupe_body(const DedupeRequest& request, const Schema& live, const RowWords& words) {
  return Dedupe(request, live, words).run();
}

}  // namespace dbtool::cli
