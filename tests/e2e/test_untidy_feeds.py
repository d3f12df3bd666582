"""Feeds that are untidy: dates, ids, letters and numbers as no specification has them."""

import unittest

import nights
import roster
from nights import FUTURE, GONE, LEAVERS, card, crowd, person

MOMENT = ("<user_blocks><user_block><block_type>GENERAL</block_type><block_description>X</block_description>"
          "<block_status>ACTIVE</block_status><expiry_date>{}</expiry_date></user_block></user_blocks>")


class UntidyDates(nights.NightsTest):
    def test_never_stays_never(self):
        self.profile("    purge_date: {after_expiry: {default: 400d}}\n")
        never = {"expiry_date": "9999-06-30", "purge_date": None}
        ends = {"expiry_date": "2030-01-31", "purge_date": None}
        for name in ("Ada", "Eve", "Ada"):
            self.load(person("n1", first_name=name, **never), person("n2", first_name=name, **ends))
        self.assertNotIn("purge_date", self.user("n1"))
        self.assertEqual(self.user("n2")["purge_date"], "2031-03-07Z")
        self.assertEqual(self.users(), ["n1", "n2"])
        self.say("set", "n1", "purge_date", "2098-12-31")
        self.say("purge", "leavers", "--dry-run")
        self.say("undo", 3)
        self.say("delete", "n1", "--yes")
        self.assertEqual(self.users(), ["n2"])

    def test_an_expiry_in_another_form_purges_nobody(self):
        valid = {"purge_date": "2021-05-01"}
        self.load(*(person(who, expiry_date="2033-04-15", **valid) for who in ("a", "b", "c", "d")))
        job = self.load(person("a", expiry_date="2033-04-16T23:30:00-05:00", **valid),
                        person("b", expiry_date="20330416", **valid),
                        person("c", expiry_date="2033-4-16", **valid),
                        person("d", expiry_date="16/04/2033", **valid))
        self.assertEqual(job["warnings"]["bad_date"], 4)
        self.assertEqual([self.user(who)["expiry_date"] for who in "abcd"],
                         ["2033-04-16Z"] * 3 + ["2033-04-15Z"])
        self.assertEqual(self.say("purge", "leavers")["counts"], {"due": 4, "purged": 0, "kept": 4})
        self.assertEqual(self.blockers("d"), ["not_expired:2033-04-15"])

    def test_a_databases_no_value_is_no_day(self):
        self.profile("    purge_date: {after_expiry: {default: 100d}}\n")
        undated = {"purge_date": None}
        self.load(*(person(who, **undated) for who in ("a", "b", "c")))
        job = self.load(person("a", expiry_date="1753-01-01", **undated),
                        person("b", expiry_date="1899-12-30", purge_date="1900-01-01"),
                        person("c", expiry_date="1899-12-31", **undated))
        self.assertEqual([self.user(who)["expiry_date"] for who in "abc"],
                         ["2033-05-01Z"] * 2 + ["1899-12-31Z"])
        self.assertEqual(self.user("a")["purge_date"], "2033-08-09Z")
        self.assertEqual(self.warned(job)["a"],
                         [("bad_date", 'expiry_date: 1753-01-01 is a database\'s "no value", not a date; ignored')])
        self.assertEqual(self.say("purge", "leavers", "--dry-run")["counts"]["due"], 1)

    def test_a_day_where_a_moment_belongs_and_the_other_way_round(self):
        forms = ["2029-02-03", "2029-02-03Z", "", "2029-02-03 11:12:13", "2029-02-03T11:12:13.250Z", "03.02.2029"]
        job = self.load(*(person(f"m{n}", MOMENT.format(form)) for n, form in enumerate(forms)),
                        person("m6", birth_date="1999-02-03T00:00:00Z"))
        self.assertEqual((job["counts"]["created"], job["counts"]["rejected"]), (7, 0))
        self.assertEqual([self.user(f"m{n}")["user_block"][0].get("expiry_date") for n in range(6)],
                         ["2029-02-03T00:00:00Z", "2029-02-03T00:00:00Z", None, "2029-02-03T11:12:13",
                          "2029-02-03T11:12:13.250Z", None])
        self.assertEqual(self.user("m6")["birth_date"], "1999-02-03Z")
        self.assertEqual({who for who, warnings in self.warned(job).items() if warnings}, {"m3", "m5", "m6"})


