// Table and its parts.
#pragma once

#include "core/schema/name.h"
#include "core/schema/type.h"
#include "core/support/named_list.h"
#include "core/support/rare.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace dbtool {

/// SQL kept as text; compared after Dialect::canonical().
struct Expression {
  std::string sql = {};
  bool operator==(const Expression&) const = default;
};

/// A constant default, spelled by each dialect: true is 1 on SQLite.
struct Literal {
  enum class Kind { null, boolean, number, text };
  Kind kind = Kind::text;
  std::string text = {};  ///< "true", "0.5", "draft"
  bool operator==(const Literal&) const = default;
};
/// The few functions every dialect has in some spelling: now(), current_date, current_time, uuid().
enum class NeutralFunction { now, current_date, current_time, uuid };

/// What a column gets when a row does not say.
struct Default {
  std::variant<Literal, NeutralFunction, Expression> value = Literal{};
  bool operator==(const Default&) const = default;
};

struct SequenceOptions {
  std::optional<std::int64_t> start = {};
  std::optional<std::int64_t> increment = {};
  std::optional<std::int64_t> min = {};
  std::optional<std::int64_t> max = {};
  std::optional<std::int64_t> cache = {};
  bool cycle = false;
  bool operator==(const SequenceOptions&) const = default;
};
struct Identity {
  bool always = false;  ///< GENERATED ALWAYS rather than BY DEFAULT
  SequenceOptions options = {};
  bool operator==(const Identity&) const = default;
};
struct Generated {
  Expression expression = {};
  bool stored = true;
  bool operator==(const Generated&) const = default;
};

/// How a version column moves: by one with every update that writes it so (strict), or by itself
/// where the update leaves it alone (bump).
enum class VersionMode { strict, bump };

struct Column {
  std::string name = {};
  Type type = {};
  bool nullable = true;
  std::optional<Default> default_value = {};
  Rare<Generated> generated = {};
  Rare<Identity> identity = {};
  bool autoincrement = false;               ///< SQLite AUTOINCREMENT: ids are never used again
  std::optional<VersionMode> version = {};  ///< a trigger refuses updates of stale rows
  std::string collation = {};
  std::string comment = {};
  std::map<std::string, std::string> options =
      {};  ///< "postgresql.storage", "postgresql.compression"…
  bool operator==(const Column&) const = default;
};

/// A comment that comes along with what it is on and is never a difference: models have no word for
/// it, and the database keeps it.
struct KeptComment {
  std::string text = {};
  bool operator==(const KeptComment&) const { return true; }
};

/// That a foreign key's table is not among those described: it is another program's, is ignored, or
/// is not there at all, which SQLite allows. Says nothing of the key, so it is never a difference.
struct External {
  bool value = false;
  bool operator==(const External&) const { return true; }
};

enum class Deferrable { no, deferrable, initially_deferred };
enum class ForeignKeyAction { no_action, restrict, cascade, set_null, set_default };

/// Constraint names may be empty when they come from SQLite, where a constraint need not have one.
struct PrimaryKey {
  std::string name = {};
  std::vector<std::string> columns = {};
  std::vector<std::string> include = {};
  Deferrable deferrable = Deferrable::no;
  std::map<std::string, std::string> options = {};  ///< "sqlite.on_conflict", "sqlite.key"
  KeptComment comment = {};
  bool operator==(const PrimaryKey&) const = default;
};
struct Unique {
  std::string name = {};
  std::vector<std::string> columns = {};
  std::vector<std::string> include = {};
  bool nulls_distinct = true;
  Deferrable deferrable = Deferrable::no;
  std::map<std::string, std::string> options = {};  ///< as of a primary key
  KeptComment comment = {};
  bool operator==(const Unique&) const = default;
};
struct ForeignKey {
  std::string name = {};
  std::vector<std::string> columns = {};
  Name references = {};
  std::vector<std::string> referenced_columns = {};
  ForeignKeyAction on_delete = ForeignKeyAction::no_action;
  ForeignKeyAction on_update = ForeignKeyAction::no_action;
  std::vector<std::string> set_columns = {};  ///< ON DELETE SET NULL (columns), PostgreSQL 15
  bool match_full = false;
  Deferrable deferrable = Deferrable::no;
  bool validated = true;  ///< false: NOT VALID (PostgreSQL)
  External external = {};
  KeptComment comment = {};
  bool operator==(const ForeignKey&) const = default;
};
struct Check {
  std::string name = {};
  Expression expression = {};
  bool validated = true;
  bool no_inherit = false;
  KeptComment comment = {};
  bool operator==(const Check&) const = default;
};

enum class NullsOrder { usual, first, last };
/// One key of an index: a column or an expression.
struct IndexPart {
  std::string column = {};  ///< empty: `expression` counts
  Expression expression = {};
  bool descending = false;
  NullsOrder nulls = NullsOrder::usual;
  std::string opclass = {};
  std::string collation = {};
  bool operator==(const IndexPart&) const = default;
};
struct Index {
  std::string name = {};
  std::vector<IndexPart> parts = {};
  bool unique = false;
  std::string method = {};  ///< empty: btree
  std::optional<Expression> where = {};
  std::vector<std::string> include = {};
  bool nulls_distinct = true;
  std::map<std::string, std::string> with = {};  ///< storage parameters
  std::string tablespace = {};
  bool concurrently = false;  ///< how to build it; never compared, empty in an inspected schema
  KeptComment comment = {};
  bool operator==(const Index&) const = default;
};

struct Table {
  Name name = {};
  std::vector<Column> columns = {};  ///< in the database's order
  std::optional<PrimaryKey> primary_key = {};
  NamedList<Unique> uniques = {};
  NamedList<ForeignKey> foreign_keys = {};
  NamedList<Check> checks = {};
  NamedList<Index> indexes = {};
  std::map<std::string, std::string> options =
      {};  ///< "sqlite.strict", "sqlite.without_rowid", "postgresql.unlogged"
  std::string comment = {};
  bool operator==(const Table&) const = default;
};

const Column* find_column(const Table& table, const std::string& name);
Column* find_column(Table& table, const std::string& name);

}  // namespace dbtool
