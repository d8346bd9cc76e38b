// The example of the manual, as each database sees it.
#include "tests/core/schema/reading.h"

using namespace dbtool;

namespace {

const std::string example = R"(
dbtool: 1
dialects: [postgresql, sqlite]
naming: postgres
x-stamps: &stamps
  created_at: timestamptz not null default now()
  updated_at: { type: timestamptz, nullable: false, default: now() }

enums:
  post_status: [draft, published, archived]

tables:
  users:
    comment: People who can sign in
    renamed_from: accounts
    columns:
      id:    { type: bigint, primary_key: true, identity: true }
      email: { type: varchar(320), nullable: false, collation: { sqlite: NOCASE } }
      name:  text not null
      bio:   text
      is_staff: boolean not null default false
      prefs: { type: json, postgresql: { type: jsonb }, default: { sql: "'{}'" } }
      <<: *stamps
    unique: { users_email_key: [email] }
    checks: { users_email_check: "email LIKE '%_@_%'" }

  posts:
    columns:
      id:        { type: bigint, primary_key: true, identity: always }
      author_id: { type: bigint, nullable: false, references: { column: users.id, on_delete: cascade } }
      slug:      { type: varchar(120), nullable: false, unique: true }
      title:     text not null
      body:      { type: text, nullable: false, renamed_from: content }
      status:    { type: post_status, nullable: false, default: draft, index: true }
      word_count: { type: integer, generated: { sql: "length(body) / 6", stored: true } }
      published_at: timestamptz
      <<: *stamps
    checks:
      posts_published_check: "status <> 'published' OR published_at IS NOT NULL"
    indexes:
      posts_author_recent: { columns: [author_id, { column: published_at, order: desc }], where: "status = 'published'" }
      posts_title_lower:   [{ sql: lower(title) }]
      posts_title_trgm:
        columns: [{ column: title, opclass: gin_trgm_ops }]
        method: gin
        only: [postgresql]

  tags:
    columns: { id: { type: integer, primary_key: true, identity: true }, name: varchar(40) not null unique }

  post_tags:
    columns:
      post_id: { type: bigint, nullable: false, references: { column: posts.id, on_delete: cascade } }
      tag_id:  { type: integer, nullable: false, references: { column: tags.id, on_delete: restrict } }
    primary_key: [post_id, tag_id]
    sqlite: { without_rowid: true }

views:
  published_posts:
    query: SELECT p.id, p.slug, p.title, u.name AS author FROM posts p JOIN users u ON u.id = p.author_id WHERE p.status = 'published'
)";

std::vector<std::string> names_of(const Table& table) {
  std::vector<std::string> names;
  for (const Column& column : table.columns) names.push_back(column.name);
  return names;
}

}  // namespace