class UntidyRecords(nights.NightsTest):
    def test_a_rejected_record_is_still_about_somebody(self):
        self.profile(LEAVERS)
        self.load(*(person(who) for who in ("chief", "deputy", "q&amp;a", "plain")))
        broken = dict(job_description="Tom & Co")
        job = self.load(
            person("chief"),
            "<user><proxy_for_users><proxy_for_user><primary_id>chief</primary_id></proxy_for_user>"
            "</proxy_for_users><primary_id>deputy</primary_id><last_name>A & B</last_name></user>\n",
            person("q&#38;a", **broken), person("<![CDATA[plain]]>", **broken), code=1)
        self.assertEqual(set(self.lines(job, "rejected")), {"deputy", "q&a", "plain"})
        self.assertEqual(self.statuses(), {"ACTIVE": 4})

    def test_the_end_of_the_feed_counts(self):
        """Two exchange their cards; five pass theirs round; an id moves to an earlier record."""
        self.load(person("ada", card("c1")), person("bob", card("c2")),
                  *(person(f"r{n}", card(f"k{n}")) for n in range(5)), person("z", card("late")))
        last = (person("early", card("late")), person("ada", card("c2")), person("bob", card("c1")),
                *(person(f"r{n}", card(f"k{(n + 1) % 5}")) for n in range(5)), person("z", card("new")))
        job = self.load(*last)
        self.assertEqual((job["counts"]["updated"], job["counts"]["created"], job["counts"]["rejected"]), (8, 1, 0))
        self.assertEqual([self.cards(who) for who in ("ada", "bob", "r4", "early", "z")],
                         [["c2"], ["c1"], ["k0"], ["late"], ["new"]])
        self.assertEqual(self.load(*last)["counts"]["unchanged"], 9)

    def test_a_card_of_somebody_who_left_is_freed_by_hand(self):
        self.load(person("old", card("77")), person("new", card("88")))
        both = person("new", card("77", "88"))
        job = self.load(both, code=1)
        self.assertEqual(self.lines(job)["new"]["remedy"],
                         "An administrator frees it: rosterctl unset 'old' 'user_identifier:BARCODE'; the next feed "
                         "loads the record. Or the SIS team removes it from one of the two records.")
        self.say("unset", "old", "user_identifier:BARCODE")
        self.load(both)
        self.assertEqual(self.cards("new"), ["77", "88"])

    def test_with_full_feeds_the_card_moves_but_a_primary_id_never(self):
        self.profile("    full: true\n")
        self.load(person("old", card("77")), person("new", card("88")))
        job = self.load(person("new", card("77")), person("other", card("old")), code=1)
        self.assertEqual(job["warnings"], {"identifier_moved": 1})
        self.assertEqual((self.cards("new"), self.cards("old")), (["77"], []))
        self.assertEqual(set(self.lines(job, "rejected")), {"other"})

    def test_one_unreadable_row_stops_nobody(self):
        """Neither its profile, nor the other one, nor the daemon, nor a restart of it."""
        self.configure("profiles:\n"
                       "  - {code: SIS, synchronize: {active: true, schedule: on_arrival}}\n"
                       "  - {code: HR, synchronize: {active: true, schedule: on_arrival, input: hr}}\n")
        (self.home / "inbox" / "hr").mkdir()
        self.load(person("ada"), person("bob"), words=("sync", "SIS"))
        self.store.damage("ada")
        self.start()
        self.put("second.xml", roster.feed(person("bob", first_name="Bob"), person("cy")))
        self.put("staff.xml", roster.feed(person("dee")), self.home / "inbox" / "hr")
        self.wait_for_file("second.xml.handled")
        self.wait_for_file("staff.xml.handled", self.home / "inbox" / "hr")
        self.stop()
        self.start()
        self.assertNotIn("running", [job["status"] for job in self.jobs()])
        self.put("third.xml", roster.feed(person("ada")))  # the same bytes mend the row
        self.wait_for_file("third.xml.handled")
        self.assertEqual(self.users(), ["ada", "bob", "cy", "dee"])


