// Whatever an operation holds: in a file it is the same, and taken back nothing is left of it.
#include "core/operations/operation_file.h"
#include "tests/support/catch.h"
#include "tests/support/random_parts.h"
#include "tests/support/random_schema.h"
#include "tests/support/sample_operations.h"
#include "tests/support/schema_builder.h"

namespace dbtool {
namespace {

using test::Dice;

Operation in_a_file(const Operation& operation, std::vector<Problem>& problems) {
  std::string text = yaml::write(write_operation(operation));
  yaml::Node node = yaml::parse(text, "a.yaml", problems);
  PartContext context{.problems = problems};
  return read_operation(node, context);
}

std::vector<Operation> random_operations(unsigned seed) {
  Dice dice(seed);
  Table table = test::random_table(dice);
  Column column = test::random_column(dice, test::random_name(dice));
  Index index = test::random_index(dice);
  Index inspected = index;
  inspected.concurrently = false;
  View view = test::random_view(dice);
  View before = test::random_view(dice);
  before.name = view.name;
  Enum definition = test::random_enum(dice);
  const Name& name = table.name;
  std::vector<Operation> operations = {{CreateTable{table}},
                                       {DropTable{name, table}},
                                       {RenameTable{name, test::random_name(dice)}},
                                       {AddColumn{name, column}},
                                       {DropColumn{name, column.name, column}},
                                       {RenameColumn{name, column.name, test::random_name(dice)}},
                                       {CreateIndex{name, index}},
                                       {DropIndex{name, index.name, inspected, dice.one_in(2)}},
                                       {RenameIndex{name, index.name, test::random_name(dice)}},
                                       {CreateView{view}},
                                       {DropView{view.name, view}},
                                       {AlterView{view, before}},
                                       {CreateEnum{definition}},
                                       {DropEnum{definition.name, definition}},
                                       {AlterEnum{definition.name, definition.values, {"a"}}},
                                       {RenameEnum{definition.name, test::random_name(dice)}}};
  for (const Constraint& constraint :
       {Constraint{test::random_primary_key(dice)}, Constraint{test::random_unique(dice)},
        Constraint{test::random_foreign_key(dice)}, Constraint{test::random_check(dice)}}) {
    operations.push_back({CreateConstraint{name, constraint}});
    operations.push_back({DropConstraint{name, constraint}});
  }
  return operations;
}

TEST_CASE("round trip: every operation is the same in a file") {
  for (unsigned seed = 0; seed < 500; ++seed)
    for (const Operation& operation : random_operations(seed)) {
      std::vector<Problem> problems;
      Operation found = in_a_file(operation, problems);
      INFO("seed " << seed << "\n" << yaml::write(write_operation(operation)));
      for (const Problem& problem : problems) UNSCOPED_INFO(problem.code << " " << problem.message);
      REQUIRE(problems.empty());
      REQUIRE(found == operation);
    }
}

TEST_CASE("round trip: an operation taken back leaves what was there, and back again") {
  for (const auto& sample : test::sample_operations()) {
    INFO(sample.name);
    const Schema before = test::sample_schema();
    Schema after = test::after({sample.operation}, before);
    std::vector<Operation> back = reverse(sample.operation, before);
    CHECK(test::unordered(test::after(back, after)) == test::unordered(before));
    if (back.size() != 1) continue;
    std::vector<Operation> again = reverse(back.front(), after);
    CHECK(test::unordered(test::after(again, before)) == test::unordered(after));
  }
}

TEST_CASE("round trip: the reverse of a table's end is the whole table") {
  for (unsigned seed = 0; seed < 300; ++seed) {
    Dice dice(seed);
    Schema schema;
    Table random = test::random_table(dice);
    Table table{.name = random.name, .columns = random.columns, .options = random.options};
    schema.tables.add(table);
    INFO("seed " << seed);
    REQUIRE(test::after(reverse({DropTable{table.name, {}}}, schema), {}) == schema);
    const Column column = table.columns.front();
    Operation drop{DropColumn{table.name, column.name, {}}};
    std::vector<Operation> back = reverse(drop, schema);
    REQUIRE(back.size() >= 1);
    REQUIRE(std::get<AddColumn>(back.front().what).column == column);
  }
}

}  // namespace
}  // namespace dbtool
