"""Several daemons for one database, with an inbox, a spool and reports that all of them reach: one works, the others wait."""

import os
import signal
import subprocess
import unittest

import clock
import roster
import stores

USERS = 3000
WAITS = "waiting for the store: "
ENDS = "another process has become the writer"


class Peer:
    """Another rosterd with the same configuration, apart from its socket."""

    def __init__(self, test, name):
        self.test, self.log_file = test, test.home / f"{name}.log"
        self.config = test.home / f"{name}.yaml"
        self.config.write_text(test.settings(roster.SYNCHRONIZE, control=test.home / f"{name}.sock"))
        self.process = None
        test.addCleanup(self.end)

    def start(self, **environment):
        with open(self.log_file, "a") as log:
            self.process = subprocess.Popen([roster.ROSTERD, "--config", str(self.config)], stderr=log, stdout=log,
                                            env={**os.environ, **{k: str(v) for k, v in environment.items()}})

    def log(self):
        return self.log_file.read_text(errors="replace")

    def wait_for_log(self, text):
        self.test.wait_for(lambda: text in self.log(), f"{self.log_file.name} to say '{text}'\n{self.log()}")

    def end(self):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.test.assertNotIn(roster.CANARY, self.log())


class SeveralDaemons(clock.ClockTest):
    def setUp(self):
        super().setUp()
        self.store = stores.Database(self.home)
        self.configure(roster.SYNCHRONIZE)
        self.other = Peer(self, "other")

    def sql(self, text):
        return self.store.server.sql(text, self.store.name)

    def drop_many(self):
        roster.sample(self.home / "many.xml", USERS)
        self.put("many.xml", (self.home / "many.xml").read_bytes())

    def is_loading(self):
        return list(self.reports.glob(".*.partial"))

    def files(self):
        """Everything that both daemons can reach, apart from the spool's own memory."""
        return sorted((str(path), path.stat().st_size, path.stat().st_mtime_ns)
                      for directory in (self.drop, self.reports) for path in [directory, *directory.rglob("*")])

    def check_the_one_load(self):
        self.wait_for_file("many.xml.handled")
        self.wait_for(lambda: self.names() == ["many.xml.handled", "many.xml.report.csv"], "the file's ending")
        jobs = self.jobs()
        self.assertEqual([(job["file"], job["counts"]["created"]) for job in jobs], [("many.xml", USERS)])
        self.wait_for(lambda: sorted(os.listdir(self.reports)) == ["1"], "one report and no other")

    def test_both_want_the_same_file_and_one_loads_it(self):
        self.drop_many()
        self.start(wait=False)
        self.other.start()
        self.check_the_one_load()
        self.wait_for(lambda: (WAITS in self.log()) != (WAITS in self.other.log()), "one of them to wait")
        ours_waits = WAITS in self.log()
        leader = self.other.process if ours_waits else self.daemon
        leader.terminate()
        self.assertEqual(leader.wait(roster.PATIENCE), 0)
        self.put("next.xml", roster.people(2))
        self.wait_for_file("next.xml.handled")
        self.config = self.config if ours_waits else self.other.config
        self.assertEqual([job["file"] for job in self.jobs()], ["many.xml", "next.xml"])

    def test_one_that_is_killed_in_the_middle_of_a_load_is_followed_by_the_other(self):
        self.start()
        self.other.start()
        self.other.wait_for_log(WAITS)
        self.drop_many()
        self.wait_for(self.is_loading, "the load to begin")
        self.kill()
        self.config = self.other.config
        self.check_the_one_load()

    def test_one_that_was_stopped_past_its_lease_writes_and_renames_nothing(self):
        self.start()
        self.other.start()
        self.other.wait_for_log(WAITS)
        self.drop_many()
        self.wait_for(self.is_loading, "the load to begin")
        self.daemon.send_signal(signal.SIGSTOP)
        self.sql("UPDATE lease SET expires_at = now() - interval '1 second'")  # half a minute has passed
        ours, self.config = self.config, self.other.config
        self.check_the_one_load()
        before = self.files()
        self.daemon.send_signal(signal.SIGCONT)
        self.assertEqual(self.daemon.wait(roster.PATIENCE), 5, self.log())
        self.assertIn(ENDS, self.log())
        self.assertIn("rosterd exits to be restarted", self.log())
        self.assertEqual(self.files(), before)
        self.config = ours
        self.start(wait=False)
        self.wait_for_log(WAITS)
        self.config = self.other.config
        self.check_the_one_load()

    def test_the_lease_counts_by_the_servers_clock(self):
        hour = {"LD_PRELOAD": clock.LIBRARY, "FAKETIME_DONT_FAKE_MONOTONIC": 1, "NO_FAKE_STAT": 1,
                "ASAN_OPTIONS": "verify_asan_link_order=0"}
        self.start(FAKETIME="-1h", **hour)
        self.other.start(FAKETIME="+1h", **hour)
        self.other.wait_for_log(WAITS)
        self.drop_many()
        self.check_the_one_load()
        self.assertEqual(self.sql("SELECT expires_at - now() BETWEEN '1 s' AND '30 s' FROM lease"), "t\n")
        fence = int(self.sql("SELECT fence FROM lease"))
        self.kill()
        self.config = self.other.config
        self.put("next.xml", roster.people(2))
        self.wait_for_file("next.xml.handled")
        self.assertGreater(int(self.sql("SELECT fence FROM lease")), fence)


if __name__ == "__main__":
    unittest.main()
