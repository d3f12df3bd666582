"""One command that is killed, or whose system calls fail, at the n-th call of each kind; and what an
undisturbed one makes of the same store.

The command is rosterctl on its own, without a daemon: the same code, and no time is lost in waiting. Counted
is from the moment on when it opens the store. ROSTER_LONG takes every call instead of some.
"""

import collections
import json
import math
import os
import pathlib
import random
import re
import shutil
import sqlite3
import subprocess
import tempfile
import time
import unittest

import roster

SOME = 30  # calls of a test that is not long
WRITING = ("pwrite64", "write", "copy_file_range", "ftruncate", "fsync", "fdatasync", "rename", "renameat", "unlink",
           "unlinkat", "mkdir", "fchmod", "fchown")
READING = ("openat", "openat2", "pread64", "read", "close", "getdents64")
ERRORS = {"pwrite64": ("ENOSPC", "EIO", "EINTR"), "write": ("ENOSPC", "EIO", "EINTR"),
          "copy_file_range": ("ENOSPC", "EIO", "EINTR"), "ftruncate": ("EIO",), "fsync": ("EIO",),
          "fdatasync": ("EIO",), "rename": ("EIO",), "renameat": ("EIO",), "unlink": ("EIO",), "unlinkat": ("EIO",),
          "mkdir": ("ENOSPC",), "openat": ("EIO", "EMFILE"), "openat2": ("EIO",), "pread64": ("EIO", "EINTR"),
          "read": ("EIO", "EINTR")}


@unittest.skipIf(not roster.can_trace(), "strace may not trace here")
class DisturbedTest(roster.RosterTest):
    """make() prepares the store for COMMAND, the words of rosterctl."""

    COMMAND = ()

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        undisturbed = cls("undisturbed")
        undisturbed.setUp()
        try:
            cls.template = pathlib.Path(tempfile.mkdtemp(prefix="roster-e2e-"))
            cls.addClassCleanup(shutil.rmtree, cls.template)
            undisturbed.make()
            undisturbed.wait_for(undisturbed.has_settled, "the dropped file to settle")
            cls.made = len(undisturbed.jobs())
            shutil.copytree(undisturbed.home, cls.template, dirs_exist_ok=True)
            cls.calls = undisturbed.count_calls()
            cls.expected = undisturbed.outcome()
        finally:
            undisturbed.doCleanups()

    def undisturbed(self):
        """Stands for no test: setUpClass needs a name."""

    def make(self):
        raise NotImplementedError

    def since(self):
        """The jobs that the template has not."""
        return self.jobs()[self.made:]

    def again(self):
        """What an administrator says next, when nothing was done."""
        if not [job for job in self.since() if job["applied"]]:
            answer = self.ctl(*self.COMMAND)
            self.assertIn(answer.code, (0, 1), answer)

    # What is disturbed ---------------------------------------------------------------------------

    def traced(self, *options):
        return subprocess.run(["strace", "-f", "-qq", *options, roster.ROSTERCTL, "--config", str(self.config),
                               *self.COMMAND], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False,
                              timeout=roster.PATIENCE, env={**os.environ, "ASAN_OPTIONS": "detect_leaks=0"}).returncode

    def count_calls(self):
        """Call → the first one that counts, and the last, of the thread that has most of them."""
        log = self.home / "trace"
        wanted = ",".join("?" + call for call in (*WRITING, *READING))
        self.assertIn(self.traced("-e", f"trace={wanted}", "-o", str(log)), (0, 1))
        threads = collections.defaultdict(collections.Counter)
        before = {}
        for line in log.read_text(errors="replace").splitlines():
            called = re.match(r"(\d+) +(\w+)\(", line)
            if not called:
                continue
            thread, call = called.groups()
            if "users.db" in line and not before:
                before = dict(threads[thread])
            threads[thread][call] += 1
        log.unlink()
        most = collections.Counter()
        for counted in threads.values():
            most |= counted
        return {call: (before.get(call, 0) + 1, last) for call, last in most.items()}

    def moments(self, seed, whats):
        """`whats`: what is done to a call of each kind. All of (call, n, what), or some of them."""
        every = [(call, n, what) for call, (first, last) in sorted(self.calls.items())
                 for what in whats.get(call, ()) for n in range(first, last + 1)]
        if os.environ.get("ROSTER_LONG"):
            return every
        return random.Random(seed).sample(every, min(SOME, len(every)))

    def test_killed(self):
        """The job is found again, and ended under its number."""
        kills = {call: ("signal=KILL",) for call in (*WRITING, *READING)}
        for moment in self.moments(1, kills):
            self.disturb(*moment)

    def test_a_call_fails(self):
        errors = {call: [f"error={error}" for error in errors] for call, errors in ERRORS.items()}
        for moment in self.moments(2, errors):
            self.disturb(*moment, may_fail=True)

    def disturb(self, call, n, what, may_fail=False):
        with self.subTest(call=call, n=n, what=what):
            shutil.rmtree(self.home)
            shutil.copytree(self.template, self.home)
            self.configure_again()
            self.wait_for(self.has_settled, "the dropped file to settle")
            self.traced("-e", f"trace={call}", "-e", f"inject={call}:{what}:when={n}", "-o", os.devnull)
            self.again()
            if not may_fail:
                self.assertEqual(len(self.since()), 1, self.since())
            self.assertEqual(self.outcome(), self.expected)

    def configure_again(self):
        """The template's configuration names another directory."""
        text = self.config.read_text()
        made_in = re.search(r"^inbox: (.*)/inbox$", text, re.MULTILINE).group(1)
        self.config.write_text(text.replace(made_in, str(self.home)))

    def has_settled(self):
        """A file is loaded in the second after the one in which it was written."""
        return all(time.time() > math.ceil(path.stat().st_ctime) for path in self.drop.iterdir())

    # What must be the same -----------------------------------------------------------------------

    def outcome(self):
        """People, the job that counts and its report, what lies in the directories; and nothing is half done."""
        jobs = self.since()
        applied = [job for job in jobs if job["applied"]]
        self.assertEqual(len(applied), 1, jobs)
        for job in jobs:
            report = self.reports / str(job["job"])
            self.assertEqual(json.loads((report / "report.json").read_text())["status"], job["status"])
            self.assertTrue(job["applied"] or job["status"] == "failed", job)
        lines = (self.reports / str(applied[0]["job"]) / "users.ndjson").read_text().splitlines()
        self.assertFalse(list(self.reports.glob(".*")), "reports that nobody published")
        with sqlite3.connect(self.home / "users.db") as store:
            intact = store.execute("PRAGMA integrity_check").fetchone()[0]
            open_rows = store.execute("SELECT count(*) FROM jobs WHERE open = 1").fetchone()[0]
        store.close()
        if list(self.home.glob("*.key")):
            self.assertEqual(self.ctl("erased", "--verify").code, 0)
        return {"users": self.ask("users")["users"], "lines": lines, "intact": intact, "open": open_rows,
                "status": applied[0]["status"], "counts": applied[0]["counts"],
                "dropped": self.names(), "spool": sorted(self.names(self.home / "spool"))
                if (self.home / "spool").exists() else []}