TEST_CASE("model example: what is neutral is the same for both databases") {
  for (const char* dialect : {"postgresql", "sqlite"}) {
    CAPTURE(dialect);
    Model model = test::load(example, dialect);
    REQUIRE(model.schema.tables.size() == 4);
    CHECK(model.schema.enums.find({"", "post_status"})->values ==
          std::vector<std::string>{"draft", "published", "archived"});

    const Table& users = *model.schema.tables.find({"", "users"});
    CHECK(users.comment == "People who can sign in");
    CHECK(names_of(users) == std::vector<std::string>{"id", "email", "name", "bio", "is_staff",
                                                      "prefs", "created_at", "updated_at"});
    CHECK(users.columns[0] ==
          Column{.name = "id", .type = {Integer{64}}, .nullable = false, .identity = Identity{}});
    CHECK(users.columns[4].default_value == Default{Literal{Literal::Kind::boolean, "false"}});
    CHECK(users.columns[5].default_value == Default{Literal{Literal::Kind::text, "{}"}});
    CHECK(users.columns[6].default_value == Default{NeutralFunction::now});
    CHECK(users.columns[6] == [&] {
      Column created = users.columns[7];
      created.name = "created_at";
      return created;
    }());
    CHECK(users.primary_key == PrimaryKey{"users_pkey", {"id"}});
    CHECK(users.uniques == NamedList<Unique>{{"users_email_key", {"email"}}});
    CHECK(users.checks == NamedList<Check>{{"users_email_check", {"email LIKE '%_@_%'"}}});

    const Table& posts = *model.schema.tables.find({"", "posts"});
    CHECK(posts.columns[0].identity->always);
    CHECK(posts.columns[5].type == Type{Named{{"", "post_status"}}});
    CHECK(posts.columns[6].generated == Generated{{"length(body) / 6"}, true});
    CHECK(posts.uniques.contains("posts_slug_key"));
    const ForeignKey& author = *posts.foreign_keys.find("posts_author_id_fkey");
    CHECK(author.references == Name{"", "users"});
    CHECK(author.referenced_columns == std::vector<std::string>{"id"});
    CHECK(author.on_delete == ForeignKeyAction::cascade);
    CHECK(posts.indexes.contains("posts_status_idx"));
    const Index& recent = *posts.indexes.find("posts_author_recent");
    CHECK(recent.parts == std::vector<IndexPart>{{.column = "author_id"},
                                                 {.column = "published_at", .descending = true}});
    CHECK(recent.where == Expression{"status = 'published'"});
    CHECK(posts.indexes.find("posts_title_lower")->parts ==
          std::vector<IndexPart>{{.expression = {"lower(title)"}}});

    CHECK(model.schema.dependencies ==
          std::vector<Dependency>{{{"", "published_posts"}, {"", "posts"}, {}},
                                  {{"", "published_posts"}, {"", "users"}, {}}});
    CHECK(model.renames ==
          std::vector<Rename>{{Rename::Kind::table, {}, "accounts", "users"},
                              {Rename::Kind::column, {"", "posts"}, "content", "body"}});
    CHECK(model.names_by_convention ==
          std::set<std::string>{"post_tags/post_tags_pkey", "post_tags/post_tags_post_id_fkey",
                                "post_tags/post_tags_tag_id_fkey", "posts/posts_author_id_fkey",
                                "posts/posts_pkey", "posts/posts_slug_key",
                                "posts/posts_status_idx", "tags/tags_name_key", "tags/tags_pkey",
                                "users/users_pkey"});
  }
}

TEST_CASE("model example: overrides and only are resolved") {
  Model postgresql = test::load(example, "postgresql");
  Model sqlite = test::load(example, "sqlite");
  auto users = [](const Model& model) { return *model.schema.tables.find({"", "users"}); };
  auto posts = [](const Model& model) { return *model.schema.tables.find({"", "posts"}); };
  auto post_tags = [](const Model& model) { return *model.schema.tables.find({"", "post_tags"}); };

  CHECK(users(postgresql).columns[5].type == Type{Json{.binary = true}});
  CHECK(users(sqlite).columns[5].type == Type{Json{}});
  CHECK(users(postgresql).columns[1].collation.empty());
  CHECK(users(sqlite).columns[1].collation == "NOCASE");
  CHECK(posts(postgresql).indexes.find("posts_title_trgm")->method == "gin");
  CHECK(!posts(sqlite).indexes.contains("posts_title_trgm"));
  CHECK(post_tags(postgresql).options.empty());
  CHECK(post_tags(sqlite).options ==
        std::map<std::string, std::string>{{"sqlite.without_rowid", "true"}});
}

TEST_CASE("model example: everything has its place") {
  Model model = test::load(example);
  auto place = [&](const std::string& key) {
    REQUIRE(model.declared_at.contains(key));
    const Location& where = model.declared_at.at(key);
    return where.file + ":" + std::to_string(where.line) + ":" + std::to_string(where.column);
  };
  CHECK(place("table users") == "m.yaml:13:3");
  CHECK(place("users.email") == "m.yaml:18:7");
  CHECK(place("users/users_email_key") == "m.yaml:24:15");
  CHECK(place("users/users_pkey") == "m.yaml:17:7");
  CHECK(place("posts/posts_author_id_fkey") == "m.yaml:30:51");
  CHECK(place("posts/posts_status_idx") == "m.yaml:34:72");
  CHECK(place("view published_posts") == "m.yaml:59:3");
  CHECK(place("enum post_status") == "m.yaml:10:3");
}
