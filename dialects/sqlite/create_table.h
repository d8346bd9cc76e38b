// The text of a CREATE TABLE as SQLite keeps it, read so that every definition in it can be changed
// and everything else stays as it is.
#pragma once

#include "core/schema/table.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dbtool::lite {

/// Bytes of the text, the last one excluded.
struct Span {
  std::size_t begin = 0;
  std::size_t end = 0;
  bool empty() const { return begin == end; }
};

/// A column of a key: `email COLLATE NOCASE DESC`.
struct KeyPart {
  std::string column = {};
  std::string collation = {};
  bool descending = false;
};

/// A constraint of a column or of the table. DEFAULT, COLLATE and the like are clauses too.
struct Clause {
  enum class Kind {
    primary_key,
    unique,
    check,
    foreign_key,
    not_null,
    null,
    default_value,
    collate,
    generated,
    unknown
  };
  Kind kind = Kind::unknown;
  Span span = {};         ///< CONSTRAINT and its name included
  Span name_span = {};    ///< empty when there is no name
  Span body = {};         ///< without CONSTRAINT and its name
  std::string name = {};  ///< empty: it has none
  /// What a model knows it by: its name, or one made of what it says: "?unique:email".
  std::string key = {};
  Span expression = {};             ///< of a check, default or generated column, without brackets
  std::vector<KeyPart> parts = {};  ///< of a primary key or unique
  ForeignKey foreign_key = {};      ///< its referenced columns may be left out
  std::string collation = {};       ///< of COLLATE
  std::string on_conflict = {};     ///< in lower case; empty: none said
  bool autoincrement = false;
  bool stored = false;  ///< of a generated column
};

struct ColumnText {
  std::string name = {};
  Span span = {};
  Span name_span = {};
  std::string type = {};
  Span type_span = {};  ///< empty (behind the name) when there is no type
  std::vector<Clause> clauses = {};

  const Clause* find(Clause::Kind kind) const;
};

struct TableText {
  std::string sql = {};
  Span name_span = {};
  Span body = {};  ///< between the brackets
  std::vector<ColumnText> columns = {};
  std::vector<Clause> constraints = {};
  Span options_span = {};  ///< behind the closing bracket
  bool strict = false;
  bool without_rowid = false;

  std::string_view text(Span span) const;
  const ColumnText* find_column(std::string_view name) const;
  /// The primary key, wherever it is said.
  const Clause* primary_key() const;
  bool autoincrement() const;
  /// The column that is another name of the rowid: INTEGER PRIMARY KEY.
  const ColumnText* rowid_column() const;
};

/// Nothing when the text is no CREATE TABLE with columns that SQLite would take.
std::optional<TableText> parse_create_table(std::string sql);

}  // namespace dbtool::lite
