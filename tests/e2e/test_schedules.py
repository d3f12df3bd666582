"""What happens by the clock."""

import datetime
import unittest

import clock
import roster

NIGHTLY = """\
profiles:
  - code: SIS
    synchronize: {active: true, schedule: "0 2 * * *", xsd: auto}
obligations: none
purge: {jobs: [{name: leavers, schedule: "0 3 * * *", guard: {share: 100%}}]}
"""

NOON = datetime.datetime(2026, 6, 10, 12, 0, tzinfo=datetime.timezone.utc)


class Schedules(clock.ClockTest):
    def setUp(self):
        super().setUp()
        self.configure(NIGHTLY)

    def test_a_nightly_load_runs_when_its_time_comes_and_not_before(self):
        self.start_at(NOON)
        self.assertEqual(self.next_runs()["synchronize SIS"], "2026-06-11T02:00:00Z")
        self.put("people.xml", roster.people(2))
        self.set_clock(NOON + datetime.timedelta(hours=13, minutes=59))
        self.wait_for(lambda: self.next_runs()["synchronize SIS"] == "2026-06-11T02:00:00Z", "")
        self.assertIn("people.xml", self.names())
        self.set_clock(NOON + datetime.timedelta(hours=14))
        self.wait_for_file("people.xml.handled")
        self.assertEqual(self.next_runs()["synchronize SIS"], "2026-06-12T02:00:00Z")
        self.assertEqual(len(self.jobs("synchronize")), 1)

    def test_all_files_that_wait_are_loaded_that_night(self):
        self.start_at(NOON)
        for name in ("a.xml", "b.xml", "c.xml"):
            self.put(name, roster.people(2))
        self.set_clock(NOON + datetime.timedelta(hours=14))
        self.wait_for_file("c.xml.handled")
        self.assertEqual([j["file"] for j in self.jobs("synchronize")], ["a.xml", "b.xml", "c.xml"])

    def test_a_purge_runs_on_its_schedule_and_by_the_date_of_that_day(self):
        self.start_at(NOON)
        self.put("people.xml", roster.feed(
            roster.user("due", expiry_date="2026-01-01Z", purge_date="2026-06-12Z"),
            roster.user("later", expiry_date="2026-01-01Z", purge_date="2026-06-13Z")))
        self.set_clock(NOON + datetime.timedelta(hours=14))
        self.wait_for_file("people.xml.handled")
        self.set_clock(NOON + datetime.timedelta(hours=15))
        self.wait_for(lambda: len(self.jobs("purge")) == 1, "the first purge")
        self.assertEqual(self.users(), ["due", "later"])
        self.set_clock(NOON + datetime.timedelta(hours=39))
        self.wait_for(lambda: self.users() == ["later"], "the second purge")
        self.assertEqual([j["counts"]["purged"] for j in self.jobs("purge")], [0, 1])

    def test_a_clock_set_back_runs_nothing_twice(self):
        self.start_at(NOON)
        self.set_clock(NOON + datetime.timedelta(hours=15))
        self.wait_for(lambda: len(self.jobs("purge")) == 1, "the purge")
        self.set_clock(NOON + datetime.timedelta(hours=14, minutes=59, seconds=58))
        self.put("people.xml", roster.people(1))
        self.wait_for(lambda: self.ctl("run", "SIS", "synchronize").code == 0
                      and len(self.jobs("synchronize")) == 1, "a load by hand")
        self.set_clock(NOON + datetime.timedelta(hours=15, seconds=1))
        self.wait_for(lambda: self.next_runs()["purge leavers"] == "2026-06-12T03:00:00Z", "")
        self.assertEqual(len(self.jobs("purge")), 1)


