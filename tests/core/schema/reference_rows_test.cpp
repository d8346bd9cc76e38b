#include "core/schema/reference_rows.h"

#include "core/support/text.h"
#include "tests/core/schema/reading.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <unistd.h>

namespace dbtool {
namespace {

namespace fs = std::filesystem;

std::string model_of(const std::string& rows) {
  return "dbtool: 1\ntables:\n  roles:\n    columns:\n      id: bigint primary key\n"
         "      name: varchar(40) not null unique\n      rank: integer\n      on: boolean\n"
         "      code: text\n    rows:\n" +
         rows;
}

std::string problem_of(const std::string& rows) {
  const auto problems = test::problems_of(model_of(rows), "sqlite");
  return problems.empty() ? "none" : problems.front().code + " " + problems.front().message;
}

/// A folder with a model that names a file of rows.
class ModelFolder {
 public:
  ModelFolder() { fs::create_directories(path_); }
  ~ModelFolder() { fs::remove_all(path_); }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(path_ / name) << text;
  }
  Model load(const std::string& file) const {
    return load_model(
        {{(path_ / "m.yaml").string(), model_of("      key: [name]\n      file: " + file + "\n")}},
        "sqlite");
  }
  std::string code_of(const std::string& file) const {
    try {
      load(file);
    } catch (const UsageError& error) {
      return error.problems().front().code;
    }
    return "none";
  }

 private:
  fs::path path_ = fs::temp_directory_path() / ("dbtool-rows-" + std::to_string(getpid()));
};

TEST_CASE("a row's values are what their columns' types make of them") {
  const Model model = test::load(model_of(
      "      key: [name]\n      mode: mirror\n"
      "      values: [{ name: 7, rank: '2', on: 1, code: 010 }, { name: b, rank: null }]\n"));
  const ReferenceRows& rows = model.rows.at({"", "roles"});
  CHECK(rows.mode == RowsMode::mirror);
  CHECK(find_value(rows.rows[0], "name")->literal == Literal{Literal::Kind::text, "7"});
  CHECK(find_value(rows.rows[0], "rank")->literal == Literal{Literal::Kind::number, "2"});
  CHECK(find_value(rows.rows[0], "on")->literal == Literal{Literal::Kind::boolean, "true"});
  CHECK(find_value(rows.rows[0], "code")->literal == Literal{Literal::Kind::text, "010"});
  CHECK(find_value(rows.rows[1], "rank")->literal == Literal{Literal::Kind::null, {}});
  CHECK(key_text(rows.rows[1], rows.key) == "name: b");
}

TEST_CASE("rows that cannot be told apart or held are problems") {
  struct Case {
    std::string rows;
    std::string problem;
  };
  const std::vector<Case> cases = {
      {"      key: [rank]\n      values: []\n",
       "DBT155 the key of rows of table roles is (rank), which is no primary key, unique "
       "constraint "
       "or unique index"},
      {"      key: [nam]\n      values: []\n",
       "DBT137 rows of table roles name column \"nam\", which table roles does not have"},
      {"      key: [name]\n      values: [{ rank: 1 }]\n",
       "DBT156 a row of rows of table roles has no \"name\""},
      {"      key: [name]\n      values: [{ name: a }, { name: a }]\n",
       "DBT156 rows of table roles have (name: a) twice"},
      {"      key: [name]\n      values: [{ name: a, rank: much }]\n",
       "DBT156 column \"rank\" is of type integer and cannot hold \"much\""},
      {"      key: [name]\n      mode: copy\n      values: []\n",
       "DBT144 unknown mode \"copy\" of rows of table roles"},
      {"      key: [name]\n      values: [{ name: [a] }]\n",
       "DBT119 \"name\" in a row of rows of table roles must be one value"},
  };
  for (const Case& given : cases) CHECK(problem_of(given.rows) == given.problem);
}

/// Prices of a table whose currency, region and country are foreign keys.
std::string prices_of(const std::string& rows) {
  return "dbtool: 1\ntables:\n"
         "  currencies: { columns: { id: bigint primary key, code: char(3) not null unique } }\n"
         "  cities:\n    columns: { id: bigint primary key, name: text,"
         " currency: { type: bigint, references: currencies.id } }\n"
         "  zones: { columns: { a: integer, b: integer }, primary_key: [a, b] }\n"
         "  prices:\n    columns:\n      code: varchar(9) primary key\n"
         "      currency_id: { type: bigint, references: currencies.id }\n"
         "      city: { type: bigint, references: cities.id }\n"
         "      a: integer\n      b: integer\n      note: text\n"
         "    foreign_keys: { z: { columns: [a, b], references: { table: zones, columns: [a, b] } "
         "} }\n"
         "    rows: { key: [code], values: [" +
         rows + "] }\n";
}

TEST_CASE("a value that is a map names a row of the table that the column's foreign key leads to") {
  const Model model = test::load(prices_of(
      "{ code: x, city: { name: 7, currency: { code: EUR } }, currency_id: { id: '1' } }"));
  const DataRow& row = model.rows.at({"", "prices"}).rows.at(0);
  CHECK(to_text(*find_value(row, "city")) == "{name: 7, currency: {code: EUR}}");
  CHECK(find_value(row, "city")->parent[0].second.literal == Literal{Literal::Kind::text, "7"});
  CHECK(find_value(row, "currency_id")->parent[0].second.literal ==
        Literal{Literal::Kind::number, "1"});
  CHECK(key_text(row, {"currency_id", "code"}) == "currency_id: {id: 1}, code: x");
}

TEST_CASE("a map that cannot name a row of another table is a problem") {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"note: { a: 1 }",
       "DBT156 column \"note\" has no foreign key, and cannot name a row of another table"},
      {"a: { a: 1 }",
       "DBT156 column \"a\" is part of a foreign key of several columns, and cannot name a row of "
       "another table"},
      {"currency_id: { cod: EUR }",
       "DBT137 rows of table prices name column \"cod\", which table currencies does not have"},
      {"currency_id: { id: EUR }",
       "DBT156 column \"id\" is of type bigint and cannot hold \"EUR\""},
      {"currency_id: { code: null }",
       "DBT119 \"code\" in \"currency_id\" in a row of rows of table prices must be a value: null "
       "names no row"},
      {"currency_id: {}",
       "DBT119 \"currency_id\" in a row of rows of table prices must be a value, or a map that "
       "names "
       "a row of another table"},
  };
  for (const auto& [value, problem] : cases) {
    const auto problems = test::problems_of(prices_of("{ code: x, " + value + " }"), "sqlite");
    REQUIRE(!problems.empty());
    CHECK(problems.front().code + " " + problems.front().message == problem);
  }
}

