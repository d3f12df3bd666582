"""The views of docs/sql.md, over people of whom most are tied to the library."""

import re
import sqlite3

import roster
from roster import feed, user

PAGE = (roster.SOURCE / "docs" / "sql.md").read_text()
VIEWS = ("roster_users", "roster_identifiers", "roster_jobs", "roster_blockers")
GONE = {"expiry_date": "2020-01-01Z", "purge_date": "2021-01-01Z"}
OWED = """\
# as_of: 2026-11-22T01:00:00Z
primary_id,kind,count,amount
LOANER,loan,2,
B-debtor,fee,,12.50
nobody,loan,1,
"""


def examples():
    return re.findall(r"```sql\n(.*?)```", PAGE, re.DOTALL)


def documented():
    """The columns of each view, as the page's tables list them."""
    columns = {}
    for view, section in re.findall(r"^## (roster_\w+)\n(.*?)(?=^## )", PAGE, re.DOTALL | re.MULTILINE):
        cells = re.findall(r"^\| (`.*?) \|", section, re.MULTILINE)
        columns[view] = re.findall(r"`(\w+)`", " ".join(cells))
    return columns


def card(number):
    return ("<user_identifiers><user_identifier segment_type=\"External\"><id_type>BARCODE</id_type>"
            f"<value>{number}</value></user_identifier></user_identifiers>")


class ViewsTest(roster.RosterTest):
    """Five people: one owes loans, one money, one is locked, one is kept, one was renamed."""

    def setUp(self):
        super().setUp()
        self.configure("profiles: [{code: SIS, synchronize: {active: true, match: BARCODE}}]\n"
                       "obligations: {sources: [desk]}\n")
        people = {name: user(name, **GONE).replace("</user>", card(f"B-{name}") + "</user>")
                  for name in ("loaner", "debtor", "locked", "kept", "before")}
        self.load("a.xml", people.values())
        people["before"] = people["before"].replace("<primary_id>before<", "<primary_id>after<")
        self.load("b.xml", people.values())
        self.load("c.xml", people.values(), "--dry-run")
        owed = self.home / "desk.csv"
        owed.write_text(OWED)
        for words in (("obligations", owed, "--source", "desk"), ("lock", "locked", "--holder", "anna", "--for", "8h"),
                      ("keep", "kept", "--reason", "thesis", "--until", "2099-12-31"),
                      ("keep", "after", "--reason", "for ever")):
            answer = self.ctl(*words)
            self.assertEqual(answer.code, 0, answer)

    def load(self, name, people, *words):
        path = self.home / name
        path.write_text(feed(*people))
        answer = self.ctl("sync", path, *words)
        self.assertEqual(answer.code, 0, answer)

    def in_file(self, question):
        """Its columns, and its rows as psql prints them."""
        with sqlite3.connect(self.store.path) as store:
            asked = store.execute(question)
            rows = [["" if cell is None else f"{cell:g}" if isinstance(cell, float) else str(cell) for cell in row]
                    for row in asked]
        store.close()
        return [column[0] for column in asked.description], ["|".join(row) for row in rows]

    def rows(self, view):
        return self.in_file(f"SELECT * FROM {view} ORDER BY 1, 2, 3, 4, 5")[1]
