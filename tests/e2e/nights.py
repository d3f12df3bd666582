"""Nights as they really are: feeds and lists that are untidy, and what an administrator sees then."""

import os

import clock
import roster

FUTURE = {"expiry_date": "2033-05-01", "purge_date": "2034-05-01"}
GONE = {"expiry_date": "2020-05-01", "purge_date": "2021-05-01"}
LEAVERS = "    absent: {after: 1, status: INACTIVE, purge_after: 60d}\n    full: true\n"


def person(primary_id, *elements, **fields):
    """A record with these elements (as text) and fields; without dates when a field is None."""
    fields = {"last_name": roster.CANARY, **FUTURE, **fields}
    text = "".join(f"<{name}>{value}</{name}>" for name, value in fields.items() if value is not None)
    return f"<user><primary_id>{primary_id}</primary_id>{text}{''.join(elements)}</user>\n"


def card(*values):
    items = "".join(f"<user_identifier><id_type>BARCODE</id_type><value>{value}</value></user_identifier>"
                    for value in values)
    return f"<user_identifiers>{items}</user_identifiers>"


def crowd(first, last, *elements, **fields):
    return "".join(person(f"p{n}", *elements, **fields) for n in range(first, last))


class NightsTest(roster.RosterTest):
    """Loads, lists and purges by hand, each a night of its own."""

    def profile(self, lines="", rest="obligations: none\npurge: {jobs: [{name: leavers}]}\n", **changed):
        self.configure("profiles:\n  - code: SIS\n    synchronize: {active: true, schedule: on_arrival}\n"
                       + lines + rest, **changed)

    def setUp(self):
        super().setUp()
        self.profile()

    def later(self, days):
        """What rosterctl needs to live so many days later."""
        if days == 0:
            return {}
        if clock.LIBRARY is None:
            self.skipTest("libfaketime is not installed (package faketime)")
        return {"env": {**os.environ, "LD_PRELOAD": clock.LIBRARY, "FAKETIME": f"+{days}d",
                        "NO_FAKE_STAT": "1", "ASAN_OPTIONS": "verify_asan_link_order=0"}}

    def say(self, *words, code=0, days=0):
        """The JSON document of a command that ends with this exit code."""
        answer = self.ctl("--json", *words, **self.later(days))
        self.assertEqual(answer.code, code, answer)
        return answer.json

    def load(self, *records, code=0, name="night.xml", words=("sync",), days=0):
        """Loads one feed; the job."""
        data = records[0] if isinstance(records[0], bytes) else roster.feed(*records).encode()
        (self.home / name).write_bytes(data)
        return self.say(*words, self.home / name, code=code, days=days)

    def owe(self, *rows, code=0, end="\n", source="circulation"):
        """Takes in a list of obligations by hand; the job."""
        text = "\n".join(("primary_id,kind,count,amount", *rows)) + end
        (self.home / "owed.csv").write_text(text)
        return self.say("obligations", self.home / "owed.csv", "--source", source, code=code)

    def lines(self, job, outcome=None):
        """The report's lines about people: by primary id."""
        words = ("--outcome", outcome) if outcome else ()
        return {line.get("primary_id"): line for line in self.ask("job", job["job"], *words)["users"]}

    def warned(self, job):
        """Each warning's code and message, by primary id."""
        return {who: [(warning["code"], warning["message"]) for warning in line.get("warnings", [])]
                for who, line in self.lines(job).items()}

    def user(self, primary_id):
        return self.ask("user", primary_id)

    def cards(self, primary_id):
        return [item["value"] for item in self.user(primary_id).get("user_identifier", [])]

    def blockers(self, primary_id, days=0):
        return self.say("why", primary_id, days=days)["blockers"]

    def statuses(self):
        """How many users have each status."""
        found = [user["status"]["value"] for user in self.ask("users")["users"]]
        return {status: found.count(status) for status in found}
