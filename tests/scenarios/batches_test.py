"""Steps over many rows in batches: each is committed and recorded; what fails in the middle goes on where it was."""

from harness import SOURCE, expect, run, same

EXAMPLE = SOURCE / "examples/batches"


def scenario(project):
    project.settings()
    for file in sorted((EXAMPLE / "migrations/versions").iterdir()):
        project.copy(file, f"migrations/versions/{file.name}")
    project.dbtool("upgrade", "+1")
    if project.database.kind == "sqlite":
        numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)"
    else:
        numbers = "WITH n AS (SELECT generate_series(1, 1000) AS i)"
    project.database.script("INSERT INTO posts (id, body) " + numbers + " SELECT i, CASE WHEN i = 555 THEN NULL ELSE 'one two' END FROM n")
    project.dbtool("upgrade", code=5)
    expect("rows of posts up to id 500 are done and recorded" in project.last_error, f"how far it came: {project.last_error}")
    same([int(row[0]) for row in project.database.rows("SELECT count(*) FROM posts WHERE words = 7")], [500], "batches before it are committed")
    project.database.script("UPDATE posts SET words = 1 WHERE id <= 500; UPDATE posts SET body = 'three' WHERE id = 555")
    project.dbtool("upgrade")
    same([(int(words), int(count)) for words, count in project.database.rows("SELECT words, count(*) FROM posts GROUP BY words ORDER BY words")],
         [(1, 500), (5, 1), (7, 499)], "it went on behind the last batch")
    project.dbtool("downgrade", "-1")
    script = project.dbtool("upgrade", "--sql", "base:head")
    expect("max(\"id\")" in script and ":after" not in script, f"offline it is one statement: {script}")


if __name__ == "__main__":
    run(scenario)