class UntidyLetters(nights.NightsTest):
    def test_windows_letters_under_another_declaration(self):
        head = b'<?xml version="1.0" encoding="iso-8859-1"?>\n'
        job = self.load(head + b"<users><user><primary_id>w1</primary_id><last_name>D\x92Arc\x96\x80</last_name>"
                        b"<expiry_date>2033-05-01</expiry_date><purge_date>2034-05-01</purge_date></user></users>")
        self.assertEqual(self.user("w1")["last_name"], "D’Arc–€")
        self.assertEqual(job["warnings"], {"encoding_differs": 1})
        twice = self.load(person("w2", first_name="Bj\u00c3\u00b6rn"), person("w3", first_name="O\u0092Hara"))
        self.assertEqual(twice["warnings"], {"encoded_twice": 2})

    def test_what_nobody_can_see_is_no_part_of_an_id(self):
        self.load(person("k7", card("1")))
        for odd in ("k\u200b7", "\u00a0k7\u2003", "\ufeffk7", "k7\u200f", "k\u00ad7"):
            job = self.load(person(odd, card("1"), first_name=f"N{ord(odd[0])}{ord(odd[1])}"))
            self.assertEqual(job["counts"]["updated"], 1, repr(odd))
        self.load(person("k\uff17", card("2")))  # a full-width digit is another id
        self.assertEqual(self.users(), ["k7", "k\uff17"])

    def test_sharp_s_is_not_ss(self):
        self.load(person("weiss.b", first_name="Bo"), person("weiß.b", first_name="Bea"))
        self.load(person("grosse"))
        self.assertEqual(self.load(person("große"))["counts"]["created"], 1)
        self.assertEqual(self.load(person("GROßE"))["counts"]["created"], 0)
        self.assertEqual(self.users(), ["GROßE", "grosse", "weiss.b", "weiß.b"])

    def test_another_person_under_a_known_id_is_told_of(self):
        self.load(person("mk9", card("41"), first_name="Mary", last_name="Kent", birth_date="1988-03-04"))
        job = self.load(person("mk9", card("52"), first_name="Max", last_name="Klein", birth_date="2006-07-08"))
        self.assertEqual(self.warned(job)["mk9"],
                         [("other_person", "the record may be about a different person: no name matches the stored "
                                            "user")])
        self.load(person("cher", last_name="Cher"))
        self.assertEqual(self.load(person("cher", last_name="Madonna"))["warnings"], {"other_person": 1})

    def test_a_setting_that_would_make_new_people_every_night_is_refused(self):
        self.profile("    generate_primary_id: true\n")
        answer = self.ctl("check")
        self.assertEqual(answer.code, 2)
        self.assertIn("generate_primary_id: needs synchronize.match by another type, e.g. BARCODE; with match: "
                      "primary_id, every load would create new users for records without a primary id", answer.out)


class Companions(nights.NightsTest):
    def test_what_lies_beside_a_feed_is_told_once_and_left_alone(self):
        others = ["c.xml.asc", "c.xml.ok", "desktop.ini", "readme.md", "users"]
        self.start()
        for name in others:
            self.put(name, "x")
        self.put("C.XML", roster.feed(person("s1")))
        self.wait_for_file("C.XML.handled")
        self.put("d.Zip", "no zip")
        self.wait_for_file("d.Zip.failed")
        for name in others:
            self.assertEqual(self.log().count(f"{name}: left alone"), 1, self.log())
        self.assertEqual(self.names(), sorted([*others, "C.XML.handled", "C.XML.report.csv", "d.Zip.failed",
                                               "d.Zip.report.csv"]))
        self.assertEqual([job["file"] for job in self.jobs()], ["C.XML", "d.Zip"])
        self.assertEqual({left["state"] for left in self.ask("status")["files"]}, {"left_alone"})


class Harm(nights.NightsTest):
    """What can hurt is measured against the people who are there."""

    def test_half_a_feed_is_held_whatever_was_loaded_in_between(self):
        self.profile(LEAVERS)
        self.load(crowd(0, 240))
        self.load(crowd(0, 100), code=4, name="half.xml")
        self.load(person("p3", first_name="Mended"), words=("sync", "--partial"))
        job = self.load(crowd(0, 100), code=4, name="half.xml")
        self.assertIn("shrink: 140 of 240 users are not in the feed (58.3 %, limit 30.0 %)", job["message"])
        self.assertEqual(self.statuses(), {"ACTIVE": 240})

    def test_a_feed_of_changes_of_any_size_is_loaded(self):
        self.load(crowd(0, 300))
        self.assertEqual(self.load(crowd(20, 140, first_name="New"))["counts"]["updated"], 120)

    def test_a_feed_cut_at_a_page_marks_nobody(self):
        self.profile(LEAVERS)
        self.load(crowd(0, 500))
        job = self.load(crowd(0, 450), code=4)
        self.assertEqual(job["message"], "absent: 50 of 500 users would be marked (10.0 %, limit 5.0 %)")
        job = self.load(crowd(0, 500), crowd(0, 60), code=4)
        self.assertEqual(job["message"], "rejected: 60 of 560 records (10.7 %, limit 5.0 %)")
        self.assertEqual(self.statuses(), {"ACTIVE": 500})

    def test_an_import_makes_nobody_absent(self):
        self.profile("    import: {active: true, input: import}\n" + LEAVERS)
        (self.home / "inbox" / "import").mkdir()
        self.load(crowd(0, 30))
        self.assertEqual(self.load(person("newcomer"), words=("import",))["counts"]["created"], 1)
        self.assertEqual(self.statuses(), {"ACTIVE": 31})

    def test_a_list_taken_from_many_people_is_held(self):
        people = [person(f"p{n}", card(f"c{n}")) for n in range(150)]
        self.load(*people)
        broken = [one.replace("user_identifier>", "user_identifer>") for one in people[:60]]
        job = self.load(*broken, *people[60:], code=4)
        self.assertEqual(job["message"], "cleared: 60 of 150 users would lose user_identifiers (40.0 %, limit 20.0 %)")
        self.assertEqual(self.cards("p0"), ["c0"])


if __name__ == "__main__":
    unittest.main()
