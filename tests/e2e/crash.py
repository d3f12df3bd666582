"""A load that is disturbed, and what an undisturbed one makes of the same file."""

import json
import pathlib
import random
import shutil
import tempfile
import time

import roster

PEOPLE = "people.xml"


class CrashTest(roster.RosterTest):
    """Loads a second night over a first; what an undisturbed run makes of it is known."""

    USERS = 3000

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        undisturbed = cls("undisturbed")
        undisturbed.setUp()
        try:
            cls.template = pathlib.Path(tempfile.mkdtemp(prefix="roster-e2e-"))
            cls.addClassCleanup(shutil.rmtree, cls.template)
            undisturbed.make(cls.template)
            undisturbed.begin()
            started = time.monotonic()
            undisturbed.start()
            undisturbed.wait_for_file(PEOPLE + ".handled")
            cls.duration = time.monotonic() - started
            cls.expected = undisturbed.outcome()
        finally:
            undisturbed.doCleanups()

    def undisturbed(self):
        """Stands for no test: setUpClass needs a name."""

    def make(self, template):
        """A store that knows the first night, and the second night's file."""
        roster.sample(template / "first.xml", self.USERS)
        answer = self.ctl("sync", template / "first.xml")
        self.assertEqual(answer.code, 0, answer)
        self.store.move_into(template)
        self.reports.rename(template / "reports")
        roster.sample(template / PEOPLE, self.USERS, night=1)

    def begin(self):
        self.store.copy_from(self.template)
        shutil.copytree(self.template / "reports", self.reports)
        shutil.copy(self.template / PEOPLE, self.home)
        (self.home / PEOPLE).rename(self.drop / PEOPLE)

    def outcome(self):
        """What must be the same, however often the daemon ended: users, jobs, reports, files."""
        self.stop()
        load = [job for job in self.jobs() if job["file"] == PEOPLE]
        self.assertEqual(len(load), 1, load)
        number = load[0]["job"]
        report = self.reports / str(number)
        lines = [json.loads(line) for line in (report / "users.ndjson").read_text().splitlines()]
        self.assertEqual(json.loads((report / "report.json").read_text())["status"],
                         load[0]["status"])
        return {"users": self.ask("users")["users"], "lines": lines, "intact": self.store.integrity(),
                "status": load[0]["status"], "counts": load[0]["counts"],
                "reports": sorted(self.names(self.reports)), "files": self.names()}

    def is_loading(self):
        return list(self.reports.glob(".*.partial"))  # a report is being written

    def is_handled(self):
        return PEOPLE + ".handled" in self.names()

    def begun(self, end):
        """A daemon that was ended by `end()` in the middle of the load. Where the load was quicker, it
        is begun anew."""
        for _ in range(20):
            self.begin()
            self.start(wait=False)
            self.wait_for(lambda: self.is_loading() or self.is_handled(), "the load to begin")
            ended = end()
            if not self.is_handled() and "completed" not in self.log():
                return ended
            self.doCleanups()
            self.setUp()
        return self.fail("every load was quicker than its end")

    def finish(self):
        self.start()
        self.wait_for_file(PEOPLE + ".handled")
        self.assertEqual(self.outcome(), self.expected)

    def moments(self, seed, count):
        """When to die: within the time that an undisturbed run takes."""
        chance = random.Random(seed)
        return [chance.uniform(0, self.duration) for _ in range(count)]

    def die_at(self, *moments):
        """One daemon after the other is killed so long after its start; the last one lives."""
        with self.subTest(moments=moments):
            self.begin()
            for moment in moments:
                self.start(wait=False)
                time.sleep(moment)  # the moment of death, not a wait for anything
                self.kill()
            self.finish()
            self.doCleanups()
            self.setUp()
