"""A university in PostgreSQL: the databases `run` and `loaded` of a private cluster instead of files."""
import contextlib
import os
import shutil
import sys

from result_table import Goal
from university import CONFIG, University

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))
from postgres import Postgres

SUFFIX = ", PostgreSQL"
PURGE = "purge: {jobs: [{name: everybody, guard: {share: 100%}}]}\n"


@contextlib.contextmanager
def server(wanted):
    """A server that brings to its disk what it confirms; None when none is wanted."""
    if not wanted:
        yield None
        return
    cluster = Postgres("fsync=on", "shared_buffers=256MB", "max_wal_size=4GB")
    try:
        yield cluster
    finally:
        cluster.remove()


def goals(results, *names_and_limits):
    return [Goal(name + SUFFIX, results.ratio(name + SUFFIX, name), limit, "× " + name)
            for name, limit in names_and_limits]


class UniversityInPostgres(University):
    """With the feeds of another one, in a database of a server."""

    def __init__(self, school, server):
        super().__init__(school.path("postgresql"), school.users, school.rosterctl)
        self.night0, self.night1 = school.night0, school.night1
        self.server = server
        os.makedirs(self.directory)
        with open(self.path("roster.yaml"), "w", encoding="utf-8") as config:
            config.write(CONFIG.format(store=server.url("run")) + PURGE)

    def purge(self):
        return [self.rosterctl, "--json", "--config", self.path("roster.yaml"), "purge", "everybody"]

    def make_database(self, name, words=""):
        self.server.sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        self.server.sql(f"CREATE DATABASE {name} OWNER roster {words}")
        self.server.sql("CHECKPOINT")

    def empty(self, feed):
        self.make_database("run")
        super().empty(feed)

    def keep_loaded(self):
        if not os.path.exists(self.path("loaded")):
            self.server.sql("ANALYZE", "run")
            self.make_database("loaded", "TEMPLATE run")
            shutil.copytree(self.path("run"), self.path("loaded"))

    def put_back(self, feed=None):
        shutil.rmtree(self.path("run"))
        shutil.copytree(self.path("loaded"), self.path("run"))
        self.make_database("run", "TEMPLATE loaded")
        self.settle(*([feed] if feed else []))
