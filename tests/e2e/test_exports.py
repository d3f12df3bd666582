"""Users onward: exports that follow loads, and files that nobody takes."""

import unittest
import zipfile

import roster
from roster import feed, user

EXPORTS = """\
profiles:
  - code: SIS
    synchronize: {active: true, schedule: on_arrival, xsd: auto}
obligations: none
purge: {delete_policy: fully_remove, jobs: [{name: all}]}
exports:
  - name: doors
    columns: [{name: id, from: primary_id}, {name: group, from: user_group, map: {UNDERGRAD: UG}, otherwise: keep}]
    removed: true
    after: [synchronize SIS]
    receipt: {within: 1m}
"""


class Exports(roster.RosterTest):
    def setUp(self):
        super().setUp()
        self.outbox = self.home / "outbox"
        self.configure(EXPORTS, outbox=self.outbox)

    def files(self):
        directory = self.outbox / "doors"
        return {name: (directory / name).read_text() for name in self.names(directory)} if directory.exists() else {}

    def exported(self, count):
        return self.wait_for(lambda: [job for job in self.jobs("export") if job["ended"]][count - 1:], "the export")[-1]

    def test_an_export_follows_each_load(self):
        self.start()
        self.put("a.xml", feed(user("s1"), user("s2"), user("old", "ALUMNI")))
        job = self.exported(1)
        self.assertEqual(job["status"], "completed_with_warnings")
        self.assertEqual(job["warnings"], {"unknown_code": 1})
        self.assertEqual(self.files(), {job["file"]: "id,group\nold,ALUMNI\ns1,UG\ns2,UG\n"})
        self.put("b.xml", feed(user("s2", "ALUMNI")))
        job = self.exported(2)
        self.assertEqual(self.files()[job["file"]], "id,group\ns2,ALUMNI\n")

    def test_whom_a_purge_removed_is_handed_on_although_nothing_stays(self):
        self.start()
        self.put("a.xml", feed(user("s1"), user("gone", expiry_date="2020-01-01Z", purge_date="2020-06-01Z")))
        self.exported(1)
        self.assertEqual(self.ctl("purge", "all").code, 0)
        answer = self.ctl("--json", "export", "doors")
        self.assertEqual(answer.json["counts"]["removed"], 1, answer)
        [[name, text]] = [[name, text] for name, text in self.files().items() if "gone" in text]
        self.assertTrue(name.endswith(f"-{answer.json['job']}-removed.txt"), name)
        self.assertEqual(text, "gone\n")

    def test_a_file_that_was_not_taken_is_told(self):
        self.start()
        self.put("a.xml", feed(user("s1")))
        name = self.exported(1)["file"]
        status = self.ask("status")
        self.assertEqual([(e["name"], e["untaken"], e["oldest"], e["late"]) for e in status["exports"]],
                         [("doors", 1, name, False)])
        (self.outbox / "doors" / name).rename(self.outbox / "doors" / (name + ".handled"))
        self.assertEqual(self.ask("status")["exports"][0]["untaken"], 0)


GATE = """\
profiles:
  - code: SIS
    full: true
    synchronize: {active: true, schedule: on_arrival, xsd: auto}
obligations: none
purge: {delete_policy: fully_remove, jobs: [{name: all}]}
exports:
  - name: alma
    as: alma
    content: feed
    where: {profile: SIS}
    after: [synchronize SIS]
    receipt: {renamed: [.handled, .old], within: 1m}
"""


class Gate(roster.RosterTest):
    """Between the SIS and Alma: what was dropped goes on, less what was rejected."""

    def setUp(self):
        super().setUp()
        self.outbox = self.home / "outbox"
        self.configure(GATE, outbox=self.outbox)
        self.start()

    def zips(self):
        directory = self.outbox / "alma"
        return [name for name in self.names(directory) if name.endswith(".zip")] if directory.exists() else []

    def sent(self, count):
        """What the latest zip holds, once so many exports ended."""
        self.wait_for(lambda: len([job for job in self.jobs("export") if job["ended"]]) >= count, "the export")
        [name] = self.zips()
        with zipfile.ZipFile(self.outbox / "alma" / name) as packed:
            return "".join(packed.read(entry).decode() for entry in packed.namelist())

    def test_the_feed_goes_on_without_its_bad_records(self):
        good, odd = user("s1"), "<user>\n  <primary_id>s2</primary_id><!-- as it came -->\n</user>"
        self.put("a.xml", feed(good, user("s1"), odd, "<user><primary_id>s3</primary_id><x></user>"))
        text = self.sent(1)
        self.assertIn(good.strip(), text)
        self.assertIn(odd, text)
        self.assertNotIn("s3", text)
        self.assertEqual(text.count("<user>"), 2)

    def test_the_last_feed_replaces_one_that_alma_has_not_taken(self):
        self.put("a.xml", feed(user("s1")))
        self.sent(1)
        self.put("b.xml", feed(user("s1"), user("s2")))
        self.assertEqual(self.sent(2).count("<user>"), 2)

    def test_who_is_erased_leaves_a_zip_that_waits_and_one_that_was_taken(self):
        gone = user("gone", expiry_date="2020-01-01Z", purge_date="2020-06-01Z")
        self.put("a.xml", feed(user("s1"), gone))
        self.sent(1)
        [name] = self.zips()
        (self.outbox / "alma" / name).rename(self.outbox / "alma" / (name + ".handled"))
        self.put("b.xml", feed(user("s1"), user("s2"), gone))
        self.sent(2)
        self.assertEqual(self.ctl("purge", "all").code, 0)
        self.assertEqual(self.names(self.outbox / "alma"), [])
        self.ctl("export", "alma")
        text = self.sent(3)
        self.assertNotIn("gone", text)
        self.assertEqual(text.count("<user>"), 2)


if __name__ == "__main__":
    unittest.main()
