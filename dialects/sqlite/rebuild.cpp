// The order is that of the procedure in SQLite's manual (lang_altertable.html, section 7): new
// table, copy, drop, rename new to old. The other way round, renaming the old table away, would
// make the references of other tables follow it. The rename runs with legacy_alter_table, because
// views and triggers that name the table do not resolve at that moment.
#include "dialects/sqlite/rebuild.h"

#include "core/support/sql_tokens.h"
#include "core/support/text.h"
#include "dialects/sqlite/edit_table.h"
#include "dialects/sqlite/expressions.h"
#include "dialects/sqlite/names.h"
#include "dialects/sqlite/stored_texts.h"
#include "dialects/sqlite/triggers.h"

#include <algorithm>
#include <array>

namespace dbtool::lite {
namespace {

using Kind = Clause::Kind;

bool is_stored_by_hand(const ColumnText& column) {
  return column.find(Kind::generated) == nullptr;
}

class Rebuild {
 public:
  Rebuild(const TableState& before, const TableState& after, const RowCopy& copy,
          const Location& where)
      : before_(before),
        after_(after),
        copy_(copy),
        where_(where),
        old_(quote(before.name)),
        new_name_(std::string(rebuilt_prefix) + before.name.name),
        new_(quote(new_name_)) {
    choose_columns();
  }

  std::vector<Statement> run() {
    check("SELECT 1 FROM pragma_foreign_keys WHERE foreign_keys = 1", "foreign keys are off",
          "foreign keys must be off while " + before_.name.name +
              " is rebuilt; let it run in a transaction");
    if (before_.planned) check_unknown();
    statements_.insert(statements_.end(), copy_.checks.begin(), copy_.checks.end());
    create();
    copy_rows();
    check_rows();
    keep_sequence();
    replace();
    recreate_dependents();
    check_users();
    return std::move(statements_);
  }

 private:
  std::string purpose(const std::string& what) const {
    return "rebuild " + before_.name.name + ": " + what;
  }

  void add(const std::string& sql, const std::string& what) {
    statements_.push_back(
        {.sql = sql, .purpose = purpose(what), .rebuilds = true, .where = where_});
  }

  void check(const std::string& sql, const std::string& what, const std::string& message,
             bool expects_rows = false) {
    statements_.push_back({.sql = sql,
                           .purpose = purpose(what),
                           .rebuilds = true,
                           .check_message = message,
                           .expects_rows = expects_rows,
                           .where = where_});
  }

  void choose_columns() {
    if (keeps_rowids()) {
      rowid_ = free_rowid_name();
      if (!rowid_.empty()) targets_ = sources_ = kept_ = {rowid_};
    }
    for (const ColumnText& column : after_.text.columns) {
      const ColumnText* old = before_.text.find_column(column.name);
      bool added = old == nullptr || copy_.added.contains(column.name);
      if (added || !is_stored_by_hand(column)) continue;
      auto value = copy_.values.find(column.name);
      targets_.push_back(quote(column.name));
      sources_.push_back(value == copy_.values.end() ? quote(old->name) : value->second);
      if (value == copy_.values.end()) kept_.push_back(quote(column.name));
    }
  }

  /// Rowids are kept where they are all a row is known by: other tables and full-text indexes may
  /// refer to them.
  bool keeps_rowids() const {
    return !before_.text.without_rowid && !after_.text.without_rowid &&
           after_.text.rowid_column() == nullptr;
  }

  std::string free_rowid_name() const {
    for (const char* name : {"rowid", "_rowid_", "oid"})
      if (before_.text.find_column(name) == nullptr && after_.text.find_column(name) == nullptr)
        return name;
    return {};
  }

  /// What only the database knows of would go with the old table.
  void check_unknown() {
    const std::string table = sql::quote_string(before_.name.name);
    check("SELECT name FROM sqlite_master WHERE tbl_name = " + table +
              " COLLATE NOCASE AND type IN ('index', 'trigger') AND sql IS NOT NULL\nAND " +
              not_in(known_texts()) + " UNION ALL SELECT name FROM pragma_table_xinfo(" + table +
              ") WHERE " + not_in(known_columns()),
          "look for what would be lost",
          before_.name.name + " has {1}, which this script does not know; let dbtool run it");
  }

  std::vector<std::string> known_texts() const {
    std::vector<std::string> known;
    for (const TableState* state : {&before_, &after_})
      for (const auto* texts : {&state->indexes, &state->triggers, &state->version_triggers})
        for (const StoredText& text : *texts) known.push_back(text.name);
    return known;
  }

  std::vector<std::string> known_columns() const {
    std::vector<std::string> known;
    for (const TableState* state : {&before_, &after_})
      for (const ColumnText& column : state->text.columns) known.push_back(column.name);
    return known;
  }

  static std::string not_in(std::vector<std::string> names) {
    for (std::string& name : names) name = sql::quote_string(lower(name));
    std::ranges::sort(names);
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return "lower(name) NOT IN (" + join(names, ", ") + ")";
  }

  void create() {
    TableText text = after_.text;
    TableEditor(text).set_table_name(new_);
    // `T.column` in a check would not resolve while the table has another name.
    add(without_qualifier(text.sql, before_.name.name, text.body.begin), "make the new table");
  }

  void copy_rows() {
    if (targets_.empty()) return;
    // OR ABORT: a constraint with ON CONFLICT IGNORE must not drop rows.
    add("INSERT OR ABORT INTO " + new_ + " (" + join(targets_, ", ") + ")\nSELECT " +
            join(sources_, ", ") + " FROM " + old_,
        "copy the rows");
  }

