"""University: the feeds of an invented university of some size, and the stores they go into.

    DIRECTORY/night0.xml   the first feed
    DIRECTORY/night1.xml   a night later: 1 % changed, 0.1 % left, 0.2 % new
    DIRECTORY/night0.zip  as night0.xml, zipped; night1.zip likewise
    DIRECTORY/loaded/      the store as it is after the first load
    DIRECTORY/run/         the store that is worked on
"""
import json
import os
import shutil

import measuring

SEED = "5"
# Both nights of a university come within a day, which the guard would hold.
CONFIG = """\
store: {store}
inbox: run/inbox
spool: run/spool
reports: run/reports
control: run/control.sock
obligations: none
profiles:
  - code: default
    import: {{active: false}}
    synchronize: {{active: true, input: sync, xsd: auto}}
    guard: {{newly_due: 100%}}
"""


class University:
    """In a SQLite file."""

    def __init__(self, directory, users, rosterctl):
        self.directory = directory
        self.users = users
        self.rosterctl = rosterctl
        self.night0 = self.path("night0.xml")
        self.night1 = self.path("night1.xml")
        self.night0_zip = self.path("night0.zip")
        self.night1_zip = self.path("night1.zip")
        self.loaded = self.path("loaded", "users.db")
        self.store = self.path("run", "users.db")
        self.output = self.path("last")  # .out and .err of the program that ran last

    def path(self, *names):
        return os.path.join(self.directory, *names)

    def make_feeds(self, *feeds):
        os.makedirs(self.directory)
        with open(self.path("roster.yaml"), "w", encoding="utf-8") as config:
            config.write(CONFIG.format(store="sqlite:run/users.db"))
        for feed in feeds:
            night = "1" if feed in (self.night1, self.night1_zip) else "0"
            measuring.measure([self.rosterctl, "sample", "--users", str(self.users), "--seed", SEED,
                               "--night", night, "-o", feed], self.output)

    def sync(self, feed, *more):
        return [self.rosterctl, "--json", "--config", self.path("roster.yaml"), "sync", *more, feed]

    def purge(self):
        return [self.rosterctl, "--json", "--store", f"sqlite:{self.store}", "purge", "--all", "--no-obligations"]

    # Before a run: none of this is measured. The disk is idle and the files are in the page cache.

    def empty(self, feed):
        shutil.rmtree(self.path("run"), ignore_errors=True)
        os.makedirs(self.path("run"))
        self.settle(feed)

    def keep_loaded(self):
        if not os.path.exists(self.loaded):
            shutil.copytree(self.path("run"), self.path("loaded"))

    def put_back(self, feed=None):
        shutil.rmtree(self.path("run"), ignore_errors=True)
        shutil.copytree(self.path("loaded"), self.path("run"))
        self.settle(*([feed] if feed else []), self.store)

    @staticmethod
    def settle(*files):
        os.sync()
        for file in files:
            measuring.warm(file)

    # After a run

    def counts(self):
        """Of the job that ran last. Raises Failed unless it did all it should."""
        report = json.loads(measuring.read(f"{self.output}.out"))
        well = ("completed_successfully", "completed_with_warnings")  # leavers are due at once
        if report["status"] not in well or report["counts"].get("rejected"):
            raise measuring.Failed(f"the job did not go well: {report}")
        return report["counts"]