class CutOff(clock.ClockTest):
    def test_a_night_that_is_cut_off_is_finished_at_the_next_start(self):
        """The file being loaded, and those that wait behind it; whether missed runs are or not."""
        self.configure(NIGHTLY.replace("xsd: auto}", "xsd: auto, catch_up: false}\n"
                                       "    guard: {shrink: 100%}"))
        self.start_at(NOON)
        self.put("a.xml", roster.people(2))
        roster.sample(self.drop / "b.xml", 3000)
        self.put("c.xml", roster.people(3))
        self.set_clock(NOON + datetime.timedelta(hours=14))
        self.wait_for_file("a.xml.handled")
        self.kill()
        self.assertIn("c.xml", self.names())
        self.start_at(NOON + datetime.timedelta(hours=14, minutes=1))
        self.wait_for_file("c.xml.handled")
        self.assertEqual([j["file"] for j in self.jobs("synchronize")], ["a.xml", "b.xml", "c.xml"])


class CatchUp(clock.ClockTest):
    def setUp(self):
        super().setUp()
        self.configure(NIGHTLY)
        self.start_at(NOON)
        self.stop()
        self.put("people.xml", roster.people(2))

    def test_a_load_missed_while_the_daemon_was_down_runs_once_at_start(self):
        self.start_at(NOON + datetime.timedelta(days=3))
        self.wait_for_file("people.xml.handled")
        self.wait_for(lambda: self.ask("status")["state"] == "idle", "the end of the night")
        self.stop()
        self.put("more.xml", roster.people(3))
        self.start_at(NOON + datetime.timedelta(days=3, minutes=1))
        self.assertEqual(self.next_runs()["synchronize SIS"], "2026-06-14T02:00:00Z")
        self.assertIn("more.xml", self.names())

    def test_a_purge_missed_while_the_daemon_was_down_waits_for_its_next_time(self):
        self.start_at(NOON + datetime.timedelta(days=3))
        self.wait_for_file("people.xml.handled")
        self.assertEqual(self.jobs("purge"), [])
        self.assertEqual(self.next_runs()["purge leavers"], "2026-06-14T03:00:00Z")

    def test_a_load_that_shall_not_catch_up_waits_as_well(self):
        self.configure(NIGHTLY.replace("xsd: auto", "xsd: auto, catch_up: false"))
        self.start_at(NOON + datetime.timedelta(days=3))
        self.assertEqual(self.next_runs()["synchronize SIS"], "2026-06-14T02:00:00Z")
        self.assertEqual(self.names(), ["people.xml"])


class ByHand(roster.RosterTest):
    def test_a_manual_input_is_worked_off_by_rosterctl_run_alone(self):
        self.configure(roster.SYNCHRONIZE.replace("on_arrival", "manual"))
        self.start()
        self.put("people.xml", roster.people(2))
        self.put("more.xml", roster.people(3))
        self.wait_for(lambda: "no file has settled yet" not in
                      self.ctl("run", "SIS", "synchronize").out, "the files to settle")
        self.wait_for(lambda: len(self.jobs()) == 2, "two loads")
        self.assertEqual(self.ctl("run", "SIS", "synchronize").out, "no files\n")
        self.assertEqual(self.users(), ["s0", "s1", "s2"])

    def test_run_tells_what_became_of_the_files(self):
        self.configure(roster.SYNCHRONIZE.replace("on_arrival", "manual"))
        self.put("page.xml", "<html/>")
        answer = self.wait_for(self.run_once_settled, "the file to settle")
        self.assertEqual(answer.code, 3, answer)
        self.assertIn("page.xml: failed", answer.out)

    def run_once_settled(self):
        """In rosterctl's own process: no daemon runs."""
        answer = self.ctl("run", "SIS", "synchronize")
        return None if "settled" in answer.out else answer

    def test_run_asks_for_a_profile_and_an_input_that_exist(self):
        self.start()
        self.assertEqual(self.ctl("run", "HR", "synchronize").code, 6)
        self.assertEqual(self.ctl("run", "SIS", "purge").code, 2)


if __name__ == "__main__":
    unittest.main()
