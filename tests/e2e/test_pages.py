"""Whoever types what a page says gets what the page says. `test_pages.py --write` puts into the pages what the programs say now."""

import os
import pathlib
import shutil
import subprocess
import sys
import unittest

import console

SOURCE = pathlib.Path(__file__).resolve().parents[2]

# What a page takes for granted: bash, before its first command. Who reads them has a configuration, but for the README's.
CONFIGURED = """\
cat >roster.yaml <<END
store: sqlite:users.db
inbox: inbox
spool: spool
reports: reports
control: control.sock
timezone: UTC
profiles:
  - code: SIS
    synchronize: {active: true, schedule: manual, xsd: auto}
obligations: {sources: [circulation]}
purge: {jobs: [{name: undergraduates, user_group: UNDERGRAD, schedule: manual}]}
END
mkdir -p inbox/synchronize inbox/obligations
rosterctl() { [ "$1" = --store ] || set -- --config roster.yaml "$@"; command rosterctl "$@"; }
"""
PURGING = CONFIGURED + """\
rosterctl sample --users 400 --seed 5 -o users.zip
rosterctl sync users.zip
cat >circulation.csv <<END
primary_id,kind,count,amount
s1000034,loan,2,
s1000056,fee,,12.50
END
rosterctl obligations circulation.csv --source circulation
"""


def pages():
    return [SOURCE / "README.md", *sorted((SOURCE / "docs").glob("*.md"))]


def before(page):
    return {"README.md": "", "purging.md": PURGING}.get(page.name, CONFIGURED)


class Pages(console.ConsoleTest):
    def test_what_the_pages_say_is_what_a_reader_gets(self):
        compared = 0
        for page in pages():
            with self.subTest(page=page.name):
                for step, said in self.answers(page, before(page)):
                    compared += bool(step.answer)
                    self.assertTrue(console.fits(step.answer, said),
                                    f"{page.name}:{step.line}: {step.command}\n{console.difference(step.answer, said)}")
            for path in self.home.iterdir():
                shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
        self.assertGreater(compared, 10)

    def test_nothing_else_fits(self):
        self.assertTrue(console.fits(["job 1: …: done", "…", "end"], ["job 1: x: done", "a", "b", "end"]))
        self.assertFalse(console.fits(["created 2"], ["created 3"]))
        self.assertFalse(console.fits(["a"], ["a", "b"]))
        self.assertFalse(console.fits([], ["a"]))


class Demo(console.ConsoleTest):
    def test_the_demo_shows_a_held_load_and_a_purge_with_its_proof(self):
        done = subprocess.run([SOURCE / "docs" / "demo", console.PROGRAMS], capture_output=True, text=True, check=False,
                              env={**os.environ, "TMPDIR": str(self.home)})
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertEqual(done.stderr, "")
        for text in ("a bare & (write &amp;)", "synchronize default night3.xml: held", "(exit code 4)",
                     "approve 4", "s1000034: kept: loans:2", "s1000110: erased 20", " entries of the erasure ledger are valid",
                     f"The programs are in {console.PROGRAMS}"):
            self.assertIn(text, done.stdout)
        kept = list(self.home.glob("roster-demo.*/users.db"))
        self.assertEqual(len(kept), 1, "the demo's files stay")
        self.assertIn(str(kept[0].parent), done.stdout)


def write():
    """Corrects the pages."""
    for page in pages():
        test = console.ConsoleTest()
        test.setUp()
        text = page.read_text()
        new = console.corrected(text, test.answers(page, before(page)))
        test.clean_up()
        if new != text:
            page.write_text(new)
            print("corrected", page)


if __name__ == "__main__":
    write() if sys.argv[1:] == ["--write"] else unittest.main()
