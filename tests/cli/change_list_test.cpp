#include "cli/change_list.h"

#include "core/support/json.h"
#include "tests/support/catch.h"

using namespace dbtool;
using namespace dbtool::cli;

TEST_CASE("change list: tables with what changes in them") {
  std::vector<Change> changes = {
      {.action = "add", .object = "enum", .name = "post_status", .detail = "(draft, done)"},
      {.action = "add", .object = "table", .name = "tags", .detail = "2 columns"},
      {.action = "add", .object = "column", .name = "status", .table = "posts", .detail = "text"},
      {.action = "add", .object = "index", .name = "tags_idx", .table = "tags", .detail = "(id)"},
      {.action = "remove", .object = "index", .name = "old", .table = "posts"}};
  CHECK(changes_text(changes, {}) ==
        "  + enum   post_status  (draft, done)\n"
        "  + table  tags         2 columns\n"
        "      + index  tags_idx  (id)\n"
        "  ~ table  posts\n"
        "      + column  status  text\n"
        "      - index   old\n");
}

TEST_CASE("change list: one line, for check") {
  Change change{.action = "change",
                .object = "column",
                .name = "email",
                .table = "users",
                .detail = "varchar(255) → varchar(320)"};
  CHECK(change_line(change, {.unicode = true}) ==
        "~ column users.email  varchar(255) → varchar(320)");
  CHECK(change_line(change, {}) == "~ column users.email  varchar(255) -> varchar(320)");
  CHECK(change_line({.action = "add", .object = "view", .name = "v"}, {}) == "+ view v");
}

TEST_CASE("change list: JSON has the place in the model") {
  CHECK(json::write(changes_value({{.action = "add",
                                    .object = "column",
                                    .name = "a",
                                    .table = "t",
                                    .detail = "text",
                                    .where = {.file = "m.yaml", .line = 3, .column = 5}}}),
                    -1) ==
        R"([{"action":"add","object":"column","name":"a","table":"t","detail":"text",)"
        R"("file":"m.yaml","line":3,"column":5}])");
}
