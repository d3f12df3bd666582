"""The console in a real browser (tests/browser/console.mjs). Without chromium, node or their packages it fails: it is no luxury."""

import os
import pathlib
import re
import subprocess
import unittest
from xml.sax.saxutils import escape

import roster

BROWSER = pathlib.Path(__file__).resolve().parents[1] / "browser"
PROFILES = """\
profiles:
  - {code: SIS, synchronize: {active: true, schedule: on_arrival, xsd: auto, input: SIS}}
  - {code: HR, synchronize: {active: true, schedule: on_arrival, xsd: auto, input: HR}}
  - {code: KIOSK, synchronize: {active: true, schedule: on_arrival, xsd: auto, input: KIOSK}}
  - {code: DESK, synchronize: {active: true, schedule: on_arrival, xsd: auto, input: DESK}}
obligations: {sources: [circulation]}
purge:
  jobs:
    - {name: undergraduates, user_group: UNDERGRAD, schedule: "0 3 1 * *"}
    - {name: graduates, user_group: GRAD, schedule: "0 3 2 * *"}
"""
EVIL = {"first_name": escape("\"><img src=x onerror=alert(1)>"),
        "last_name": escape(f"<script>alert(1)</script> {roster.CANARY} \u202egnirts"),
        "job_description": escape("' onmouseover='alert(1)"),
        "user_group": escape("<b class=evil>&amp;</b>")}


class Console(roster.RosterTest):
    def setUp(self):
        super().setUp()
        for name in ("SIS", "HR", "KIOSK", "DESK", "obligations"):
            (self.home / "inbox" / name).mkdir()
        self.port = roster.free_port()
        self.configure(PROFILES, http=(
            f"{{listen: '127.0.0.1:{self.port}', user_header: X-Remote-User, trusted_proxies: [127.0.0.1], "
            "roles: {viewer: [vera], operator: [olaf], approver: [anna, bert]}}"))
        self.start()
        self.fill("SIS", "s", "UNDERGRAD")
        self.fill("HR", "h", "GRAD")
        self.fill("KIOSK", "k", "GUEST")
        self.fill("DESK", "d", "GUEST")
        self.load("SIS", "evil.xml", roster.feed(*(roster.user(f"s{n}") for n in range(120)), roster.user("evil", **EVIL)))
        self.load("SIS", "broken <b>.xml", roster.feed(roster.user("s3"), "<user><primary_id>s4</user>"))
        (self.home / "inbox" / "obligations" / "circulation").write_text(
            "primary_id,kind,count,amount\nsleaver0,loan,1,\nhleaver0,loan,1,\nnobody,loan,2,\n")
        self.wait_for(lambda: self.ctl("--json", "jobs", "--kind", "obligations").json["jobs"], "the obligations")
        self.hold("SIS", "s", "UNDERGRAD")
        self.hold("HR", "h", "GRAD")
        self.hold("KIOSK", "k", "GUEST")
        self.hold("DESK", "d", "GUEST")

    def load(self, profile, name, text, ending=".handled"):
        (self.home / "inbox" / profile / name).write_text(text)
        self.wait_for(lambda: (self.home / "inbox" / profile / (name + ending)).exists(), f"{name} to be loaded")

    def fill(self, profile, letter, group):
        leavers = [roster.user(f"{letter}leaver{n}", group=group, expiry_date="2020-01-01Z", purge_date="2020-06-01Z")
                   for n in range(4)]
        stay = [roster.user(f"{letter}{n}", group=group) for n in range(116)]
        self.load(profile, "first.xml", roster.feed(*stay, *leavers))

    def hold(self, profile, letter, group):
        """Everybody gets another name, which nobody means; one would become due."""
        names = {"group": group, "last_name": roster.CANARY + "-Changed"}
        changed = [roster.user(f"{letter}{n}", **names) for n in range(115)]
        changed.append(roster.user(f"{letter}115", **names, expiry_date="2020-01-01Z", purge_date="2020-06-01Z"))
        self.load(profile, "changed.xml", roster.feed(*changed), ".held")

    def test_the_stories_of_the_console(self):
        done = subprocess.run(["node", BROWSER / "console.mjs", f"http://127.0.0.1:{self.port}",
                               *os.environ.get("ROSTER_STORIES", "").split()],
                              capture_output=True, text=True, timeout=480, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertGreaterEqual(len(re.findall("^ok ", done.stdout, re.M)), 2, done.stdout)

    def ask(self, *words):
        """curl, as a proxy would ask for somebody."""
        return subprocess.run(["curl", "-s", "-i", *words], capture_output=True, text=True, timeout=60, check=True).stdout


if __name__ == "__main__":
    unittest.main()
