"""What other systems say users owe, dropped as files."""

import unittest

import roster

PURGE = roster.SYNCHRONIZE + """\
obligations: {sources: [circulation], max_age: 24h}
purge: {jobs: [{name: leavers, guard: {share: 100%}}]}
"""

HEADER = "primary_id,kind,count,amount\n"


class Obligations(roster.RosterTest):
    def setUp(self):
        super().setUp()
        self.owed = self.home / "inbox" / "obligations"
        self.owed.mkdir()
        self.configure(PURGE)
        self.start()
        past = {"expiry_date": "2020-01-01Z", "purge_date": "2020-01-01Z"}
        self.put("people.xml", roster.people(2, **past))
        self.wait_for_file("people.xml.handled")

    def test_nobody_is_purged_before_the_source_spoke(self):
        answer = self.ctl("purge", "leavers")
        self.assertEqual(answer.code, 3, answer)
        self.assertIn("circulation", answer.out)

    def test_a_dropped_file_is_taken_in_and_keeps_those_who_owe(self):
        self.put("circulation.csv", HEADER + "s1,loan,2,\n", self.owed)
        self.wait_for_file("circulation.csv.handled", self.owed)
        job, = self.jobs("obligations")
        self.assertEqual((job["name"], job["status"]), ("circulation", "completed_successfully"))
        self.assertEqual(self.ctl("purge", "leavers").code, 0)
        self.assertEqual(self.users(), ["s1"])

    def test_a_bad_line_refuses_the_file_and_the_report_says_where(self):
        self.put("circulation.csv", HEADER + "s1,lone,2,\n", self.owed)
        self.wait_for_file("circulation.csv.failed", self.owed)
        report = (self.owed / "circulation.csv.report.csv").read_text()
        self.assertIn("circulation.csv:2:", report)

    def test_a_file_of_nobody_we_know_is_left_alone(self):
        self.put("finance.csv", HEADER, self.owed)
        self.wait_for_log("finance.csv: left alone: no obligations source of this name is configured")
        self.assertEqual(self.jobs("obligations"), [])

    def test_a_file_without_its_last_line_break_is_waited_for(self):
        (self.owed / "circulation.csv").write_text(HEADER + "s1,fee,,1")
        self.wait_for_log("circulation.csv: left alone: it is incomplete")
        with open(self.owed / "circulation.csv", "a") as upload:
            upload.write("2.50\n")
        self.wait_for_file("circulation.csv.handled", self.owed)
        self.assertIn("balance:12.50", self.ask("why", "s1")["blockers"])


if __name__ == "__main__":
    unittest.main()
