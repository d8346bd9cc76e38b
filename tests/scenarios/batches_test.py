"""Steps over many rows in batches: each is committed and recorded; what fails in the middle goes on where it was."""

from harness import SOURCE, expect, run, same

EXAMPLE = SOURCE / "examples/batches"


def scenario(project):
    project.settings()
    for file in sorted((EXAMPLE / "migrations/versions").iterdir()):
        project.copy(file, f"migrations/versions/{file.name}")
    if project.database.kind == "sqlite":
        in_a_file(project)
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
    expect("WHERE id > (SELECT min(\"id\") - 1 FROM \"posts\") AND id <= (SELECT max" in script, f"offline it is one statement: {script}")
    from_a_file(project)


def in_a_file(project):
    """The SQL of the batches is in a file, which must say which rows as well."""
    folder = project.folder / "migrations/versions"
    path = next(path for path in folder.glob("*.yaml") if "revision: b1a1c0de0002" in path.read_text())
    sql = "UPDATE posts SET words = length(body) WHERE id > :after AND id <= :upto"
    path.write_text(path.read_text().replace(f"run: {sql}", "run: { file: sql/words.sql }"))
    project.write("migrations/versions/sql/words.sql", "UPDATE posts SET words = 1;\n")
    project.dbtool("upgrade", code=2)
    expect("DBT635" in project.last_error and "words.sql" in project.last_error, f"a file without bounds: {project.last_error}")
    project.write("migrations/versions/sql/words.sql", sql + ";\n")


def from_a_file(project):
    """SQL in a file beside the script: it counts as the script does, and cannot be anywhere else."""
    project.write("migrations/versions/sql/mark.sql", "-- marks\nUPDATE posts SET body = 'it''s';\nUPDATE posts SET words = 4;\n")
    script = "revision: b1a1c0de0003\nrevises: b1a1c0de0002\n\nupgrade:\n  - sql: { file: FILE }\n\ndowngrade:\n" \
             "  - sql: { sqlite: UPDATE posts SET words = 5, postgresql: UPDATE posts SET words = 6 }\n"
    project.dbtool("upgrade")
    for name, message in (("../../dbtool.yaml", "not in the folder"), ("/etc/passwd", "not in the folder"), ("sql/none.sql", "none.sql")):
        project.write("migrations/versions/b1a1c0de0003.yaml", script.replace("FILE", name))
        project.dbtool("upgrade", code=2)
        expect("DBT109" in project.last_error and message in project.last_error, f"{name}: {project.last_error}")
    project.write("migrations/versions/b1a1c0de0003.yaml", script.replace("FILE", "sql/mark.sql"))
    project.dbtool("upgrade")
    same([(body, int(words)) for body, words in project.database.rows("SELECT DISTINCT body, words FROM posts")], [("it's", 4)], "the file ran")
    log = str(project.database.rows("SELECT upgrade FROM dbtool_log WHERE revision = 'b1a1c0de0003'"))
    expect("x-files" in log and "UPDATE posts SET words = 4" in log, f"the log keeps it: {log}")
    project.write("models/posts.yaml", "dbtool: 1\ntables: { posts: { columns: { id: bigint primary key, body: text, words: integer not null default 0 } } }\n")
    project.dbtool("check")
    project.write("migrations/versions/sql/mark.sql", "UPDATE posts SET words = 8;\n")
    expect("means something else" in project.dbtool("check", code=1), "a change of the file is a change of the script")
    project.write("migrations/versions/sql/mark.sql", "-- marks\nUPDATE posts SET body = 'it''s';\nUPDATE posts SET words = 4;\n")
    project.dbtool("downgrade", "-1")
    same([int(row[0]) for row in project.database.rows("SELECT DISTINCT words FROM posts")], [5 if project.database.kind == "sqlite" else 6],
         "each database has its own text")


if __name__ == "__main__":
    run(scenario)
