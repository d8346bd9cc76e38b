// Whatever a part holds: written down and read again it is the same.
#include "core/schema/default_text.h"
#include "tests/core/schema/reading.h"
#include "tests/support/random_parts.h"

using namespace dbtool;
using test::Dice;

namespace {

constexpr unsigned rounds = 2000;

/// Through the text of a file, as a revision keeps it.
template <class Part, class Make, class Write, class Read>
void check_round_trip(Make make, Write write, Read read) {
  for (unsigned seed = 0; seed < rounds; ++seed) {
    Dice dice(seed);
    Part part = make(dice);
    std::string text = yaml::write(write(part));
    INFO("seed " << seed << "\n" << text);
    REQUIRE(test::read(text, read) == part);
  }
}

}  // namespace

TEST_CASE("round trip: types") {
  check_round_trip<Type>(test::random_type, write_type, read_type);
}

TEST_CASE("round trip: columns") {
  check_round_trip<Column>([](Dice& dice) { return test::random_column(dice, "c"); },
                           [](const Column& column) { return write_column(column, true); },
                           read_named_column);
}

TEST_CASE("round trip: keys, checks and indexes") {
  check_round_trip<PrimaryKey>(test::random_primary_key, write_primary_key, read_primary_key);
  check_round_trip<Unique>(
      test::random_unique, write_unique,
      [](const yaml::Node& node, PartContext& context) { return read_unique({}, node, context); });
  check_round_trip<ForeignKey>(test::random_foreign_key, write_foreign_key,
                               [](const yaml::Node& node, PartContext& context) {
                                 return read_foreign_key({}, node, context);
                               });
  check_round_trip<Check>(
      test::random_check, write_check,
      [](const yaml::Node& node, PartContext& context) { return read_check({}, node, context); });
  check_round_trip<Index>(
      test::random_index, write_index,
      [](const yaml::Node& node, PartContext& context) { return read_index({}, node, context); });
}

TEST_CASE("round trip: tables, views and enums") {
  check_round_trip<Table>(test::random_table, write_named_table, read_named_table);
  check_round_trip<View>(
      test::random_view, write_view,
      [](const yaml::Node& node, PartContext& context) { return read_view({}, node, context); });
  check_round_trip<Enum>(
      test::random_enum,
      [](const Enum& definition) {
        Value::Map map = {
            {"name", to_text(definition.name)},
            {"values", Value::List(definition.values.begin(), definition.values.end())}};
        if (!definition.comment.empty()) put(map, "comment", definition.comment);
        return map;
      },
      [](const yaml::Node& node, PartContext& context) { return read_enum({}, node, context); });
}

TEST_CASE("round trip: what SQL a literal is, is that literal") {
  const std::vector<std::pair<std::string, Default>> rows = {
      {"'draft'", {Literal{Literal::Kind::text, "draft"}}},
      {"'it''s'", {Literal{Literal::Kind::text, "it's"}}},
      {"-1.5", {Literal{Literal::Kind::number, "-1.5"}}},
      {"TRUE", {Literal{Literal::Kind::boolean, "true"}}},
      {"NULL", {Literal{Literal::Kind::null, {}}}},
      {"now ( )", {NeutralFunction::now}},
      {"CURRENT_DATE", {NeutralFunction::current_date}},
      {"'a' || 'b'", {Expression{"'a' || 'b'"}}},
      {"", {Expression{""}}},
      {"E'a\\nb'", {Expression{"E'a\\nb'"}}}};
  for (const auto& [sql, wanted] : rows) {
    INFO(sql);
    CHECK(lift_sql(sql, "postgresql") == wanted);
  }
}
