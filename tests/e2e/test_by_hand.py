"""What is asked of the daemon by hand: loads that take their time, who waits for them, who gives up."""

import os
import pwd
import shutil
import signal
import subprocess
import time
import unittest

import control
import roster


class Waiting(control.ControlTest):
    """What waits behind a job that takes its time."""

    def setUp(self):
        super().setUp()
        self.big = self.home / "big.xml"
        roster.sample(self.big, 30000)
        self.load = subprocess.Popen([roster.ROSTERCTL, "--config", str(self.config), "sync",
                                      str(self.big)], stdout=subprocess.PIPE, text=True)
        self.addCleanup(self.load.communicate)
        self.wait_for(lambda: list(self.reports.glob(".*")), "the load to begin")

    def test_who_gives_up_waiting_has_asked_for_nothing(self):
        people = self.home / "people.xml"
        people.write_text(roster.people(1))
        waiting = subprocess.Popen([roster.ROSTERCTL, "--config", str(self.config), "sync",
                                    str(people)])
        self.wait_for_log("rosterctl sync, asked by", times=2)
        waiting.kill()
        waiting.wait()
        self.wait_for_log("given up before it began")
        self.load.kill()
        self.wait_for(lambda: self.jobs(), "the first load's end")
        self.assertEqual([job["file"] for job in self.jobs()], ["big.xml"])

    def test_the_daemon_ends_at_once_and_says_so_to_who_waits(self):
        waiting = subprocess.Popen([roster.ROSTERCTL, "--config", str(self.config), "undo", "1"],
                                   stderr=subprocess.PIPE, text=True)
        self.wait_for_log("rosterctl undo, asked by")
        before = time.monotonic()
        self.assertEqual(self.stop(), 0)
        self.assertLess(time.monotonic() - before, 10)
        self.assertEqual(waiting.communicate()[1],
                         "rosterctl: rosterd is shutting down; nothing was done\n")
        self.assertEqual(waiting.returncode, 5)


class LoadsByHand(control.ControlTest):
    def big(self, count=3000):
        path = self.home / "big.xml"
        roster.sample(path, count)
        return path

    def test_who_hangs_up_in_mid_load_has_changed_nothing(self):
        asking = subprocess.Popen([roster.ROSTERCTL, "--config", str(self.config), "sync",
                                   str(self.big())], stdout=subprocess.DEVNULL)
        self.wait_for(lambda: list(self.reports.glob(".*")), "the load to begin")
        asking.kill()
        asking.wait()
        self.wait_for(lambda: self.jobs()[-1]["status"] not in ("pending", "running"), "an end")
        self.assertEqual(self.jobs()[-1]["status"], "failed")
        self.assertIn("nothing was applied", self.jobs()[-1]["message"])
        self.assertEqual(self.users(), [])

    def test_control_c_takes_a_load_back_and_says_what_became_of_it(self):
        asking = subprocess.Popen([roster.ROSTERCTL, "--config", str(self.config), "sync",
                                   str(self.big(30000))], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.wait_for(lambda: list(self.reports.glob(".*")), "the load to begin")
        asking.send_signal(signal.SIGINT)
        out, err = asking.communicate()
        self.assertEqual(err, "\nrosterctl: stopping: a load is taken back, a purge or an undo that began goes on to "
                              "its end; again: do not wait for it\n")
        self.assertIn("job 1: synchronize SIS big.xml: failed\n"
                      "  cancelled; nothing was applied\n", out)
        self.assertEqual(asking.returncode, 3)
        self.assertEqual(self.users(), [])

    def test_a_daemon_that_ends_in_mid_load_takes_it_back(self):
        asking = subprocess.Popen([roster.ROSTERCTL, "--config", str(self.config), "sync",
                                   str(self.big())], stdout=subprocess.PIPE, text=True)
        self.wait_for(lambda: list(self.reports.glob(".*")), "the load to begin")
        self.assertEqual(self.stop(), 0)
        self.assertIn("nothing was applied", asking.communicate()[0])
        self.assertEqual(asking.returncode, 3)
        self.assertEqual(self.users(), [])

    @unittest.skipIf(not roster.ROOT or not shutil.which("setpriv"), "only root has rights to give away")
    def test_a_file_is_read_with_the_rights_of_who_names_it(self):
        """The daemon, another user, may not read the file; who asks may."""
        self.stop()
        self.start_as_nobody()
        path = self.home / "mine.xml"
        path.write_text(roster.people(1))
        path.chmod(0o600)
        answer = self.ctl("sync", path)
        self.assertEqual(answer.code, 0, answer)
        self.assertEqual(self.users(), ["s0"])

    def test_who_asked_for_what_and_what_became_of_it_is_in_the_log(self):
        path = self.home / "people.xml"
        path.write_text(roster.people(1))
        self.ctl("sync", path)
        self.wait_for_log("job 1 synchronize SIS people.xml: completed successfully")
        name = pwd.getpwuid(os.geteuid()).pw_name
        self.assertIn(f"rosterctl sync, asked by {name} (uid {os.geteuid()}, pid ", self.log())
        self.assertEqual([job["by"] for job in self.jobs()], [name])

    def test_what_arrives_by_itself_was_asked_for_by_nobody(self):
        self.put("people.xml", roster.people(1))
        self.wait_for_file("people.xml.handled")
        self.assertEqual([job["by"] for job in self.jobs()], ["-"])


if __name__ == "__main__":
    unittest.main()
