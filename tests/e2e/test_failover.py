"""A standby that lacks the last commits takes over."""

import contextlib
import http.client
import os
import signal
import time
import unittest

import roster
import test_http
from postgres import Postgres


class Failover(roster.RosterTest):
    def setUp(self):
        super().setUp()
        self.primary = Postgres()
        self.addCleanup(self.primary.remove)
        self.primary.database("roster")
        self.standby = Postgres(standby_of=self.primary)
        self.addCleanup(self.standby.remove)
        both = f"postgresql:///roster?user=roster&host={self.primary.home},{self.standby.home}"
        self.configure(roster.SYNCHRONIZE, store=both)

    def wait_for_the_standby(self):
        end = self.primary.sql("SELECT pg_current_wal_lsn()").strip()
        self.wait_for(lambda: self.standby.sql(f"SELECT pg_last_wal_replay_lsn() >= '{end}'") == "t\n", "the standby")

    def load(self, name, count):
        self.put(name, roster.people(count))
        self.wait_for_file(name + ".handled")

    def test_what_it_lacks_is_told_after_a_restart_too_and_nothing_is_loaded_before_somebody_says_go_on(self):
        self.start()
        self.load("one.xml", 3)
        self.wait_for(lambda: self.ctl("status").out.startswith("idle"), "the job's end")
        self.wait_for_the_standby()
        self.standby.order("stop fast")
        self.load("two.xml", 5)
        self.primary.order("stop immediate")
        self.standby.order("start")
        self.standby.order("promote")
        self.put("three.xml", roster.people(6))
        self.assertEqual(self.daemon.wait(roster.PATIENCE), 5)
        self.assertIn("the server lacks commits that it had confirmed", self.log())
        for _ in range(2):
            self.start()
            self.wait_for(lambda: "it lacks job 2 synchronize SIS two.xml (completed successfully). Nothing is loaded"
                          in self.ctl("status").out, "the lost job to be told")
            self.assertIn("three.xml", self.names())
            self.assertEqual(self.users(), ["s0", "s1", "s2"])
            self.assertEqual(self.ctl("sync", self.drop / "two.xml.handled").code, 4)
            self.assertEqual(self.stop(), 0)
        self.start()
        self.assertEqual(self.ctl("go-on").code, 0)
        self.wait_for_file("three.xml.handled")
        self.assertEqual([(job["job"], job["file"], job["status"]) for job in self.jobs()],
                         [(1, "one.xml", "completed_successfully"), (2, "two.xml", "dropped"),
                          (3, "three.xml", "completed_successfully")])

    def test_what_it_lacks_ends_the_daemon_when_a_client_of_the_api_meets_it(self):
        socket = str(self.home / "http.sock")
        self.config.write_text(self.config.read_text() + f'http: {{listen: "unix:{socket}"}}\n')
        self.start()
        key = self.ctl("--json", "key", "add", "desk", "--write").json["key"]
        self.load("one.xml", 3)
        self.wait_for(lambda: self.ctl("status").out.startswith("idle"), "the job's end")
        self.wait_for_the_standby()
        self.standby.order("stop fast")
        self.assertEqual(self.ctl("set", "s1", "job_description", "Librarian").code, 0)
        self.primary.order("stop immediate")
        self.standby.order("start")
        self.standby.order("promote")
        connection = test_http.OverUnixSocket(socket)
        self.addCleanup(connection.close)
        connection.request("DELETE", "/almaws/v1/users/s2", headers={"Authorization": "apikey " + key})
        with contextlib.suppress(http.client.HTTPException, OSError):  # the daemon may end first
            self.assertEqual(connection.getresponse().status, 503)
        self.assertEqual(self.daemon.wait(roster.PATIENCE), 5)
        self.assertIn("the server lacks commits that it had confirmed", self.log())

    def test_a_server_that_is_down_is_waited_for(self):
        self.primary.order("stop fast")
        self.start(wait=False)
        self.wait_for_log("waiting for the store: postgresql:///roster?")
        self.primary.order("start")
        self.load("one.xml", 3)
        self.assertEqual(self.users(), ["s0", "s1", "s2"])

    def test_a_server_that_falls_silent_does_not_hold_up_the_end(self):
        self.start()
        for pid in self.primary.sql("SELECT pid FROM pg_stat_activity WHERE usename = 'roster'").split():
            os.kill(int(pid), signal.SIGSTOP)
            self.addCleanup(os.kill, int(pid), signal.SIGCONT)
        begun = time.monotonic()
        self.assertEqual(self.stop(), 0)
        self.assertLess(time.monotonic() - begun, 10)


if __name__ == "__main__":
    unittest.main()
