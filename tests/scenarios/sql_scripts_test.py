"""The same job with SQL scripts: `script_format: sql`."""

from harness import SOURCE, expect, run, same


def scenario(project):
    blog = SOURCE / "examples/blog"
    project.write("dbtool.yaml", "dbtool: 1\nurl: \"${DATABASE_URL}\"\nmodels: models\nmigrations: migrations\nscript_format: sql\n")
    project.copy(blog / "models/blog.yaml", "models/blog.yaml")
    project.dbtool("migrate", "-m", "create")
    expect(project.revisions()[0].suffix == ".sql", "the script is not SQL")
    project.dbtool("upgrade")
    first = project.judge("--ignore-column-order")
    project.database.script("INSERT INTO users (email, name, bio) VALUES ('ada@example.com', 'Ada', '');")
    project.copy(blog / "next/blog.yaml", "models/blog.yaml")
    project.dbtool("migrate", "-m", "grow")
    project.dbtool("upgrade")
    expect("No changes" in project.dbtool("migrate", "-m", "again") + project.last_error, "a second migrate found something")
    second = project.judge("--ignore-column-order")
    project.dbtool("downgrade")
    same(project.judge("--ignore-column-order"), first, "schema after the downgrade")
    project.dbtool("upgrade")
    same(project.judge("--ignore-column-order"), second, "schema after upgrading again")
    expect(len(project.database.rows("SELECT id FROM users")) == 1, "a row was lost")


run(scenario)
