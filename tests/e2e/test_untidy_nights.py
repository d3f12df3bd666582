"""Nights that follow one another: lists of obligations, decisions, absences, feeds that stopped."""

import unittest

import clock
import nights
import roster
from nights import GONE, LEAVERS, card, crowd, person

LISTS = "obligations: {sources: [circulation]}\npurge: {jobs: [{name: leavers}]}\n"


class Owed(nights.NightsTest):
    """An obligation is the person's whom it meant when the list came."""

    def setUp(self):
        super().setUp()
        self.profile(rest=LISTS)

    def test_it_stays_with_who_is_renamed(self):
        self.configure("profiles:\n  - {code: SIS, synchronize: {active: true, match: BARCODE}}\n" + LISTS)
        self.load(person("born", card("9"), **GONE))
        self.owe("BORN,loan,3,")
        self.load(person("wed", card("9"), **GONE))
        self.assertEqual(self.blockers("wed"), ["loans:3"])
        job = self.owe("born,loan,2,", "nobody,loan,1,")
        self.assertEqual((job["counts"]["users"], job["counts"]["unknown"]), (1, 1))
        self.assertEqual(self.blockers("wed"), ["loans:2"])
        self.say("purge", "leavers")
        self.assertEqual(self.users(), ["wed"])

    def test_it_holds_whoever_had_the_card_and_whoever_has_it(self):
        self.load(person("ada", card("9"), **GONE), person("bob", card("8"), **GONE))
        self.owe("9,loan,1,")
        self.load(person("ada", card("8"), **GONE), person("bob", card("9"), **GONE))
        self.assertEqual((self.blockers("ada"), self.blockers("bob")), (["loans:1"], ["loans:1"]))

    def test_a_list_that_shrank_to_its_header_is_held(self):
        self.load(crowd(0, 40, **GONE), crowd(100, 500))
        self.owe(*(f"p{n},loan,1," for n in range(30)))
        job = self.owe(code=4)
        self.assertEqual(job["message"], "rows: all 30 are gone since the last list")
        self.assertEqual(self.say("purge", "leavers")["counts"], {"due": 40, "purged": 10, "kept": 30})

    def test_half_a_list_is_refused(self):
        self.load(crowd(0, 3, **GONE))
        job = self.owe("p0,loan,1,", "p1,fee,,2", end="", code=3)  # it was 25.00
        self.assertEqual(job["message"], "owed.csv:3: the last line has no line break; the file may be incomplete")
        self.assertEqual(self.say("purge", "leavers", code=3)["message"],
                         "obligations of circulation never arrived")

    def test_half_a_list_that_is_dropped_is_waited_for_and_fails(self):
        owed = self.home / "inbox" / "obligations"
        owed.mkdir()
        self.profile(rest=LISTS, incomplete="1s")
        self.start()
        self.put("circulation.csv", "primary_id,kind,count,amount\np0,loan,1", owed)
        self.wait_for_file("circulation.csv.failed", owed)
        self.assertIn("circulation.csv: left alone: it is incomplete; waiting for the rest", self.log())
        self.assertEqual(self.jobs("obligations")[0]["counts"]["rows"], 0)


class Decisions(nights.NightsTest):
    def test_an_old_feed_is_not_approved_over_a_newer_one(self):
        self.profile("    guard: {from: 5}\n")
        self.load(crowd(0, 12, first_name="zero"))
        self.load(crowd(0, 12, first_name="monday"), code=4, name="monday.xml")
        self.load(crowd(0, 12, first_name="tuesday"), code=4, name="tuesday.xml")
        refused = self.ctl("approve", 2)
        self.assertEqual((refused.code, refused.err),
                         (3, "rosterctl: job 2 stays held: a later load of SIS is held, too (job 3); reject the job, "
                             "or use --anyway\n"))
        self.say("approve", 3)
        refused = self.ctl("approve", 2)
        self.assertEqual((refused.code, refused.err),
                         (3, "rosterctl: job 2 stays held: a later load of SIS was applied since (job 3); reject the "
                             "job, or use --anyway\n"))
        self.assertEqual(self.user("p5")["first_name"], "tuesday")
        self.say("approve", 2, "--anyway")
        self.assertEqual(self.user("p5")["first_name"], "monday")

    def test_an_approved_purge_takes_only_the_people_shown(self):
        self.profile("    guard: {newly_due: 100%}\n")
        self.load(crowd(0, 60, **GONE), crowd(60, 120))
        self.assertEqual(self.say("purge", "leavers", code=4)["counts"]["due"], 60)
        self.say("keep", "p1", "--reason", "emeritus")
        self.load(person("late", **GONE))
        self.assertEqual(self.say("approve", 2)["counts"], {"due": 60, "purged": 59, "kept": 1})
        self.assertTrue({"p1", "late"} <= set(self.users()))

    def test_the_same_file_again_takes_the_place_of_the_held_one(self):
        self.profile("    guard: {from: 5}\n")
        self.load(crowd(0, 12))
        for _ in range(2):
            self.load(crowd(0, 12, first_name="New"), code=4)
        self.assertEqual([job["status"] for job in self.jobs()],
                         ["completed_successfully", "dropped", "held"])


