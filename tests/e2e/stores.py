"""The store of a test: a SQLite file, or a database of a private PostgreSQL server when ROSTER_E2E_STORE is postgresql."""

import atexit
import itertools
import os
import shutil
import sqlite3

ENGINE = os.environ.get("ROSTER_E2E_STORE", "sqlite")


OF_USER = "(SELECT id FROM users WHERE primary_key = ?)"


class File:
    """A SQLite file in the test's directory."""

    def __init__(self, home):
        self.path = home / "users.db"
        self.url = f"sqlite:{self.path}"

    def move_into(self, directory):
        self.path.rename(directory / self.path.name)

    def copy_from(self, directory):
        shutil.copy2(directory / self.path.name, self.path)

    def empty(self):
        """There is none any more, nor the key of its ledger."""
        for ending in ("", ".key", ".lock"):
            self.path.with_name(self.path.name + ending).unlink()

    def damage(self, primary_id):
        """Somebody's document cannot be read any more."""
        with sqlite3.connect(self.path) as store:
            store.execute(f"UPDATE documents SET document = x'FFFF' WHERE user = {OF_USER}", (primary_id,))
        store.close()

    def integrity(self):
        """`ok` when every index fits its table, and nothing refers to a row that is gone."""
        with sqlite3.connect(self.path) as store:
            found = store.execute("PRAGMA integrity_check").fetchone()[0]
            orphans = store.execute("PRAGMA foreign_key_check").fetchall()
        store.close()
        return f"{found}, without what they refer to: {orphans}" if orphans else found

    def held_by(self, process):
        """How a message says that a process has it."""
        return f"{self.url} is in use by process {process}"


class Database:
    """A database of a server that the tests of this process share."""

    server = None
    numbers = itertools.count(1)

    def __init__(self, home):
        from postgres import Postgres
        if Database.server is None:
            Database.server = Postgres()
            atexit.register(Database.server.remove)
        self.home = home
        self.name = f"roster{next(self.numbers)}"
        self.url = self.server.database(self.name)

    def move_into(self, directory):
        kept = f"kept{next(self.numbers)}"
        self.server.sql(f"ALTER DATABASE {self.name} RENAME TO {kept}")
        (directory / "store").write_text(kept)

    def copy_from(self, directory):
        self.drop()
        self.server.sql(f"CREATE DATABASE {self.name} OWNER roster TEMPLATE {(directory / 'store').read_text()}")

    def empty(self):
        self.drop()
        self.server.database(self.name)

    def drop(self):
        self.server.sql(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")
        (self.home / "ledger.key").unlink(missing_ok=True)

    def damage(self, primary_id):
        of_user = OF_USER.replace("?", f"'{primary_id}'")
        self.server.sql(f"UPDATE documents SET document = '\\xFFFF' WHERE \"user\" = {of_user}", self.name)

    def integrity(self):
        """Every index leads to what the tables hold."""
        self.server.sql("CREATE EXTENSION IF NOT EXISTS amcheck;"
                        "SELECT bt_index_check(indexrelid, true) FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid"
                        " WHERE relnamespace = 'public'::regnamespace", self.name)
        return "ok"

    def held_by(self, process):
        return f"{self.url} is in use by process {process} on "


def new_store(home):
    return {"sqlite": File, "postgresql": Database}[ENGINE](home)
