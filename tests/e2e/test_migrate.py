"""A whole store goes from a SQLite file into PostgreSQL and back."""

import subprocess
import unittest

import roster
from postgres import Postgres

USERS = 2000
ANYTHING = "guard: {rejected: 100%, updated: 100%, created: 100%, shrink: 100%, absent: 100%, newly_due: 100%, cleared: 100%}"
LEAVERS = f"""\
profiles: [{{code: SIS, synchronize: {{active: true, schedule: on_arrival}}, max_age: none, {ANYTHING}}}]
obligations: none
purge: {{jobs: [{{name: leavers, guard: {{share: 100%}}}}]}}
"""


class Migration(roster.RosterTest):
    """A store with two nights, a staff edit, a purge, a lock, a key."""

    def setUp(self):
        super().setUp()
        self.server = Postgres()
        self.addCleanup(self.server.remove)
        self.url = self.server.database("roster")
        self.configure(LEAVERS)
        roster.sample(self.home / "one.xml", USERS)
        roster.sample(self.home / "two.xml", USERS, night=1)
        for words in (("sync", self.home / "one.xml"), ("sync", self.home / "two.xml"),
                      ("purge", "leavers"), ("key", "add", "reader")):
            answer = self.ctl(*words)
            self.assertIn(answer.code, (0, 1), answer)
        someone = self.users()[0]
        for words in (("set", someone, "job_description", "Librarian"), ("lock", someone, "--holder", "anna", "--for", "8h")):
            self.assertEqual(self.ctl(*words).code, 0)

    def migrate(self, source, target):
        answer = self.ctl("--json", "migrate", source, target)
        self.assertEqual(answer.code, 0, answer)
        return answer.json

    def dump(self, url):
        """What users of the store see of it."""
        self.configure(LEAVERS, store=url)
        users = self.ask("users")["users"]
        return {"users": users, "jobs": self.jobs(), "keys": self.ctl("key", "list").out,
                "history": [self.ctl("user", one["primary_id"], "--history").out for one in users[:50]],
                "ledger": self.ctl("erased", "--verify").out}

    def test_there_and_back_gives_equal_dumps(self):
        before = self.dump(self.store.url)
        there = self.migrate(self.store.url, self.url)
        self.assertEqual(self.dump(self.url), before)
        back = self.migrate(self.url, f"sqlite:{self.home}/back.db")
        self.assertEqual((back["digest"], back["tables"]), (there["digest"], there["tables"]))
        self.assertEqual(self.dump(f"sqlite:{self.home}/back.db"), before)

    def test_the_daemon_goes_on_where_the_file_ended(self):
        self.migrate(self.store.url, self.url)
        self.configure(LEAVERS, store=self.url)
        last = self.jobs()[-1]["job"]
        self.start()
        roster.sample(self.home / "three.xml", USERS, night=2)
        self.put("three.xml", (self.home / "three.xml").read_bytes())
        self.wait_for_file("three.xml.handled")
        load = self.jobs()[-1]
        self.assertEqual((load["job"], load["file"]), (last + 1, "three.xml"))
        self.assertGreater(load["counts"]["unchanged"], USERS / 2)

    def begin_and_kill(self):
        copying = subprocess.Popen([roster.ROSTERCTL, "--config", str(self.config), "migrate", self.store.url, self.url],
                                   stdout=subprocess.DEVNULL)

        def has_begun():
            tables = self.server.sql("SELECT count(*) FROM pg_tables WHERE tablename = 'settings'", "roster")
            return tables == "1\n" and self.server.sql(
                "SELECT count(*) FROM settings WHERE name = 'unfinished_copy'", "roster") == "1\n"

        self.wait_for(has_begun, "the copy to begin")
        copying.kill()
        copying.wait()

    def test_a_copy_that_was_killed_is_begun_again_and_of_no_use_before(self):
        self.begin_and_kill()
        self.configure(LEAVERS, store=self.url)
        self.assertEqual(self.start(wait=False).wait(roster.PATIENCE), 5)
        self.assertIn("is an unfinished copy of sqlite:", self.log())
        answer = self.ctl("users")
        self.assertEqual(answer.code, 5)
        self.assertIn(f"is an unfinished copy of {self.store.url}; `rosterctl migrate` from there begins it again", answer.err)
        self.migrate(self.store.url, self.url)
        self.assertEqual(len(self.dump(self.url)["users"]), len(self.dump(self.store.url)["users"]))

    def test_nothing_is_copied_while_a_daemon_has_one_of_the_stores(self):
        other = self.home / "other.yaml"
        other.write_text(self.settings(LEAVERS, control=self.home / "other.sock"))
        words = [roster.ROSTERCTL, "--config", str(other), "migrate", self.store.url, self.url]
        for store in (self.store.url, self.url):
            self.configure(LEAVERS, store=store)
            self.start()
            said = subprocess.run(words, capture_output=True, text=True, check=False)
            self.assertEqual(said.returncode, 5, said)
            self.assertIn(f"is in use by process {self.daemon.pid}", said.stderr)
            self.assertEqual(self.stop(), 0)


if __name__ == "__main__":
    unittest.main()