  void check_rows() {
    const std::string name = before_.name.name;
    check("SELECT o, n FROM (SELECT (SELECT count(*) FROM " + old_ +
              ") AS o, (SELECT count(*) FROM " + new_ + ") AS n) WHERE o <> n",
          "count the rows", "the copy of " + name + " has {2} rows instead of {1}");
    if (kept_.empty()) return;
    check("SELECT 1 WHERE EXISTS (" + (row_key().empty() ? by_sorting() : by_key(row_key())) + ")",
          "compare the rows", "the copy of " + name + " differs from it");
  }

  /// What old and new rows of the two tables are looked up by in order; empty: nothing.
  std::string row_key() const {
    if (!rowid_.empty()) return rowid_;
    const ColumnText* before = before_.text.rowid_column();
    const ColumnText* after = after_.text.rowid_column();
    if (before == nullptr || after == nullptr || !same_name(before->name, after->name)) return {};
    const std::string key = quote(after->name);
    return std::ranges::find(kept_, key) == kept_.end() ? std::string() : key;
  }

  /// One pass over both tables. As many rows here as there are the same rows: the counts are equal.
  /// `+` and BINARY, since neither affinities nor collations may make equal what is not.
  std::string by_key(const std::string& key) const {
    std::vector<std::string> old_values;
    std::vector<std::string> new_values;
    for (const std::string& column : kept_) {
      old_values.push_back("+o." + column + " COLLATE BINARY");
      new_values.push_back("+n." + column);
    }
    return "SELECT 1 FROM " + old_ + " AS o LEFT JOIN " + new_ + " AS n ON n." + key + " = o." +
           key + "\nWHERE n." + key + " IS NULL OR (" + join(old_values, ", ") + ")\nIS NOT (" +
           join(new_values, ", ") + ")";
  }

  std::string by_sorting() const {
    const std::string columns = join(kept_, ", ");
    const std::string from_old = "SELECT " + columns + " FROM " + old_;
    const std::string from_new = "SELECT " + columns + " FROM " + new_;
    return from_old + " EXCEPT " + from_new + ") OR EXISTS (" + from_new + " EXCEPT " + from_old;
  }

  void keep_sequence() {
    if (!before_.text.autoincrement() || !after_.text.autoincrement()) return;
    const std::string copied = sql::quote_string(new_name_);
    add("DELETE FROM sqlite_sequence WHERE name = " + copied, "keep the sequence");
    add("INSERT INTO sqlite_sequence (name, seq) SELECT " + copied +
            ", seq FROM sqlite_sequence WHERE name = " + sql::quote_string(before_.name.name),
        "keep the sequence");
  }

  void replace() {
    add("DROP TABLE " + old_, "drop the old table");
    add("PRAGMA legacy_alter_table=ON", "let the new table take its place");
    add("ALTER TABLE " + new_ + " RENAME TO " + old_, "let the new table take its place");
    add("PRAGMA legacy_alter_table=OFF", "let the new table take its place");
  }

  void require_current(const StoredText& trigger) const {
    for (const std::string& name : before_.renamed)
      if (names(trigger.sql, name))
        throw RefusedError(
            {.code = "DBT823",
             .message = "trigger \"" + trigger.name + "\" of table \"" + before_.name.name +
                        "\" may use \"" + name + "\", which is renamed in the same section",
             .where = where_,
             .notes = {{"next", "put the rename into a section of its own, before"}}});
  }

  void recreate_dependents() {
    for (const StoredText& index : after_.indexes) add(index.sql, "index " + index.name);
    for (const StoredText& trigger : after_.triggers) {
      require_current(trigger);
      add(trigger.sql, "trigger " + trigger.name);
    }
    if (after_.analyzed) add("ANALYZE " + old_, "gather its statistics");
  }

  void check_users() {
    for (const std::string& view : after_.views)
      check("SELECT * FROM " + quote(view) + " LIMIT 0", "view " + view + " still works",
            "view " + view + " does not work any more");
    for (const std::string& probe : probes())
      check(probe, "triggers still work", "a trigger does not work any more", true);
  }

  /// Those of the table's own triggers name a column that may be gone by now.
  std::vector<std::string> probes() const {
    std::vector<std::string> found = after_.probes;
    for (const StoredText& trigger : before_.triggers) {
      auto old = trigger_probe(trigger.sql, columns_of(before_.text));
      auto probe = trigger_probe(trigger.sql, columns_of(after_.text));
      for (std::string& known : found)
        if (old && probe && known == *old) known = *probe;
    }
    std::ranges::sort(found);
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return found;
  }

  static std::vector<std::string> columns_of(const TableText& text) {
    std::vector<std::string> names;
    for (const ColumnText& column : text.columns)
      if (is_stored_by_hand(column)) names.push_back(column.name);
    return names;
  }

  const TableState& before_;
  const TableState& after_;
  const RowCopy& copy_;
  const Location& where_;
  const std::string old_;
  const std::string new_name_;
  const std::string new_;
  std::string rowid_ = {};
  std::vector<std::string> targets_ = {};
  std::vector<std::string> sources_ = {};
  std::vector<std::string> kept_ = {};
  std::vector<Statement> statements_ = {};
};

}  // namespace

std::vector<Statement> rebuild(const TableState& before, const TableState& after,
                               const RowCopy& copy, const Location& where) {
  return Rebuild(before, after, copy, where).run();
}

}  // namespace dbtool::lite
