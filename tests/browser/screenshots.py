#!/usr/bin/env python3
"""screenshots.py DIR [PAGE…]: takes pictures of the console over two weeks of invented nights, for docs/console.md."""

import datetime
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "e2e"))

import roster  # noqa: E402
import test_console  # noqa: E402

NIGHTS = 14
PROFILES = """\
profiles:
  - code: SIS
    description: Student Information System
    synchronize: {active: true, schedule: "0 2 * * *", xsd: auto, input: SIS}
    guard: {newly_due: 100%}
  - {code: ALUMNI, synchronize: {active: true, schedule: on_arrival, xsd: auto, input: ALUMNI}}
  - {code: HR, synchronize: {active: true, schedule: on_arrival, xsd: auto, input: HR}}
obligations: {sources: [circulation], max_age: 48h}
purge:
  jobs:
    - {name: undergraduates, user_group: UNDERGRAD, schedule: "0 3 1 * *"}
    - {name: staff, user_group: STAFF, schedule: "0 3 1 * *"}
"""


class Nights(test_console.Console):
    def runTest(self):
        pass

    def begin(self):
        pass

    def at(self, moment, *words):
        subprocess.run(["faketime", moment.strftime("%F %T"), roster.ROSTERCTL, "--config", self.config, *words],
                       check=False, capture_output=True)

    def fill_nights(self):
        today = datetime.datetime.now().replace(hour=2, minute=0, second=0)
        for night in range(NIGHTS):
            path = self.home / f"night{night:02}.zip"
            roster.sample(path, 4000, night)
            self.at(today - datetime.timedelta(days=NIGHTS - night), "sync", "SIS", path)
        leavers = "".join(roster.user(f"l{n}", group="UNDERGRAD", first_name=name, last_name=last, expiry_date="2020-01-01Z",
                                      purge_date="2025-06-01Z") for n, (name, last) in enumerate(PEOPLE))
        feed = self.home / "leavers.xml"
        feed.write_text(roster.feed(leavers))
        self.at(today - datetime.timedelta(days=1), "sync", "ALUMNI", feed)
        owed = self.home / "circulation.csv"
        owed.write_text("primary_id,kind,count,amount\nl0,loan,2,\nl1,fee,,12.50\nx9,loan,1,\n")
        self.at(today, "obligations", owed, "--source", "circulation")
        staff = [("Staff", last) for _, last in PEOPLE]
        for name, group, day in (("staff.xml", "STAFF", 1), ("staff2.xml", "GUEST", 0)):
            feed = self.home / name
            feed.write_text(roster.feed(*(roster.user(f"h{n}", group=group, first_name=first, last_name=last)
                                          for n, (first, last) in enumerate(staff))))
            self.at(today - datetime.timedelta(days=day), "sync", "HR", feed)
        self.at(today, "set", "l2", "user_group", "STAFF")
        self.at(today, "keep", "l3", "--reason", "works on an exhibition")
        self.at(today, "purge", "undergraduates", "--hold")


PEOPLE = [(first, last) for last in ("Lovelace", "Hopper", "Noether", "Germain", "Kovalevskaya", "Mirzakhani", "Franklin", "Meitner", "Curie",
                                     "Goeppert", "Wu", "Johnson") for first in ("Ada", "Grace", "Emmy", "Sophie", "Sofia", "Maryam", "Rosa",
                                                                                 "Lise", "Marie", "Maria")]


def main():
    nights = Nights()
    roster.RosterTest.setUp(nights)
    for name in ("SIS", "HR", "ALUMNI", "obligations"):
        (nights.home / "inbox" / name).mkdir()
    port = roster.free_port()
    nights.configure(PROFILES, http=(
        f"{{listen: '127.0.0.1:{port}', user_header: X-Remote-User, trusted_proxies: [127.0.0.1], "
        "roles: {viewer: [vera], operator: [olaf], approver: [anna, bert]}}"))
    nights.fill_nights()
    nights.start()
    (nights.home / "inbox" / "SIS" / "tonight.zip").write_bytes((nights.home / "night13.zip").read_bytes())
    subprocess.run(["node", ROOT / "tests" / "browser" / "console.mjs", f"http://127.0.0.1:{port}", "--screenshots", *sys.argv[1:]],
                   check=True)
    nights.stop()
    nights.doCleanups()


if __name__ == "__main__":
    main()
