"""A private PostgreSQL cluster for a test: tests/support/postgres_cluster makes, runs and removes it."""

import pathlib
import subprocess

from roster import SOURCE

BIN = "/usr/lib/postgresql/15/bin"


class Postgres:
    """A cluster; a test that cannot have it fails."""

    def __init__(self, *settings, standby_of=None):
        """`settings`: as "fsync=on", each the server's. The owner calls remove()."""
        words = (["--standby-of", str(standby_of.home)] if standby_of else []) + list(settings)
        self.server = subprocess.Popen(
            [SOURCE / "tests/support/postgres_cluster", *words], text=True, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
        home = self.server.stdout.readline().strip()
        if not home:
            raise AssertionError(f"no PostgreSQL cluster: {self.server.stderr.read()}")
        self.home = pathlib.Path(home)

    def remove(self):
        """Its input's end is the sign to stop."""
        self.server.communicate()

    def order(self, line):
        self.server.stdin.write(line + "\n")
        self.server.stdin.flush()
        answer = self.server.stdout.readline().strip()
        if answer != "done":
            raise AssertionError(answer)

    def url(self, database, user="roster"):
        return f"postgresql:///{database}?host={self.home}&user={user}"

    def database(self, name):
        """The URL of a new, empty database."""
        self.sql(f"CREATE DATABASE {name} OWNER roster")
        return self.url(name)

    def sql(self, text, database="postgres", user="postgres"):
        """Runs a script; returns rows as lines, with | between columns."""
        done = subprocess.run([f"{BIN}/psql", "-qAtX", "-h", str(self.home), "-U", user, "-d", database,
                               "-v", "ON_ERROR_STOP=1"], input=text, capture_output=True, text=True)
        if done.returncode:
            raise AssertionError(done.stderr)
        return done.stdout

    @property
    def stub(self):
        """A psql that ignores which database it is asked for."""
        return f"""PGHOST={self.home} PGUSER=postgres; export PGHOST PGUSER
for word; do shift; case $word in service=*) ;; -d) skip=1 ;; *) [ -z "$skip" ] && set -- "$@" "$word"; skip= ;; esac; done
exec /usr/bin/psql -d postgres "$@\""""
