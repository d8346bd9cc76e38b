#include "tests/support/random_parts.h"

#include <map>
#include <vector>

namespace dbtool::test {
namespace {

using Kind = Literal::Kind;

const std::vector<std::string> names = {
    "id",   "email", "größe",    "yes",    "no",     "null",     "true", "0123",  "1e3",
    "~",    "=",     "a b",      "x: y",   "# c",    "- d",      "it's", "\"q\"", "{e}",
    "[f]",  "@g",    "%h",       "&i",     "*j",     "!k",       "|",    ">",     "a,b",
    "name", "type",  "columns",  "sql",    "native", "default",  "x-y",  "<<",    "é\u0301",
    "Id",   "é",     "postgres", "sqlite", "only",   "trailing "};

const std::vector<std::string> texts = {"plain",      "",          "it's",
                                        "two\nlines", "ends\n",    "\n\nbegins",
                                        "  blanks  ", "tab\there", "a: b # c",
                                        "'quoted'",   "null",      "true",
                                        "12",         "now()",     "f(x)",
                                        "---",        "%",         "- a",
                                        "\\n",        "größe",     std::string(300, 'x'),
                                        "a\n  b\n c"};

const std::vector<std::string> expressions = {"a > 0",
                                              "length(a) > 0 AND b <> 'x: y'",
                                              "a IN ('a', 'b') -- why",
                                              "lower(\"A b\")",
                                              "'a' || 'b'",
                                              "SELECT 1\nFROM t\nWHERE a",
                                              "{}",
                                              "a::text",
                                              "f('it''s')",
                                              "x = 'null'",
                                              "/* # */ a"};

Name random_qualified(Dice& dice) {
  static const std::vector<std::string> plain = {"users", "größe", "Users", "a b", "null"};
  return {dice.one_in(3) ? dice.pick(plain) : "", dice.pick(plain)};
}

std::string random_text(Dice& dice) {
  return dice.pick(texts);
}

Expression random_expression(Dice& dice) {
  return {dice.pick(expressions)};
}

std::vector<std::string> random_names(Dice& dice) {
  std::vector<std::string> found;
  for (std::size_t left = 1 + dice.below(3); left > 0; --left) found.push_back(random_name(dice));
  return found;
}

std::optional<int> maybe(Dice& dice, int number) {
  return dice.one_in(2) ? std::optional(number) : std::nullopt;
}

std::optional<std::int64_t> maybe_long(Dice& dice, std::int64_t number) {
  return dice.one_in(3) ? std::optional(number) : std::nullopt;
}

Deferrable random_deferrable(Dice& dice) {
  return dice.pick(
      std::vector{Deferrable::no, Deferrable::deferrable, Deferrable::initially_deferred});
}

ForeignKeyAction random_action(Dice& dice) {
  return dice.pick(std::vector{ForeignKeyAction::no_action, ForeignKeyAction::restrict,
                               ForeignKeyAction::cascade, ForeignKeyAction::set_null,
                               ForeignKeyAction::set_default});
}

Identity random_identity(Dice& dice) {
  return {dice.one_in(2),
          {maybe_long(dice, 10), maybe_long(dice, -3), maybe_long(dice, -9000000000),
           maybe_long(dice, 9000000000), maybe_long(dice, 5), dice.one_in(3)}};
}

void add_options(Dice& dice, std::map<std::string, std::string>& options,
                 const std::map<std::string, std::string>& all) {
  for (const auto& option : all)
    if (dice.one_in(4)) options.insert(option);
}

IndexPart random_part(Dice& dice) {
  IndexPart part;
  if (dice.one_in(3))
    part.expression = random_expression(dice);
  else
    part.column = random_name(dice);
  part.descending = dice.one_in(3);
  part.nulls = dice.pick(std::vector{NullsOrder::usual, NullsOrder::first, NullsOrder::last});
  if (dice.one_in(4)) part.opclass = "gist_trgm_ops (siglen='32')";
  if (dice.one_in(4)) part.collation = random_name(dice);
  return part;
}

}  // namespace

std::string random_name(Dice& dice) {
  return dice.pick(names);
}

Type random_type(Dice& dice) {
  const std::vector<Type> types = {{Boolean{}},
                                   {Integer{16}},
                                   {Integer{32}},
                                   {Integer{64}},
                                   {Decimal{}},
                                   {Decimal{10, 0}},
                                   {Decimal{10, 2}},
                                   {Float{32}},
                                   {Float{64}},
                                   {Text{}},
                                   {Text{40, false}},
                                   {Text{3, true}},
                                   {Bytes{}},
                                   {Date{}},
                                   {Time{maybe(dice, 3), dice.one_in(2)}},
                                   {Timestamp{maybe(dice, 0), dice.one_in(2)}},
                                   {Interval{}},
                                   {Uuid{}},
                                   {Json{dice.one_in(2)}},
                                   {Named{random_qualified(dice)}},
                                   {Named{{"", "text"}}},
                                   {Native{dice.pick(std::vector<std::string>{
                                       "inet", "geometry(Point, 4326)", "\"My t\"", ""})}}};
  Type type = dice.pick(types);
  bool may_be_array = !std::holds_alternative<Native>(type.kind);
  if (may_be_array && dice.one_in(4)) type.array_dimensions = 1 + static_cast<int>(dice.below(2));
  return type;
}

Default random_default(Dice& dice, const Type& type) {
  const std::vector<std::string> numbers = {"0",   "-1", "0.50", "1e3", "12345678901234567890",
                                            "-0.5"};
  static const std::vector<NeutralFunction> functions = {
      NeutralFunction::now, NeutralFunction::current_date, NeutralFunction::current_time,
      NeutralFunction::uuid};
  bool truth = std::holds_alternative<Boolean>(type.kind) && type.array_dimensions == 0;
  switch (dice.below(5)) {
    case 0:
      return {Literal{Kind::boolean, dice.one_in(2) ? "true" : "false"}};
    case 1:
      return {Literal{Kind::number, dice.pick(numbers)}};
    case 2:
      return {dice.pick(functions)};
    case 3:
      return {random_expression(dice)};
    default:
      return {Literal{Kind::text, truth ? "draft" : random_text(dice)}};
  }
}

Column random_column(Dice& dice, const std::string& name) {
  Column column{.name = name, .type = random_type(dice), .nullable = dice.one_in(2)};
  if (dice.one_in(2)) column.default_value = random_default(dice, column.type);
  if (dice.one_in(5)) column.generated = Generated{random_expression(dice), dice.one_in(2)};
  if (dice.one_in(5)) column.identity = random_identity(dice);
  column.autoincrement = dice.one_in(6);
  if (dice.one_in(5)) column.version = dice.one_in(2) ? VersionMode::strict : VersionMode::bump;
  if (dice.one_in(5)) column.collation = random_name(dice);
  if (dice.one_in(3)) column.comment = random_text(dice);
  add_options(dice, column.options,
              {{"postgresql.storage", "external"},
               {"postgresql.compression", "lz4"},
               {"postgresql.statistics", "100"},
               {"sqlite.declared_type", "BIG INT(3, 'x')"},
               {"sqlite.not_null_conflict", "IGNORE"}});
  return column;
}

PrimaryKey random_primary_key(Dice& dice) {
  PrimaryKey key{.name = random_name(dice), .columns = random_names(dice)};
  if (dice.one_in(3)) key.include = random_names(dice);
  key.deferrable = random_deferrable(dice);
  return key;
}

Unique random_unique(Dice& dice) {
  Unique unique{.name = random_name(dice), .columns = random_names(dice)};
  if (dice.one_in(3)) unique.include = random_names(dice);
  unique.nulls_distinct = dice.one_in(2);
  unique.deferrable = random_deferrable(dice);
  return unique;
}

ForeignKey random_foreign_key(Dice& dice) {
  ForeignKey key{.name = random_name(dice),
                 .columns = random_names(dice),
                 .references = random_qualified(dice)};
  if (!dice.one_in(4)) key.referenced_columns = random_names(dice);
  key.on_delete = random_action(dice);
  key.on_update = random_action(dice);
  if (dice.one_in(4)) key.set_columns = random_names(dice);
  key.match_full = dice.one_in(3);
  key.deferrable = random_deferrable(dice);
  key.validated = !dice.one_in(3);
  return key;
}

Check random_check(Dice& dice) {
  return {random_name(dice), random_expression(dice), !dice.one_in(3), dice.one_in(3)};
}

Index random_index(Dice& dice) {
  Index index{.name = random_name(dice)};
  for (std::size_t left = 1 + dice.below(3); left > 0; --left)
    index.parts.push_back(random_part(dice));
  index.unique = dice.one_in(2);
  if (dice.one_in(3)) index.method = "gin";
  if (dice.one_in(3)) index.where = random_expression(dice);
  if (dice.one_in(3)) index.include = random_names(dice);
  index.nulls_distinct = dice.one_in(2);
  add_options(dice, index.with, {{"fillfactor", "70"}, {"fastupdate", "false"}, {"x", "a b"}});
  if (dice.one_in(4)) index.tablespace = random_name(dice);
  index.concurrently = dice.one_in(4);
  return index;
}

Table random_table(Dice& dice) {
  Table table{.name = random_qualified(dice)};
  for (std::size_t left = 1 + dice.below(4); left > 0; --left) {
    std::string name = random_name(dice);
    if (find_column(table, name) == nullptr) table.columns.push_back(random_column(dice, name));
  }
  if (dice.one_in(2)) table.primary_key = random_primary_key(dice);
  for (std::size_t left = dice.below(3); left > 0; --left) {
    table.uniques.add(random_unique(dice));
    table.checks.add(random_check(dice));
    table.foreign_keys.add(random_foreign_key(dice));
    table.indexes.add(random_index(dice));
  }
  if (dice.one_in(3)) table.comment = random_text(dice);
  add_options(dice, table.options,
              {{"sqlite.strict", "true"},
               {"sqlite.without_rowid", "true"},
               {"sqlite.on_conflict.primary key", "REPLACE"},
               {"sqlite.key.?unique:email", "email COLLATE NOCASE DESC"},
               {"postgresql.unlogged", "true"},
               {"postgresql.tablespace", "fast"},
               {"postgresql.partition_by", "RANGE (a)"},
               {"postgresql.fillfactor", "70"},
               {"postgresql.toast.autovacuum_enabled", "false"}});
  return table;
}

View random_view(Dice& dice) {
  View view{.name = random_qualified(dice), .query = random_expression(dice)};
  if (dice.one_in(2)) view.columns = random_names(dice);
  view.materialized = dice.one_in(3);
  if (dice.one_in(3)) view.comment = random_text(dice);
  add_options(dice, view.options,
              {{"postgresql.check_option", "local"},
               {"postgresql.security_barrier", "true"},
               {"postgresql.security_invoker", "true"},
               {"postgresql.tablespace", "fast"},
               {"postgresql.fillfactor", "70"}});
  return view;
}

Enum random_enum(Dice& dice) {
  Enum definition{.name = random_qualified(dice), .values = random_names(dice)};
  if (dice.one_in(3)) definition.comment = random_text(dice);
  return definition;
}

}  // namespace dbtool::test
