// Edits of a CREATE TABLE text: one definition is put in, taken out or replaced; every other byte
// stays, comments included.
#pragma once

#include "dialects/sqlite/create_table.h"

#include <string>

namespace dbtool::lite {

/// Each edit leaves the table read anew; spans taken before it are no longer valid.
class TableEditor {
 public:
  explicit TableEditor(TableText& table) : table_(table) {}

  /// Behind the last column.
  void add_column(const std::string& definition);
  /// Behind everything else.
  void add_constraint(const std::string& definition);
  /// A column with its own constraints, or a constraint of the table.
  void remove_element(Span element);

  void set_table_name(const std::string& name);
  void set_type(const std::string& column, const std::string& type);
  /// Puts a clause behind the column's type and NOT NULL, or replaces the one of that kind.
  void set_clause(const std::string& column, Clause::Kind kind, const std::string& text);
  void remove_clause(const std::string& column, Clause::Kind kind);
  void remove_clause(Span clause);
  void replace(Span span, const std::string& text);
  /// Behind the closing bracket.
  void set_options(bool strict, bool without_rowid);

 private:
  void insert_element(Span previous, const std::string& definition);
  void read_anew(std::string sql);
  const ColumnText& column(const std::string& name) const;

  TableText& table_;
};

}  // namespace dbtool::lite
