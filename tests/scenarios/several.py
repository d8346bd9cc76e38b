"""Projects with several databases, each told to the program by a variable of its own."""

import os
import subprocess
import sys

from harness import SOURCE, Project, Sqlite


class Several:
    """The databases of a project by name; `main` is MAIN_URL in dbtool.yaml."""

    def __init__(self, kinds):
        self.kinds = kinds
        self.url = ""

    def __call__(self, folder):
        self.databases = {}
        for name, kind in self.kinds.items():
            database = kind(folder)
            if kind is Sqlite:
                database.file = folder / f"{name}.db"
                database.url = f"sqlite:///{database.file}"
            self.databases[name] = database
        return self

    def drop(self):
        for database in self.databases.values():
            database.drop()


class ProjectOfSeveral(Project):
    def __getitem__(self, name):
        return self.database.databases[name]

    def environment(self, variables=None):
        urls = {f"{name.upper()}_URL": database.url for name, database in self.database.databases.items()}
        return super().environment({**urls, **(variables or {})})

    def judge(self, *options):
        """The canonical text of each schema under the name of its database."""
        text = ""
        for name, database in self.database.databases.items():
            text += f"{name}\n" + subprocess.run(
                [sys.executable, str(SOURCE / "tests/tools/snapshot.py"), *database.judge_arguments(),
                 "--ignore-table", "alembic_version", "--ignore-table", "dbtool_log", *options],
                text=True, capture_output=True, check=True).stdout
        return text
