"""The daemon ends in the middle of its work, gently or not: each file is applied once, reported once
and ends as .handled, as if nothing had happened."""

import random
import shutil
import signal
import subprocess
import time
import unittest

import crash
import roster

PURGE = roster.SYNCHRONIZE + """\
obligations: none
purge: {jobs: [{name: leavers, guard: {share: 100%}}]}
"""


class Terminated(crash.CrashTest):
    USERS = 12000

    def test_a_load_that_is_cut_off_is_done_again_at_the_next_start(self):
        self.assertEqual(self.begun(self.stop), 0, self.log())
        self.assertEqual([j["status"] for j in self.jobs() if j["file"] == crash.PEOPLE], ["pending"])
        self.finish()

    def test_it_ends_soon_even_while_it_resumes(self):
        self.assertEqual(self.begun(self.stop), 0, self.log())
        for _ in range(2):
            self.start(wait=False)
            self.wait_for(lambda: self.is_loading() or self.is_handled(), "the load to begin")
            self.assertEqual(self.stop(signal.SIGINT), 0, self.log())
        self.finish()

    def test_it_answers_while_it_resumes(self):
        self.begun(self.kill)
        self.start()
        self.assertIn(self.ask("status")["state"], ("running", "idle"))
        self.wait_for_file(crash.PEOPLE + ".handled")
        self.assertEqual(self.outcome(), self.expected)


class Killed(crash.CrashTest):
    def test_killed_at_random_moments(self):
        for moment in self.moments(1, 7):
            self.die_at(moment)


class KilledAgain(crash.CrashTest):
    def test_killed_at_other_random_moments(self):
        for moment in self.moments(2, 7):
            self.die_at(moment)


class KilledTwice(crash.CrashTest):
    def test_killed_once_more_while_it_recovers(self):
        for first, second in zip(self.moments(3, 6), self.moments(4, 6)):
            self.die_at(first, second)


class Crashed(crash.CrashTest):
    USERS = 12000

    def crash(self):
        return self.stop(signal.SIGSEGV)

    def crash_again(self):
        for begun in self.reports.glob(".*.partial"):  # of the life before
            shutil.rmtree(begun)
        self.start(wait=False)
        self.wait_for(self.is_loading, "the load to begin")
        self.crash()

    def test_a_file_during_which_it_crashed_once_is_loaded_all_the_same(self):
        self.begun(self.crash)
        self.finish()

    def test_a_file_during_which_it_crashed_twice_has_failed_and_the_next_is_loaded(self):
        self.begun(self.crash)
        self.crash_again()
        self.put("next.xml", roster.feed(roster.user("next")))
        self.start()
        self.wait_for_file("next.xml.handled")
        self.assertIn(crash.PEOPLE + ".failed", self.names())
        job, = [job for job in self.jobs() if job["file"] == crash.PEOPLE]
        self.assertEqual((job["status"], job["message"]),
                         ("failed", "the process crashed twice while this job ran"))
        self.assertFalse(list(self.reports.glob(".*")))


class KilledPurge(roster.RosterTest):
    """The daemon dies while it purges; nobody is half removed, and the purge is reported once."""

    LEAVERS = 400

    def setUp(self):
        super().setUp()
        self.configure(PURGE)
        past = {"expiry_date": "2020-01-01Z", "purge_date": "2020-01-01Z"}
        people = [roster.user(f"leaver{n}", **past) for n in range(self.LEAVERS)]
        path = self.home / "people.xml"
        path.write_text(roster.feed(roster.user("stays"), *people))
        self.assertEqual(self.ctl("sync", path).code, 0)

    def purge_and_die(self, moment):
        self.start()
        asking = subprocess.Popen([roster.ROSTERCTL, "--config", str(self.config), "purge", "--all"],
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(moment)  # the moment of death, not a wait for anything
        self.kill()
        asking.wait()

    def test_killed_at_random_moments(self):
        chance = random.Random(5)
        for moment in [chance.uniform(0, 0.4) for _ in range(6)]:
            with self.subTest(moment=moment):
                self.purge_and_die(moment)
                self.start()
                purges = self.jobs("purge")
                self.assertLessEqual(len(purges), 1)
                for job in purges:
                    self.assertEqual((job["status"], job["counts"]["purged"]),
                                     ("completed_successfully", self.LEAVERS))
                    self.assertEqual(self.users(), ["stays"])
                    self.assertEqual(len(self.ask("job", job["job"])["users"]), self.LEAVERS)
                if not purges:
                    self.assertEqual(len(self.users()), self.LEAVERS + 1)
                self.doCleanups()
                self.setUp()


if __name__ == "__main__":
    unittest.main()
