// Rows of reference data as SQL, their values bound; every dialect's render() uses it.
#pragma once

#include "core/dialect/statement.h"
#include "core/operations/row_operations.h"
#include "core/support/sql_tokens.h"

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dbtool {

/// How a dialect writes what rows need.
struct RowWords {
  std::string (*quote_name)(std::string_view name) = nullptr;
  std::string (*quote_table)(const Name& name) = nullptr;
  std::string parameter = "$";  ///< before its number
  std::string differs = "IS DISTINCT FROM";
  std::string or_abort = {};   ///< what breaks a constraint fails, whatever the constraint says
  std::string exactly = {};    ///< behind a value that is compared whatever the column's collation
  std::string json_cast = {};  ///< JSON that knows no equality is compared as this
  bool numbers_truth = false;  ///< true is 1
  bool spells_bytes = false;   ///< bytes are written x'00ff' here, and \x00ff in rows
  bool others_write = false;   ///< what was looked at may change while a transaction is open
  bool overrides_identity = true;  ///< a value for an identity that is ALWAYS must be said aloud
  /// Lets the numbers that the server gives for a column go on behind those in the table; nullptr:
  /// they do so by themselves.
  std::string (*continue_numbers)(const Name& table, std::string_view column) = nullptr;
};

/// What an UPDATE must set besides for a table that refuses updates of stale rows:
/// ", version = version + 1"; usually empty.
std::string version_step(const Table& table, const RowWords& words);

/// A table as it is known when its rows are written; nullptr: it is not. What it points to stays as
/// long as the function.
using TableLookup = std::function<const Table*(const Name& name)>;

/// A piece of SQL and what is bound to its parameters.
struct BoundSql {
  std::string sql = {};
  std::vector<Literal> values = {};
};

/// The SQL of rows of one table. The table, as it is known, tells the types, and where its foreign
/// keys lead: a value that names a row of another table is a subquery. Throws UsageError (DBT638)
/// where that cannot be known.
class RowSql {
 public:
  RowSql(const RowWords& words, Name name, TableLookup tables, std::vector<std::string> key)
      : words_(words),
        name_(std::move(name)),
        tables_(std::move(tables)),
        table_(tables_(name_)),
        key_(std::move(key)) {}

  const std::vector<std::string>& key() const { return key_; }
  bool others_write() const { return words_.others_write; }
  /// "roles (name: editor)".
  std::string row_name(const DataRow& row) const;

  BoundSql insert(const DataRow& row) const;
  /// Whether the server gives the column's numbers, from a counter that rows do not move.
  bool is_numbered(const std::string& column) const;
  std::string continue_numbers(const std::string& column) const;
  /// Sets what the row says besides its key, where something of it differs; empty: nothing besides.
  BoundSql update(const DataRow& row) const;
  BoundSql remove(const DataRow& row) const;
  /// All rows but these.
  BoundSql remove_others(std::span<const DataRow> rows) const;
  /// A row when the key is there.
  BoundSql find(const DataRow& row) const;
  /// "title is "Ed", rank is 3": a row when the one there is none of these; empty: it cannot be.
  BoundSql find_difference(const DataRow& row, std::span<const DataRow* const> none_of) const;
  /// Selects the number; for each column of the row "1" when it differs, else "0"; and the texts.
  /// Adds to what the SQL selects already.
  void compare(BoundSql& sql, const DataRow& row, std::size_t number,
               std::span<const std::string> texts) const;
  /// The texts of all rows but these.
  BoundSql find_others(std::span<const DataRow> rows, std::span<const std::string> texts) const;
  /// An expression: the column as text.
  std::string text_of(const std::string& column) const;

  /// Where the column's foreign key leads.
  struct Parent {
    Name table = {};
    std::string column = {};
    const Table* known = nullptr;
  };
  Parent parent_of(const Table* table, const std::string& column) const;
  /// How many rows of another table the value of a column of `table` names, where it is not one.
  BoundSql count_parents(const Table* table, const std::string& column,
                         const RowValue& value) const;
  /// Expressions: what the columns that `like` names a parent by hold, as text, in their order.
  std::vector<std::string> parent_texts(const std::string& column, const RowValue& like) const;

 private:
  bool is_key(const std::string& column) const;
  const Column* column(const std::string& name) const;
  std::string comparable(const std::string& column) const;
  void bind(BoundSql& sql, const Column* column, const Literal& value) const;
  void value(BoundSql& sql, const std::string& column, const RowValue& value) const;
  void equals(BoundSql& sql, const Table* table, const std::string& column,
              const RowValue& value) const;
  void parents(BoundSql& sql, const Table* table, const std::string& column,
               const RowValue& value) const;
  /// The query around an expression: what it calls its table, and what stands before and behind.
  struct Around {
    std::string table = {};
    std::string before = {};
    std::string behind = {};
  };
  void parent_texts(const Table* table, const std::string& column, const RowValue& like,
                    const Around& around, std::vector<std::string>& texts) const;
  void difference(BoundSql& sql, const std::string& column, const RowValue& value) const;
  bool any_difference(BoundSql& sql, const DataRow& row) const;
  void key_is(BoundSql& sql, const DataRow& row) const;
  void none_of(BoundSql& sql, std::span<const DataRow> rows) const;
  /// Whether \x00ff in the column stands for bytes.
  bool holds_bytes(const Column* column) const;
  std::string text_of(const std::string& expression, const Column* column) const;

  const RowWords& words_;
  Name name_;
  TableLookup tables_;
  const Table* table_;
  std::vector<std::string> key_;
};

/// The statements of the operation; first those that look for the rows of other tables which its
/// rows name. Throws UsageError (DBT634) when its key is not unique in the table, as far as that is
/// known.
std::vector<Statement> row_statements(const ChangeRows& rows, const RowWords& words,
                                      const TableLookup& tables, const Location& where);

/// The statement with its values written out, for scripts and for people.
std::string with_values(const Statement& statement, const RowWords& words,
                        const sql::LexicalRules& rules);

}  // namespace dbtool
