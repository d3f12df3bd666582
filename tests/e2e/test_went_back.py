"""A store that is older than its reports: a backup was put back, or a server without the last commits took over."""

import unittest

import roster
import test_http

PURGE = """\
profiles:
  - code: SIS
    synchronize: {active: true, schedule: on_arrival, xsd: auto}
    max_age: none
    guard: {newly_due: 100%}
obligations: none
purge: {jobs: [{name: leavers, guard: {share: 100%}}]}
"""
LEFT = {"expiry_date": "2020-01-01Z", "purge_date": "2020-06-01Z"}
GO_ON = ". Nothing is loaded, purged or changed until somebody says `rosterctl go-on`"


class WentBack(roster.RosterTest):
    """A night is loaded; the store is kept; a second night is loaded and its leaver purged; the kept store comes back."""

    def setUp(self):
        super().setUp()
        self.socket = str(self.home / "http.sock")
        self.configure(PURGE, http=f'{{listen: "unix:{self.socket}"}}')
        self.load("one.xml", roster.people(3))
        (self.home / "kept").mkdir()
        self.key = self.ctl("--json", "key", "add", "desk", "--write").json["key"]
        self.keep()
        self.load("two.xml", roster.people(4)[:-9] + roster.user("left", **LEFT) + "</users>\n")
        self.assertEqual(self.ctl("purge", "leavers").code, 0)
        self.last = self.jobs()[-1]["job"]
        self.bring_back()

    def load(self, name, text):
        (self.home / name).write_text(text)
        answer = self.ctl("sync", self.home / name)
        self.assertIn(answer.code, (0, 1), answer)

    def keep(self):
        self.store.move_into(self.home / "kept")
        self.store.copy_from(self.home / "kept")

    def bring_back(self):
        self.store.copy_from(self.home / "kept")

    def why(self):
        return (f"the store is older than the reports in {self.reports}; it lacks job 2 synchronize SIS two.xml "
                f"(completed with warnings), job 3 purge leavers (completed successfully){GO_ON}")

    def test_nothing_is_written_until_somebody_says_go_on(self):
        for words in (("sync", self.home / "two.xml"), ("purge", "leavers"), ("set", "s1", "last_name", "Else"),
                      ("delete", "s1", "--yes"), ("undo", 1), ("run", "SIS", "synchronize")):
            answer = self.ctl(*words)
            self.assertEqual((answer.code, answer.err), (4, f"rosterctl: {self.why()}\n"), words)
        self.assertEqual(self.users(), ["s0", "s1", "s2"], "queries are answered")
        preview = self.ctl("go-on", "--dry-run")
        self.assertEqual((preview.code, preview.out), (4, (
            f"{self.why()}\n  lost: job 2 synchronize SIS two.xml (completed with warnings)\n"
            "  lost: job 3 purge leavers (completed successfully)\n")))
        answer = self.ctl("go-on")
        self.assertEqual(answer.code, 0, answer)
        self.assertIn("says that Roster goes on with the store as it is\n  lost: job 2 ", answer.out)
        self.assertEqual(self.ctl("go-on").out, "nothing is held back: the store is as new as its reports\n")

    def test_the_lost_jobs_are_dropped_and_say_who_decided(self):
        self.assertEqual(self.ctl("go-on").code, 0)
        one, two, three = self.jobs()
        self.assertEqual((one["status"], two["status"], three["status"]), ("completed_successfully", "dropped", "dropped"))
        self.assertEqual(two["message"], "lost: it had ended (completed with warnings), but the store was replaced by one "
                                         "from before that")
        self.assertEqual((two["file"], two["applied"], bool(two["decided_by"])), ("two.xml", False, True))
        self.assertIn("left", self.ctl("job", 3).out, "what the lost purge did is still told")
        self.load("two.xml", roster.people(4))
        self.assertEqual(self.jobs()[-1]["job"], self.last + 1, "no number is given twice")

    def test_the_daemon_holds_loads_purges_and_changes_over_http(self):
        self.start()
        self.put("three.xml", roster.people(5))
        self.wait_for(lambda: self.ctl("status", "--check").out == self.why() + "\n", "the reason to be told")
        self.wait_for_log(self.why())
        self.assertEqual(self.ctl("status", "--check").code, 1)
        answer = self.ctl("purge", "leavers")
        self.assertEqual((answer.code, answer.err), (4, f"rosterctl: {self.why()}\n"))
        self.assertEqual(self.over_http("DELETE", "/almaws/v1/users/s1")[0], 503)
        self.assertEqual(self.over_http("GET", "/almaws/v1/users/s1")[0], 200)
        self.assertEqual((self.names(), self.users()), (["three.xml"], ["s0", "s1", "s2"]))
        self.assertEqual(self.names(self.reports), ["1", "2", "3"])
        self.stop()
        self.start()  # it is still so
        self.wait_for(lambda: self.ctl("status", "--check").code == 1, "the reason to be told again")
        self.assertEqual(self.ctl("go-on").code, 0)
        self.wait_for_file("three.xml.handled")
        self.assertEqual(self.users(), ["s0", "s1", "s2", "s3", "s4"])
        self.wait_for_log("the store is older than its reports; asked to go on by ")
        self.wait_for(lambda: self.ctl("status", "--check").code == 0, "all to be well")

    def over_http(self, method, path):
        connection = test_http.OverUnixSocket(self.socket)
        self.addCleanup(connection.close)
        connection.request(method, path, headers={"Accept": "application/json", "Authorization": "apikey " + self.key})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()


if __name__ == "__main__":
    unittest.main()
