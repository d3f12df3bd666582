"""How things stand: status, what monitoring asks, metrics, backups."""

import os
import unittest

import roster

QUIET = roster.SYNCHRONIZE + "obligations: none\n"


class Standing(roster.RosterTest):
    def setUp(self):
        super().setUp()
        self.configure(QUIET)
        self.start()

    def test_all_is_well(self):
        self.put("people.xml", roster.people(3))
        self.wait_for_file("people.xml.handled")
        answer = self.ctl("status", "--check")
        self.assertEqual((answer.code, answer.out), (0, "nothing needs attention\n"))
        status = self.ask("status")
        self.assertEqual(status["profiles"][0]["name"], "SIS")
        self.assertEqual(status["profiles"][0]["job"], 1)
        self.assertEqual(status["attention"], [])

    def test_a_file_that_is_left_alone_is_told_to_all(self):
        (self.home / "elsewhere.xml").write_text(roster.people(1))
        (self.drop / "link.xml").symlink_to(self.home / "elsewhere.xml")
        self.wait_for_file("link.xml.report.csv")
        self.assertIn("left_alone", self.report("link.xml"))
        answer = self.ctl("status", "--check")
        self.assertEqual(answer.code, 1)
        self.assertIn("synchronize SIS: link.xml is left alone: it is a symbolic link", answer.out)
        (self.drop / "link.xml").unlink()
        self.ctl("reload")
        self.wait_for(lambda: self.ctl("status", "--check").code == 0, "all to be well again")

    @unittest.skipIf(not roster.can_trace(), "strace may not trace here")
    def test_a_file_that_cannot_be_renamed_is_told(self):
        self.stop()
        self.configure(QUIET, rescan="1s")
        self.start(under=roster.failing("renameat2", "EPERM"))
        self.put("people.xml", roster.people(1))
        trouble = ("synchronize SIS: job 1 is complete, but something is left to do: cannot rename people.xml: "
                   "Operation not permitted; it is tried again")
        self.wait_for_log(trouble)
        self.wait_for(lambda: self.ctl("status", "--check").out == trouble + "\n", "it to be told")
        self.assertIn(trouble, self.ctl("status").out)
        self.stop()
        self.start()
        self.wait_for_file("people.xml.handled")
        self.wait_for(lambda: self.ctl("status", "--check").code == 0, "all to be well again")
        self.assertEqual(len(self.jobs()), 1)

    def test_a_last_job_that_failed_is_to_be_looked_at(self):
        self.put("people.xml", "<html></html>")
        self.wait_for_file("people.xml.failed")
        answer = self.ctl("status", "--check")
        self.assertEqual(answer.code, 1)
        self.assertRegex(answer.out, r"^failed \S+ \S+ \S+: job 1 synchronize SIS people\.xml: .+\n$")
        self.put("people.xml", roster.people(3))
        self.wait_for(lambda: self.ctl("status", "--check").code == 0, "the next one to be well")

    def test_the_metrics_come_with_what_the_daemon_knows(self):
        path = self.home / "roster.prom"
        self.assertEqual(self.ctl("metrics", "-o", path).code, 0)
        text = path.read_text()
        self.assertIn("roster_config_last_reload_successful 1\n", text)
        self.assertIn('roster_users{state="present"} 0\n', text)
        self.assertIn("\nroster_ledger_verified 1\n", text)
        self.assertIn('\nroster_log_messages_total{level="error"} 0\n', text)
        self.stop()
        self.assertIn("roster_users", self.ctl("metrics").out)

    def test_a_backup_is_made_while_the_daemon_works(self):
        self.put("people.xml", roster.people(3))
        self.wait_for_file("people.xml.handled")
        path = self.home / "backup.db"
        answer = self.ctl("backup", path)
        self.assertEqual(answer.code, 0, answer)
        self.assertIn("3 users", answer.out)
        self.assertEqual(os.stat(path).st_mode & 0o777, 0o600)
        answer = self.ctl("restore-backup", path)
        self.assertEqual((answer.code, answer.err),
                         (5, "rosterctl: rosterd is running; stop it, then restore-backup\n"))


if __name__ == "__main__":
    unittest.main()
