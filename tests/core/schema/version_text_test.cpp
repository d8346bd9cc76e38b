// Version columns in models and scripts.
#include "core/schema/version_text.h"

#include "core/operations/operation_file.h"
#include "tests/core/schema/reading.h"

#include <string>
#include <vector>

using namespace dbtool;

namespace {

Column usual(VersionMode mode) {
  Column column{.name = "v"};
  make_version(column, mode);
  return column;
}

/// The column v as it is read, or what is wrong with it.
Column read_column_v(const std::string& text) {
  Model model = test::load(test::columns("      v: " + text + "\n      w: text\n"));
  return model.schema.tables.begin()->columns.front();
}

}  // namespace

TEST_CASE("versions: every way to say one is read to the same column") {
  struct Row {
    std::string text = {};
    VersionMode mode = VersionMode::strict;
  };
  const std::vector<Row> rows = {
      {"version"},
      {"version not null"},
      {"{ type: version }"},
      {"{ type: Version, mode: strict }"},
      {"{ type: version, mode: bump }", VersionMode::bump},
      {"{ type: { postgresql: version, sqlite: integer } }"},
      {"{ type: bigint, nullable: false, default: 1, version: bump }", VersionMode::bump}};
  for (const Row& row : rows) {
    INFO(row.text);
    CHECK(read_column_v(row.text) == usual(row.mode));
  }
}

TEST_CASE("versions: an enum of that name is written as one") {
  Type type = {Named{{"", "version"}}};
  CHECK(write_type(type) == Value(Value::Map{{"enum", "version"}}));
}

TEST_CASE("versions: what is written is short where it can be, and exact where not") {
  Column column = usual(VersionMode::bump);
  CHECK(write_column(column, false) == Value::Map{{"type", "version"}, {"mode", "bump"}});
  column.type = {Integer{32}};
  column.default_value.reset();
  CHECK(write_column(column, false) ==
        Value::Map{{"type", "integer"}, {"nullable", false}, {"version", "bump"}});
}

TEST_CASE("versions: a change of one is written and read back") {
  AlterColumn alter{.table = {"", "t"}, .column = "v"};
  const std::optional<VersionMode> none;
  const std::vector<std::pair<ColumnChange, ColumnChange>> changes = {
      {{.version = VersionMode::bump}, {.version = VersionMode::strict}},
      {{.version = VersionMode::strict}, {.version = none}},
      {{.type = Type{Integer{64}}, .nullable = false, .version = VersionMode::strict},
       {.type = Type{Text{}}, .nullable = true, .version = none}}};
  for (const auto& [to, was] : changes) {
    alter.to = to;
    alter.was = was;
    Value written = write_operation({alter});
    INFO(yaml::write(written));
    std::vector<Problem> problems;
    PartContext context{.problems = problems};
    yaml::Node node = yaml::parse(yaml::write(written), "a.yaml", problems);
    CHECK(std::get<AlterColumn>(read_operation(node, context).what) == alter);
    CHECK(test::lines_of(problems).empty());
  }
}

TEST_CASE("versions: type version in a change stands for all that it says") {
  std::vector<Problem> problems;
  PartContext context{.problems = problems};
  yaml::Node node = yaml::parse("alter_column: { table: t, column: v, type: version, mode: bump }",
                                "a.yaml", problems);
  auto alter = std::get<AlterColumn>(read_operation(node, context).what);
  Column column{.name = "v"};
  apply(alter.to, column);
  CHECK(column == usual(VersionMode::bump));
}
