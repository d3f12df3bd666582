"""The configuration is edited while the daemon runs, or was wrong from the start."""

import os
import signal
import unittest

import roster

IMPORT = """\
profiles:
  - code: SIS
    synchronize: {active: true, schedule: on_arrival, xsd: auto}
    import: {active: true, schedule: on_arrival, xsd: auto}
"""

PURGE = roster.SYNCHRONIZE + """\
obligations: none
purge: {jobs: [{name: leavers, guard: {share: 100%}}]}
"""

MANUAL = roster.SYNCHRONIZE.replace("on_arrival", "manual")
BAD = roster.SYNCHRONIZE + "purge: {jbos: []}\n"
READ_AGAIN = "the configuration was read again"
NOT_USED = "the new configuration is not used"


class Edits(roster.RosterTest):
    def setUp(self):
        super().setUp()
        self.configure(MANUAL)
        self.start()

    def test_an_edit_is_noticed_by_itself(self):
        self.put("people.xml", roster.people(1))
        self.configure(roster.SYNCHRONIZE)
        self.wait_for_file("people.xml.handled")
        self.assertEqual(self.log().count(READ_AGAIN), 1)

    def test_an_editor_that_renames_its_copy_into_place_is_noticed_too(self):
        self.put("people.xml", roster.people(1))
        copy = self.home / "roster.yaml.new"
        copy.write_text(self.settings(roster.SYNCHRONIZE))
        os.replace(copy, self.config)
        self.wait_for_file("people.xml.handled")

    def test_a_bad_edit_changes_nothing_and_the_log_says_where_it_is(self):
        self.configure(BAD)
        self.wait_for_log(NOT_USED)
        line = BAD.count("\n") + self.settings("").count("\n")
        self.assertIn(f"roster.yaml:{line}:9: ", self.log())
        self.assertIn("jbos", self.log())
        self.put("people.xml", roster.people(1))
        self.wait_for(lambda: "people.xml: " in self.ctl("run", "SIS", "synchronize").out
                      or self.jobs(), "a load by hand")
        self.assertEqual(self.log().count(NOT_USED), 1)  # once per edit, not per look

    def test_a_bad_edit_is_mended_by_the_next(self):
        self.configure(BAD)
        self.wait_for_log(NOT_USED)
        self.put("people.xml", roster.people(1))
        self.configure(roster.SYNCHRONIZE)
        self.wait_for_file("people.xml.handled")

    def test_the_configuration_may_be_away_for_a_moment(self):
        self.config.rename(self.home / "away")
        self.put("people.xml", roster.people(1))
        (self.home / "away").write_text(self.settings(roster.SYNCHRONIZE))
        (self.home / "away").rename(self.config)
        self.wait_for_file("people.xml.handled")
        self.assertNotIn(NOT_USED, self.log())

    def test_sighup_reads_it_again(self):
        self.daemon.send_signal(signal.SIGHUP)
        self.wait_for_log(READ_AGAIN)

    def test_sighup_with_a_bad_configuration_ends_nothing(self):
        self.configure(BAD)
        self.daemon.send_signal(signal.SIGHUP)
        self.wait_for_log(NOT_USED)
        self.daemon.send_signal(signal.SIGHUP)
        self.wait_for_log(NOT_USED, times=2)
        self.assertEqual(self.ctl("status").code, 0)

    def test_reload_answers_whether_it_was_taken(self):
        answer = self.ctl("reload")
        self.assertEqual((answer.code, answer.out), (0, "reloaded\n"))
        self.configure(MANUAL, settle="soon")
        answer = self.ctl("reload")
        self.assertEqual(answer.code, 2, answer)
        self.assertIn("roster.yaml:7:9: ", answer.err)

    def test_a_bad_edit_keeps_nobody_from_the_daemon(self):
        self.configure(BAD)
        self.wait_for_log(NOT_USED)
        answer = self.ctl("status")
        self.assertEqual(answer.code, 0, answer)
        self.assertIn("has errors; the daemon keeps its previous configuration", answer.err)
        self.stop()
        self.assertEqual(self.ctl("status").code, 2)

    def test_another_store_needs_a_restart(self):
        self.configure(MANUAL, store=f"sqlite:{self.home}/other.db")
        answer = self.ctl("reload")
        self.assertEqual(answer.code, 2, answer)
        self.assertIn("changes of store and control require a restart", answer.err)
        self.assertFalse((self.home / "other.db").exists())

    def test_a_profile_is_added(self):
        more = "  - code: HR\n    synchronize: {active: true, schedule: on_arrival, input: hr}\n"
        (self.home / "inbox" / "hr").mkdir()
        self.put("staff.xml", roster.people(1), self.home / "inbox" / "hr")
        self.configure(MANUAL + more)
        self.assertEqual(self.ctl("reload").code, 0)
        self.wait_for_file("staff.xml.handled", self.home / "inbox" / "hr")
        self.assertEqual(self.ask("user", "s0")["external_id"], "HR")

    def test_a_purge_job_is_added(self):
        past = {"expiry_date": "2020-01-01Z", "purge_date": "2020-01-01Z"}
        path = self.home / "people.xml"
        path.write_text(roster.people(1, **past))
        self.assertEqual(self.ctl("sync", path).code, 0)
        self.assertEqual(self.ctl("purge", "leavers").code, 6)
        self.configure(PURGE)
        self.assertEqual(self.ctl("reload").code, 0)
        self.assertEqual(self.ctl("purge", "leavers").code, 0)
        self.assertEqual(self.users(), [])


