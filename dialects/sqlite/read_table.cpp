#include "dialects/sqlite/read_table.h"

#include "core/support/sql_tokens.h"
#include "core/support/text.h"
#include "dialects/sqlite/defaults.h"
#include "dialects/sqlite/definitions.h"
#include "dialects/sqlite/expressions.h"
#include "dialects/sqlite/names.h"
#include "dialects/sqlite/types.h"

#include <algorithm>

namespace dbtool::lite {
namespace {

using Kind = Clause::Kind;

std::string_view trimmed(const TableText& text, Span span) {
  return trim(text.text(span));
}

/// The column as the table spells it: keys may use other letter case.
std::string spelled(const TableText& text, const std::string& column) {
  const ColumnText* found = text.find_column(column);
  return found == nullptr ? column : found->name;
}

std::vector<std::string> spelled(const TableText& text, const std::vector<std::string>& columns) {
  std::vector<std::string> names;
  for (const std::string& column : columns) names.push_back(spelled(text, column));
  return names;
}

std::vector<std::string> columns_of(const TableText& text, const Clause& clause) {
  std::vector<std::string> names;
  for (const KeyPart& part : clause.parts) names.push_back(spelled(text, part.column));
  return names;
}

class TableReader {
 public:
  TableReader(const TableText& text, const std::string& name) : text_(text) {
    table().name.name = name;
    if (text.strict) table().options[option::strict] = "true";
    if (text.without_rowid) table().options[option::without_rowid] = "true";
  }

  TableReading read() {
    for (const ColumnText& column : text_.columns) add_column(column);
    for (const ColumnText& column : text_.columns)
      for (const Clause& clause : column.clauses) add_constraint(clause);
    for (const Clause& clause : text_.constraints) add_constraint(clause);
    finish_key();
    for (Column& column : table().columns) keep_declared_type(column);
    return std::move(reading_);
  }

 private:
  Table& table() { return reading_.table; }

  void add_column(const ColumnText& source) {
    Column column{.name = source.name, .type = parse_declared(source.type)};
    for (const Clause& clause : source.clauses) {
      if (clause.kind == Kind::not_null) {
        column.nullable = false;
        if (!clause.on_conflict.empty())
          column.options[option::not_null_conflict] = clause.on_conflict;
      } else if (clause.kind == Kind::default_value) {
        column.default_value = lift_default(text_.text(clause.expression), column.type);
      } else if (clause.kind == Kind::collate) {
        column.collation = clause.collation;
      } else if (clause.kind == Kind::generated) {
        column.generated =
            Generated{{unqualified(trimmed(text_, clause.expression))}, clause.stored};
      }
    }
    table().columns.push_back(std::move(column));
  }

  void add_constraint(const Clause& clause) {
    if (clause.kind == Kind::primary_key) {
      table().primary_key = PrimaryKey{.name = clause.name,
                                       .columns = columns_of(text_, clause),
                                       .options = key_options(clause)};
    } else if (clause.kind == Kind::unique) {
      table().uniques.add({.name = clause.key,
                           .columns = columns_of(text_, clause),
                           .options = key_options(clause)});
    } else if (clause.kind == Kind::foreign_key) {
      ForeignKey key = clause.foreign_key;
      key.name = clause.key;
      key.columns = spelled(text_, key.columns);
      table().foreign_keys.add(std::move(key));
    } else if (clause.kind == Kind::check) {
      add_check(clause);
    }
  }

  /// As a rebuild leaves it, too.
  std::string unqualified(std::string_view expression) const {
    if (expression.find('.') == std::string_view::npos) return std::string(expression);
    return without_qualifier(expression, reading_.table.name.name);
  }

  void add_check(const Clause& clause) {
    std::string_view expression = trimmed(text_, clause.expression);
    auto values = read_enum_check(expression);
    Column* column =
        values ? dbtool::find_column(table(), spelled(text_, values->column)) : nullptr;
    if (column == nullptr || std::holds_alternative<Named>(column->type.kind)) {
      table().checks.add({.name = clause.key, .expression = {unqualified(expression)}});
      return;
    }
    column->type = {Named{values->definition.name}};
    if (const ColumnText* source = text_.find_column(column->name))
      if (const Clause* value = source->find(Kind::default_value))
        column->default_value = lift_default(text_.text(value->expression), column->type);
    reading_.enums.push_back(std::move(values->definition));
  }

  std::map<std::string, std::string> key_options(const Clause& clause) const {
    std::map<std::string, std::string> options;
    if (!clause.on_conflict.empty()) options[option::on_conflict] = clause.on_conflict;
    bool plain = std::ranges::all_of(clause.parts, [](const KeyPart& part) {
      return part.collation.empty() && !part.descending;
    });
    if (plain) return options;
    std::vector<std::string> parts;
    for (const KeyPart& part : clause.parts)
      parts.push_back(quote(spelled(text_, part.column)) +
                      (part.collation.empty() ? "" : " COLLATE " + quote(part.collation)) +
                      (part.descending ? " DESC" : ""));
    options[option::key] = join(parts, ", ");
    return options;
  }

  /// What a primary key makes of its columns.
  void finish_key() {
    if (!table().primary_key) return;
    const ColumnText* rowid = text_.rowid_column();
    for (const std::string& name : table().primary_key->columns) {
      Column* column = dbtool::find_column(table(), name);
      if (column == nullptr) continue;
      if (rowid != nullptr || text_.without_rowid || text_.strict) column->nullable = false;
      if (rowid == nullptr) continue;
      column->type = {Integer{64}};
      column->identity = Identity{};
      column->default_value.reset();  // SQLite numbers the rows whatever the default says
      column->autoincrement = text_.autoincrement();
    }
  }

  void keep_declared_type(Column& column) {
    const ColumnText* source = text_.find_column(column.name);
    if (source == nullptr || column.identity) return;
    bool would_be_rowid = is_rowid_key(table(), column);
    if (!would_be_rowid && same_spelling(source->type, declared_type(table(), column))) return;
    // A key that is declared INTEGER and yet not the rowid must not become it.
    bool is_integer = would_be_rowid && equals_ignoring_case(source->type, "integer");
    column.options[option::declared_type] = is_integer ? "INT" : source->type;
  }

  const TableText& text_;
  TableReading reading_ = {};
};

}  // namespace

TableReading read_table(const TableText& text, const std::string& name) {
  return TableReader(text, name).read();
}

std::optional<EnumCheck> read_enum_check(std::string_view expression) {
  constexpr std::string_view mark = "/* enum ";
  std::size_t comment = expression.rfind(mark);
  if (comment == std::string_view::npos || !expression.ends_with("*/")) return std::nullopt;
  auto tokens = sql::tokenize(expression, sql::sqlite_rules());
  bool fits = tokens.size() >= 4 && tokens[1].is("in") && tokens[2].is_symbol("(") &&
              tokens.back().is_symbol(")");
  if (!fits) return std::nullopt;
  EnumCheck check{.column = sql::name_of(tokens[0])};
  std::size_t begin = comment + mark.size();
  check.definition.name.name = trim(expression.substr(begin, expression.size() - 2 - begin));
  for (std::size_t i = 3; i + 1 < tokens.size(); ++i) {
    if (i % 2 == 0 ? !tokens[i].is_symbol(",") : tokens[i].kind != sql::TokenKind::string)
      return std::nullopt;
    if (i % 2 == 1) check.definition.values.push_back(sql::string_of(tokens[i]));
  }
  return check;
}

}  // namespace dbtool::lite