class FeedsThatStopped(nights.NightsTest):
    def test_nobody_is_purged_by_the_dates_of_a_dead_feed(self):
        self.load(crowd(0, 40, expiry_date="2020-01-01", purge_date="2020-02-01"))
        job = self.say("purge", "leavers", "--dry-run", days=15)
        self.assertEqual((job["status"], job["counts"]), ("completed_with_warnings",
                                                          {"due": 40, "purged": 0, "kept": 40}))
        self.assertEqual(self.blockers("p7", days=15), ["feed_stale:SIS"])
        self.assertEqual(self.blockers("p7", days=13), [])

    def test_nor_while_a_load_of_theirs_is_held(self):
        self.profile("    guard: {from: 5}\n")
        self.load(crowd(0, 12, **GONE))
        self.load(crowd(0, 12), code=4)
        self.assertEqual(self.blockers("p3"), ["feed_stale:SIS"])


class Absences(nights.NightsTest):
    """They belong to the loads that counted them."""

    def policy(self, after):
        self.profile(f"    full: true\n    absent: {{after: {after}, status: INACTIVE, purge_after: 60d}}\n")

    def status(self):
        return self.user("gone")["status"]["value"]

    def test_an_undo_takes_them_back(self):
        self.policy(1)
        self.load(person("here"), person("gone"))
        self.load(person("here"))
        self.say("undo", 2)
        self.assertEqual(self.status(), "ACTIVE")
        self.assertEqual(self.load(person("here"))["counts"]["absent"], 1)
        self.assertEqual(self.status(), "INACTIVE")

    def test_a_night_that_is_sent_twice_counts_once(self):
        self.policy(2)
        self.load(person("here"), person("gone"))
        for _ in range(3):
            self.load(person("here"), days=1)
        self.assertEqual(self.status(), "ACTIVE")
        self.load(person("here"), days=2)  # the very same file on another day
        self.assertEqual(self.status(), "INACTIVE")

    def test_a_lower_limit_takes_effect(self):
        self.policy(6)
        self.load(person("here"), person("gone"))
        for day in (1, 2, 3):
            self.load(person("here"), days=day)
        self.policy(3)
        self.assertEqual(self.status(), "ACTIVE")
        self.load(person("here", first_name="Ann"), days=4)
        self.assertEqual(self.status(), "INACTIVE")


class Leftovers(nights.NightsTest):
    def test_failed_files_and_reports_go_after_the_retention(self):
        self.assertIsNotNone(clock.LIBRARY, "the package faketime is not installed")
        self.profile(spool_retention="2d")
        self.start()
        self.put("good.xml", roster.feed(person("a")))
        self.put("bad.xml", roster.feed(person("a")) + "<users></users>")
        self.wait_for_file("good.xml.handled")
        self.wait_for_file("bad.xml.failed")
        there = ["bad.xml.failed", "bad.xml.report.csv", "good.xml.handled", "good.xml.report.csv"]
        self.assertEqual(self.names(), there)
        self.wait_for(self.housekeeping, "the house to be kept")
        kept = self.housekeeping()
        self.stop()
        for days, names in ((1, there), (3, [])):
            self.start(LD_PRELOAD=clock.LIBRARY, FAKETIME=f"+{days}d", NO_FAKE_STAT=1,
                       ASAN_OPTIONS="verify_asan_link_order=0")
            self.wait_for(lambda: self.housekeeping() != kept, "the house to be kept")
            kept = self.housekeeping()
            self.stop()
            self.assertEqual(self.names(), names, f"after {days} days")

    def housekeeping(self):
        """Changes with every run of it."""
        house_day = self.home / "spool" / "house_day"
        return house_day.read_text() if house_day.exists() else ""


if __name__ == "__main__":
    unittest.main()