class ImportSwitchedOff(roster.RosterTest):
    def test_the_running_load_ends_and_no_other_begins(self):
        arriving = self.home / "inbox" / "import"
        arriving.mkdir()
        self.configure(IMPORT)
        self.start()
        roster.sample(self.home / "big.xml", 2000)
        os.rename(self.home / "big.xml", arriving / "big.xml")
        self.wait_for(lambda: list(self.reports.glob(".*")), "the load to begin")
        self.configure(roster.SYNCHRONIZE)
        self.assertEqual(self.ctl("reload").code, 0)
        self.put("late.xml", roster.people(1), arriving)
        self.wait_for_file("big.xml.handled", arriving)
        self.put("people.xml", roster.people(1))
        self.wait_for_file("people.xml.handled")
        self.assertIn("late.xml", self.names(arriving))
        self.assertEqual([j["status"] for j in self.jobs("import")], ["completed_with_warnings"])


class Starts(roster.RosterTest):
    def test_a_bad_configuration_is_exit_code_78(self):
        self.configure(BAD)
        self.assertEqual(self.start(wait=False).wait(roster.PATIENCE), 78)
        self.assertIn("jbos", self.log())

    def test_check_says_what_is_wrong_and_where(self):
        self.assertEqual(self.start("--check", wait=False).wait(roster.PATIENCE), 0)
        self.configure(BAD)
        self.assertEqual(self.start("--check", wait=False).wait(roster.PATIENCE), 2)
        self.assertRegex(self.log(), r"roster.yaml:\d+:9: .*jbos")

    def test_check_looks_at_the_directories_too(self):
        self.drop.rmdir()
        self.assertEqual(self.start("--check", wait=False).wait(roster.PATIENCE), 2)
        self.assertIn("No such file or directory", self.log())

    def test_a_missing_configuration_is_a_bad_one(self):
        self.config.unlink()
        self.assertEqual(self.start(wait=False).wait(roster.PATIENCE), 78)

    def test_files_that_waited_while_it_was_down_are_loaded(self):
        self.put("people.xml", roster.people(2))
        self.start()
        self.wait_for_file("people.xml.handled")
        self.assertEqual(self.users(), ["s0", "s1"])


if __name__ == "__main__":
    unittest.main()