TEST_CASE("rows come from CSV and YAML files beside the model") {
  const ModelFolder folder;
  folder.write("a.csv", "\xEF\xBB\xBFname,rank,code\r\n\"a, \"\"b\"\"\nc\",1,\"\"\r\n\r\nd,,x\n");
  const Model model = folder.load("a.csv");
  const auto& rows = model.rows.at({"", "roles"}).rows;
  REQUIRE(rows.size() == 2);
  CHECK(find_value(rows[0], "name")->literal.text == "a, \"b\"\nc");
  CHECK(find_value(rows[0], "code")->literal == Literal{Literal::Kind::text, ""});
  CHECK(find_value(rows[1], "rank")->is_null());
  folder.write("b.rows.yaml", "- { name: a }\n- { name: b }\n");
  CHECK(folder.load("b.rows.yaml").rows.at({"", "roles"}).rows.size() == 2);
}

TEST_CASE("files of rows that are not in the folder or not whole are refused") {
  const ModelFolder folder;
  folder.write("short.csv", "name,rank\na\n");
  folder.write("open.csv", "name\n\"a\n");
  folder.write("after.csv", "name\n\"a\"b\n");
  CHECK(folder.code_of("short.csv") == "DBT154");
  CHECK(folder.code_of("open.csv") == "DBT154");
  CHECK(folder.code_of("after.csv") == "DBT154");
  CHECK(folder.code_of("none.csv") == "DBT109");
  CHECK(folder.code_of("../a.csv") == "DBT109");
  CHECK(folder.code_of("/etc/passwd") == "DBT109");
}

}  // namespace
}  // namespace dbtool
