// Edits of columns: added, dropped, altered.
#pragma once

#include "dialects/sqlite/edit_table.h"
#include "dialects/sqlite/table_edits.h"

namespace dbtool::lite {

/// What edits of one table work on.
struct TableEdit {
  TableStates& states;
  TableState& table;
  RowCopy& copy;
  const Location& where;

  TableText& text() const { return table.text; }
  TableEditor editor() const { return TableEditor(table.text); }
};

void add_column(const TableEdit& edit, const Column& column);
void drop_column(const TableEdit& edit, const std::string& column);
void alter_column(const TableEdit& edit, const AlterColumn& operation);

}  // namespace dbtool::lite
