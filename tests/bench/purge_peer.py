"""Purge peer: the rows that a purge removed, removed once more by SQLite's own shell.

The store before the purge and the store after it are compared table by table, whatever the schema
is; what vanished, came and changed is kept in a side database. Two scripts for the shell follow:

    delete.sql   removes the rows that vanished. Roster's goal is measured by this one, although
                 a purge does more.
    all.sql      also writes the rows that came or changed: what stays of each person, the ledger's
                 entries, the digests, the job. So it leaves the same rows in every table.

Both are given their rows ready made and in key order: they need not find out who is due, ask what
anybody owes, read a record, hash an id or write a report, all of which is in the purge's time. Both
use the settings that the store uses (users/store/sqlite/store.cpp), overwrite what they delete as it
does, commit in one transaction and write the log back. Foreign keys are on, unlike there: what refers
to a user goes with it, as it does for anyone who deletes by hand.

The shell is `sqlite3` (apt install sqlite3); without it, Python's sqlite3 module runs the scripts.
"""
import os
import shutil
import sqlite3
import sys

import measuring

SETTINGS = """
PRAGMA locking_mode = EXCLUSIVE;
PRAGMA synchronous = FULL;
PRAGMA secure_delete = ON;
PRAGMA foreign_keys = ON;
PRAGMA cache_size = -65536;
PRAGMA journal_mode = WAL;
"""
PYTHON = ("import sqlite3, sys; sqlite3.connect(sys.argv[1], isolation_level=None)"
          ".executescript(open(sys.argv[2]).read())")


def shell_name():
    return "sqlite3 shell" if shutil.which("sqlite3") else "Python's sqlite3, for want of the shell"


def command(store, script):
    if shutil.which("sqlite3"):
        return ["sqlite3", "-batch", "-bail", store, f".read {script}"]
    return [sys.executable, "-c", PYTHON, store, script]


def tables(database, schema="main"):
    """Tables, those first that others refer to and delete from: (name, key columns, columns)."""
    found = []
    for (name,) in database.execute(f"SELECT name FROM {schema}.sqlite_schema WHERE type = 'table'"
                                    " AND name NOT LIKE 'sqlite_%'").fetchall():
        info = database.execute(f"PRAGMA {schema}.table_info({name})").fetchall()
        keys = [row[1] for row in sorted(info, key=lambda row: row[5]) if row[5]] or ["rowid"]
        found.append((name, keys, [row[1] for row in info]))
    return found


def cascades(database, table):
    return any(row[6] == "CASCADE" for row in database.execute(f"PRAGMA foreign_key_list({table})"))


def same(keys, left, right):
    return " AND ".join(f"{left}.{key} = {right}.{key}" for key in keys)


def compare(database, name, keys, columns):
    """Fills the side database's tables gone_, new_ and changed_NAME. Answers how many rows each."""
    listed = ", ".join(dict.fromkeys([*keys, *columns]))
    key_list = ", ".join(keys)
    differ = " OR ".join(f"a.{column} IS NOT b.{column}" for column in columns)
    absent = "NOT EXISTS (SELECT 1 FROM {0}.{1} o WHERE {2})"
    not_after = absent.format("after", name, same(keys, "o", "b"))
    not_before = absent.format("main", name, same(keys, "o", "a"))
    database.execute(f"CREATE TABLE side.gone_{name} AS SELECT {key_list} FROM main.{name} b"
                     f" WHERE {not_after} ORDER BY {key_list}")
    database.execute(f"CREATE TABLE side.new_{name} AS SELECT {listed} FROM after.{name} a"
                     f" WHERE {not_before} ORDER BY {key_list}")
    database.execute(f"CREATE TABLE side.changed_{name} AS SELECT"
                     f" {', '.join('a.' + column for column in listed.split(', '))}"
                     f" FROM after.{name} a, main.{name} b WHERE {same(keys, 'a', 'b')}"
                     f" AND ({differ})")
    return [database.execute(f"SELECT count(*) FROM side.{kind}_{name}").fetchone()[0]
            for kind in ("gone", "new", "changed")]


def statements(database):
    """Compares all tables; answers the statements that delete, and those that write."""
    deletes, writes = [], []
    for name, keys, columns in tables(database):
        gone, new, changed = compare(database, name, keys, columns)
        key_list, listed = ", ".join(keys), ", ".join(columns)
        if gone and not cascades(database, name):
            deletes.append(f"DELETE FROM {name} WHERE ({key_list}) IN"
                           f" (SELECT {key_list} FROM side.gone_{name});")
        if new:
            writes.append(f"INSERT INTO {name} ({listed}) SELECT {listed} FROM side.new_{name};")
        if changed:
            sets = ", ".join(f"{column} = n.{column}" for column in columns if column not in keys)
            writes.append(f"UPDATE {name} SET {sets} FROM side.changed_{name} n"
                          f" WHERE {same(keys, name, 'n')};")
    return deletes, writes


def script(side, lines):
    return "\n".join([SETTINGS, f"ATTACH '{side}' AS side;", "BEGIN IMMEDIATE;", *lines, "COMMIT;",
                      "PRAGMA wal_checkpoint(TRUNCATE);", ""])


class PurgePeer:
    """Scripts in `directory` that take the store `before` to what `after` is."""

    def __init__(self, directory, before, after):
        side = os.path.join(directory, "purged.db")
        self.delete_script = os.path.join(directory, "delete.sql")
        self.all_script = os.path.join(directory, "all.sql")
        database = sqlite3.connect(before)
        database.execute("ATTACH ? AS after", (after,))
        database.execute("ATTACH ? AS side", (side,))
        deletes, writes = statements(database)
        self.rows = {name: database.execute(f"SELECT count(*) FROM after.{name}").fetchone()[0]
                     for name, _, _ in tables(database, "after")}
        database.commit()
        database.close()
        for path, lines in ((self.delete_script, deletes), (self.all_script, deletes + writes)):
            with open(path, "w", encoding="utf-8") as file:
                file.write(script(side, lines))

    def check(self, store):
        """Raises Failed unless the store has as many rows in each table as the purge left."""
        database = sqlite3.connect(store)
        rows = {name: database.execute(f"SELECT count(*) FROM {name}").fetchone()[0]
                for name, _, _ in tables(database)}
        database.close()
        if rows != self.rows:
            raise measuring.Failed(f"the shell left {rows}, the purge {self.rows}")
