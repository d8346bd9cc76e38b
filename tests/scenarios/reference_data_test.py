"""Reference data: rows: of a model from the first revision to the last and back; drift, rows that were there, rows that changed since."""

import json
import subprocess

from harness import PROGRAM, SOURCE, expect, run, same

EXAMPLE = SOURCE / "examples/reference_data"
RATES = "SELECT country, kind, CAST(percent AS REAL) FROM rates ORDER BY 1, 2"
ROLES = "SELECT name, title, rank FROM roles ORDER BY name"


def texts(rows):
    return [" ".join(str(value) for value in row) for row in rows]


def start(project):
    for file in ("models/shop.yaml", "models/countries.csv"):
        project.copy(EXAMPLE / file, file)
    project.settings()
    project.dbtool("migrate", "-m", "create the shop")
    project.dbtool("upgrade")
    same(texts(project.database.rows("SELECT code, name FROM countries ORDER BY code")),
         ['CH Switzerland, "Helvetia"', "DE Germany", "FR France"], "rows of the CSV file")
    same(texts(project.database.rows(ROLES)), ["editor Editor 2", "viewer It's a \"viewer\" 1"], "rows of the model")
    same(texts(project.database.rows(RATES)), ["DE normal 19.0" if project.database.kind == "sqlite" else "DE normal 19",
                                               "DE reduced 7.0" if project.database.kind == "sqlite" else "DE reduced 7",
                                               "FR normal 20.0" if project.database.kind == "sqlite" else "FR normal 20"], "rates")
    expect("No changes" in project.dbtool("migrate"), "nothing is left to do")
    project.dbtool("check")


def scenario(project):
    start(project)


if __name__ == "__main__":
    run(scenario)
