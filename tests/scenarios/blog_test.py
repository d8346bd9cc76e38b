"""The blog: created, grown and taken back; every row stays; the judge sees the same schema each time it is reached."""

from harness import SOURCE, expect, run, same

ROWS = """
INSERT INTO users (email, name, bio) VALUES ('ada@example.com', 'Ada', ''), ('bob@example.com', 'Bob', '');
INSERT INTO posts (author_id, title, content, status) VALUES (1, 'Hello', 'First', 'published'), (2, 'Draft', NULL, 'draft');
INSERT INTO tags (name) VALUES ('news');
INSERT INTO post_tags (post_id, tag_id) VALUES (1, 1);
"""


def rows(project, body):
    return [project.database.rows(query) for query in (
        "SELECT id, email, name, bio FROM users ORDER BY id", f"SELECT id, author_id, title, {body}, status FROM posts ORDER BY id",
        "SELECT id, name FROM tags", "SELECT post_id, tag_id FROM post_tags", "SELECT id, title FROM published_posts")]


def scenario(project):
    blog = SOURCE / "examples/blog"
    project.dbtool("init")
    for starter in (project.folder / "models").glob("*.yaml"):
        starter.unlink()
    project.copy(blog / "models/blog.yaml", "models/blog.yaml")
    project.dbtool("migrate", "-m", "create the blog")
    project.dbtool("upgrade")
    project.database.script(ROWS)
    before, first = rows(project, "content"), project.judge("--ignore-column-order")

    project.copy(blog / "next/blog.yaml", "models/blog.yaml")
    project.dbtool("diff", "--exit-code", code=1)
    project.dbtool("migrate", "-m", "grow the blog")
    script = next((project.folder / "migrations/versions").glob("*grow_the_blog*")).read_text()
    expect("rename_column" in script and "drop_table" not in script, f"the rename was not understood:\n{script}")
    project.dbtool("upgrade")
    same(rows(project, "body"), before, "rows after the upgrade")
    second = project.judge("--ignore-column-order")
    expect("No changes" in project.dbtool("migrate", "-m", "again") + project.last_error, "a second migrate found something")
    project.dbtool("check")

    project.dbtool("downgrade")
    same(project.judge("--ignore-column-order"), first, "schema after the downgrade")
    same(rows(project, "content"), before, "rows after the downgrade")
    project.dbtool("check", code=1)
    project.dbtool("upgrade")
    same(project.judge("--ignore-column-order"), second, "schema after upgrading again")
    same(rows(project, "body"), before, "rows after upgrading again")

    project.database.script("DELETE FROM alembic_version")
    project.dbtool("stamp", "head")
    expect("(head)" in project.dbtool("current"), "stamp head did not record the head")
    same(project.judge("--ignore-column-order"), second, "schema after stamp")


run(scenario)
