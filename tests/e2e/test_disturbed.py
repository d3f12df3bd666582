"""Commands that are killed at the n-th system call, or whose n-th one fails: what they ask for is done once, wholly,
and reported once. tests/e2e/disturb_everywhere takes every call."""

import unittest

import disturbed
import roster
from nights import GONE, crowd, person

CONFIGURATION = """\
profiles:
  - code: SIS
    synchronize: {active: true}
    guard: {newly_due: 100%, updated: 100%}
obligations: none
purge: {delete_policy: fully_remove, jobs: [{name: leavers, guard: {share: 100%}}]}
"""


def two_nights(test):
    test.configure(CONFIGURATION, workers=1)
    feeds = {"first.xml": crowd(0, 20, **GONE),
             "second.xml": crowd(5, 25, first_name="New", **GONE) + person("bad", job_description="A & B")}
    for name, records in feeds.items():
        (test.home / name).write_text(roster.feed(records))
    test.assertEqual(test.ctl("sync", test.home / "first.xml").code, 0)


class DisturbedLoad(disturbed.DisturbedTest):
    COMMAND = ("run", "SIS", "synchronize")

    def make(self):
        two_nights(self)
        (self.home / "second.xml").rename(self.drop / "second.xml")

    def test_the_dropped_file_cannot_be_looked_at(self):
        """Whether it still is the one that was loaded is asked again later; it gets its ending."""
        first, last = self.calls["openat2"]
        for n in range(first, last + 1):
            self.disturb("openat2", n, "error=EIO", may_fail=True)


class DisturbedPurge(disturbed.DisturbedTest):
    COMMAND = ("purge", "leavers")

    def make(self):
        two_nights(self)
        self.assertEqual(self.ctl("keep", "p7", "--reason", "emeritus").code, 0)


class DisturbedUndo(disturbed.DisturbedTest):
    COMMAND = ("undo", "2")

    def make(self):
        two_nights(self)
        self.assertEqual(self.ctl("sync", self.home / "second.xml").code, 1)


class DisturbedDeletion(disturbed.DisturbedTest):
    COMMAND = ("delete", "p7", "--force")

    def make(self):
        two_nights(self)


if __name__ == "__main__":
    unittest.main()
