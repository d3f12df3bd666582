"""The nights script on a university of 500: every work gets its line, every goal its verdict.

ROSTERCTL names the program. Nothing here looks at a time: what a busy machine says is no failure.
"""
import os
import shutil
import subprocess
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
WORKS = ["first load", "second night", "second night, zipped", "dry run of it", "first load, dropped", "second night, dropped",
         "purge of the 5 % who are due", "shell: delete the same rows",
         "shell: delete and write the same", "plain Python, first load", "first load, 100 users",
         "first load, 1,000 users"]
IN_POSTGRES = ["first load, PostgreSQL", "second night, PostgreSQL", "purge of the 5 % who are due, PostgreSQL"]


def tables(output):
    """The tables, as rows of cells."""
    found = []
    for block in output.split("\n\n"):
        rows = [[cell.strip() for cell in line.strip("|").split("|")]
                for line in block.splitlines() if line.startswith("|")]
        if rows:
            found.append(rows[2:])  # without head and rule
    return found


class NightsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        done = subprocess.run(
            [sys.executable, os.path.join(HERE, "nights.py"), "--rosterctl",
             os.environ["ROSTERCTL"], "--users", "500", "--small", "100", "--rounds", "1",
             "--double", "--postgresql"],
            capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        cls.output = done.stdout
        works, in_postgres, cls.goals = tables(done.stdout)
        cls.works = {row[0]: row[1:] for row in works + in_postgres}

    def test_every_work_ran_once_and_has_its_line(self):
        for work in WORKS + IN_POSTGRES:
            self.assertEqual(self.works[work][0], "1", work)

    def test_the_peers_that_need_xmllint_ran_or_say_why_not(self):
        for work in ("xmllint --stream", "xmllint (whole tree)"):
            ran, why_not = self.works[work][0], self.works[work][-1]
            if shutil.which("xmllint"):
                self.assertEqual(ran, "1", why_not)
            else:
                self.assertEqual((ran, why_not), ("0", "no xmllint here"))

    def test_every_goal_has_a_verdict(self):
        verdicts = [row[-1] for row in self.goals]
        self.assertEqual(len(verdicts), 18)
        needs_xmllint = 0 if shutil.which("xmllint") else 3
        self.assertEqual(verdicts.count("not measured"), needs_xmllint)
        self.assertEqual(verdicts.count("met") + verdicts.count("MISSED"), 18 - needs_xmllint)

    def test_the_machine_is_named(self):
        for fact in ("processor", "cores", "kernel", "compiler", "SQLite", "libxml2"):
            self.assertRegex(self.output, rf"(?m)^- {fact}: .+")


if __name__ == "__main__":
    unittest.main()
