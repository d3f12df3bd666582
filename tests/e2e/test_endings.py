"""What a dropped file is called afterwards, and what its report says."""

import csv
import io
import unittest

import roster

GUARDED = """\
profiles:
  - code: SIS
    synchronize: {active: true, schedule: on_arrival, xsd: auto}
    guard: {updated: 10%, from: 10}
"""

BROKEN = "<user><primary_id>broken</primary_id><last_name>A & B</last_name></user>\n"


class Endings(roster.RosterTest):
    def setUp(self):
        super().setUp()
        self.start()

    def rows(self, name):
        """The table of a report; its first line is about the whole file."""
        lines = self.report(name).splitlines(keepends=True)
        return list(csv.DictReader(io.StringIO("".join(lines[1:]))))

    def test_a_loaded_file_is_handled_and_its_report_says_so(self):
        self.put("good.xml", roster.people(2))
        self.wait_for_file("good.xml.handled")
        self.assertEqual(self.names(), ["good.xml.handled", "good.xml.report.csv"])
        self.assertIn("good.xml: completed successfully; processed 2, created 2",
                      self.report("good.xml").splitlines()[0])
        self.assertEqual(self.rows("good.xml"), [])

    def test_only_rejected_records_and_warnings_are_in_the_report(self):
        odd = roster.user("odd", no_such_element="x")
        self.put("mixed.xml", roster.feed(roster.user("good"), BROKEN, odd))
        self.wait_for_file("mixed.xml.handled")
        rejected, warning = self.rows("mixed.xml")
        self.assertEqual((rejected["severity"], rejected["primary_id"], rejected["code"],
                          rejected["line"]), ("error", "broken", "malformed", "3"))
        self.assertEqual((warning["severity"], warning["primary_id"], warning["code"]),
                         ("warning", "odd", "unknown_element"))
        self.assertEqual(self.users(), ["good", "odd"])

    def test_no_cell_of_the_report_is_a_formula(self):
        self.put("evil.xml", roster.feed(roster.user("=HYPERLINK(1)", birth_date="-1+2")))
        self.wait_for_file("evil.xml.handled")
        cells = [cell for row in self.rows("evil.xml") for cell in row.values()]
        self.assertIn("'=HYPERLINK(1)", cells)
        self.assertEqual([cell for cell in cells if cell and cell[0] in "=+-@"], [])

    def test_a_file_that_is_refused_has_failed_and_changed_nothing(self):
        self.put("first.xml", roster.people(1))
        self.wait_for_file("first.xml.handled")
        self.put("page.xml", "<html><body>No such page</body></html>")
        self.wait_for_file("page.xml.failed")
        self.assertIn("page.xml: failed", self.report("page.xml").splitlines()[0])
        self.assertEqual(self.users(), ["s0"])
        self.assertEqual(self.jobs()[-1]["status"], "failed")

    def test_a_refused_file_can_be_dropped_again(self):
        self.put("page.xml", "<html/>")
        self.wait_for_file("page.xml.failed")
        (self.drop / "page.xml.failed").rename(self.drop / "page.xml")
        self.wait_for(lambda: len(self.jobs()) == 2, "a second try")
        self.wait_for_file("page.xml.failed")

    def test_people_are_in_the_report_but_not_in_the_log(self):
        self.put("mixed.xml", roster.feed(BROKEN.replace("broken", f"{roster.CANARY}1")))
        self.put("cut.xml", f"<html>{roster.CANARY}</html>")
        self.wait_for_file("mixed.xml.handled")
        self.wait_for_file("cut.xml.failed")
        self.assertIn(roster.CANARY, self.report("mixed.xml"))
        self.assertNotIn(roster.CANARY, self.log())


class Held(roster.RosterTest):
    def setUp(self):
        super().setUp()
        self.configure(GUARDED)
        self.start()
        self.put("first.xml", roster.people(20))
        self.wait_for_file("first.xml.handled")
        self.put("second.xml", roster.people(20, group="STAFF"))
        self.wait_for_file("second.xml.held")
        self.job = self.jobs()[-1]["job"]

    def groups(self):
        return {u["user_group"]["value"] for u in self.ask("users")["users"]}

    def test_a_suspicious_file_is_held_and_changed_nothing(self):
        self.assertEqual(self.jobs()[-1]["status"], "held")
        self.assertEqual(self.groups(), {"UNDERGRAD"})
        self.assertIn("held", self.report("second.xml").splitlines()[0])

    def test_when_it_is_approved_it_is_applied_and_handled(self):
        answer = self.ctl("approve", self.job)
        self.assertEqual(answer.code, 0, answer)
        self.wait_for_file("second.xml.handled")
        self.assertNotIn("second.xml.held", self.names())
        self.assertEqual(self.groups(), {"STAFF"})
        self.assertEqual(len(self.jobs()), 2)
        self.assertIn("completed successfully", self.report("second.xml").splitlines()[0])

    def test_when_it_is_rejected_it_has_failed_and_changed_nothing(self):
        answer = self.ctl("reject", self.job)
        self.assertEqual(answer.code, 0, answer)
        self.wait_for_file("second.xml.failed")
        self.assertNotIn("second.xml.held", self.names())
        self.assertEqual(self.groups(), {"UNDERGRAD"})
        self.assertEqual(self.jobs()[-1]["status"], "dropped")
        self.assertIn("dropped", self.report("second.xml").splitlines()[0])

    def test_it_can_be_decided_once(self):
        self.assertEqual(self.ctl("approve", self.job).code, 0)
        for word in ("approve", "reject"):
            answer = self.ctl(word, self.job)
            self.assertEqual(answer.code, 3, answer)
            self.assertIn("is not held", answer.err)
        self.assertEqual(self.ctl("approve", 4711).code, 6)

    def test_it_waits_for_a_decision_over_a_restart(self):
        self.assertEqual(self.stop(), 0)
        self.start()
        self.assertEqual(self.jobs()[-1]["status"], "held")
        self.assertIn("second.xml.held", self.names())
        self.assertEqual(self.ctl("approve", self.job).code, 0)
        self.wait_for_file("second.xml.handled")

    def test_a_held_file_that_somebody_removed_can_still_be_approved(self):
        (self.drop / "second.xml.held").unlink()
        self.assertEqual(self.ctl("approve", self.job).code, 0)
        self.assertEqual(self.groups(), {"STAFF"})
        self.assertNotIn("second.xml.handled", self.names())

    def test_two_held_files_of_one_name_end_each_by_its_own_job(self):
        self.put("second.xml", roster.people(20, group="FACULTY"))
        self.wait_for_file("second.xml.2.held")
        self.assertEqual(self.ctl("reject", self.job).code, 0)
        self.assertEqual(self.ctl("approve", self.job + 1).code, 0)
        self.assertEqual([n for n in self.names() if n.startswith("second") and "csv" not in n],
                         ["second.xml.failed", "second.xml.handled"])
        self.assertIn("FACULTY", (self.drop / "second.xml.handled").read_text())

    def test_a_file_given_by_hand_is_held_too_wherever_it_lies(self):
        with roster.other_file_system(self) as directory:
            path = directory / "by-hand.xml"
            path.write_text(roster.people(20, group="FACULTY"))
            answer = self.ctl("sync", path)
            self.assertEqual(answer.code, 4, answer)
        self.assertEqual(self.ctl("approve", self.jobs()[-1]["job"]).code, 0)
        self.assertEqual(self.groups(), {"FACULTY"})


if __name__ == "__main__":
    unittest.main()
