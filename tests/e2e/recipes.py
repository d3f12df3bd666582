"""The recipes of docs/ils as a reader would copy them: their blocks, run against databases of one's own."""

import os
import pathlib
import shutil
import subprocess
import tempfile

from roster import ROOT, ROSTERCTL, SOURCE, RosterTest, feed, user


def blocks(page, language):
    """The fenced blocks of a page, in order."""
    found, current = [], None
    for line in (SOURCE / "docs" / "ils" / page).read_text().splitlines():
        if line.strip() == f"```{language}":
            current = []
        elif line.strip() == "```" and current is not None:
            found.append("\n".join(current) + "\n")
            current = None
        elif current is not None:
            current.append(line)
    return found


def need(test, program, package):
    """A tool that is missing fails a test: it is named in quickstart's test_packages."""
    if shutil.which(program) is None:
        test.fail(f"there is no {program} here: install {package}, as ./quickstart test does")


class Programs:
    """A directory of stubs that comes first in PATH."""

    def __init__(self, home):
        self.home = home / "bin"
        self.home.mkdir()
        self.scratch = home / "scratch"
        self.scratch.mkdir()
        self.scratch.chmod(0o1777)
        self.add("rosterctl", f'exec {os.path.abspath(ROSTERCTL)} --config {home}/roster.yaml "$@"')

    def add(self, name, script):
        path = self.home / name
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        return path

    def run(self, script, **places):
        """Runs a block; `places` are paths in it that are others here."""
        for old, new in places.items():
            script = script.replace(old, str(new))
        return subprocess.run(["sh", "-c", script], capture_output=True, text=True, timeout=60,
                              env={**os.environ, "PATH": f"{self.home}:{os.environ['PATH']}", "TMPDIR": str(self.scratch)})


class MariaDb:
    """A server for one test, reached over a socket."""

    def __init__(self, test):
        need(test, "mariadbd", "mariadb-server-core")
        self.home = pathlib.Path(tempfile.mkdtemp(prefix="roster-maria-"))
        test.addCleanup(shutil.rmtree, self.home, ignore_errors=True)
        common = ["--no-defaults", f"--datadir={self.home}/data"] + (["--user=root"] if ROOT else [])
        subprocess.run(["mariadb-install-db", *common, "--skip-test-db"], check=True, capture_output=True)
        self.server = subprocess.Popen(
            ["mariadbd", *common, "--skip-networking", "--skip-grant-tables", f"--socket={self.home}/sock",
             f"--pid-file={self.home}/pid"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        test.addCleanup(self.stop)
        test.wait_for(lambda: self.ask("SELECT 1").returncode == 0, "MariaDB")
        self.sql("CREATE DATABASE koha CHARACTER SET utf8mb4")

    def stop(self):
        self.server.kill()
        self.server.wait()

    def client(self, *words):
        return ["mariadb", "--no-defaults", f"--socket={self.home}/sock", *words]

    def ask(self, text, *words):
        return subprocess.run(self.client(*words), input=text, capture_output=True, text=True)

    def sql(self, text):
        done = self.ask(text, "-N", *(["koha"] if "CREATE DATABASE" not in text else []))
        if done.returncode:
            raise AssertionError(done.stderr)
        return done.stdout


GONE = {"expiry_date": "2020-01-01Z", "purge_date": "2021-01-01Z"}
PEOPLE = ["borrower", "debtor", "waiting", "queueing", "free", "unknown-there"]


class RecipesTest(RosterTest):
    """Six people who are due; a library system knows five of them, and what they owe."""

    SOURCE_NAME = ""

    def setUp(self):
        super().setUp()
        self.obligations = self.home / "inbox" / "obligations"
        self.obligations.mkdir()
        self.outbox = self.home / "inbox" / "outbox"
        self.configure(
            "profiles: [{code: SIS}]\n"
            f"obligations: {{sources: [{self.SOURCE_NAME}]}}\n"
            "purge: {jobs: [{name: undergraduates}]}\n", outbox=self.outbox)
        self.programs = Programs(self.home)
        self.put("a.xml", feed(*(user(name, **GONE) for name in PEOPLE)))
        self.assertEqual(self.ctl("import", self.drop / "a.xml").code, 0)

    def try_block(self, script):
        done = self.programs.run(script, **{"/srv/sis": self.home / "inbox", "/etc/roster": self.home})
        self.assertEqual(os.listdir(self.programs.scratch), [], "who goes is left in a file")
        return done

    def run_block(self, script):
        done = self.try_block(script)
        self.assertEqual(done.returncode, 0, done.stderr + done.stdout)
        return done.stdout

    def expect_nobody_purged(self, done):
        """A recipe that could not ask the library system, or tell it, confirms nobody."""
        self.assertNotEqual(done.returncode, 0, done.stdout)
        self.assertEqual(self.users(), sorted(PEOPLE))

    def take_in(self):
        """Takes in what lies in the directory of obligations."""
        name = self.SOURCE_NAME
        self.assertEqual(self.names(self.obligations), [name])
        answer = self.ctl("obligations", self.obligations / name, "--source", name)
        self.assertEqual(answer.code, 0, f"{answer}\n{(self.obligations / name).read_text()}")

    def export(self, name):
        """An export of everybody, as the recipe's own name it."""
        self.configure(f"profiles: [{{code: SIS}}]\nobligations: none\nexports:\n  - name: {name}\n    as: csv\n", outbox=self.outbox)
        self.assertEqual(self.ctl("export", name).code, 0)

    def import_twice(self, script, name):
        """Runs a recipe that imports what the export wrote; its loader appends to `imported`."""
        self.run_block(script)
        self.run_block(script)
        self.assertEqual((self.home / "imported").read_text().count("\nborrower,"), 1)
        self.assertTrue(self.names(self.outbox / name)[0].endswith(".csv.handled"))

    def blockers(self, name):
        return self.ask("why", name)["blockers"]

    def expect_blockers(self):
        self.assertEqual(self.blockers("borrower"), ["loans:2"])
        self.assertEqual(self.blockers("debtor"), ["balance:12.50"])
        self.assertEqual(self.blockers("waiting"), ["hold_shelf_requests:1"])
        for name in ("queueing", "free", "unknown-there"):
            self.assertEqual(self.blockers(name), [], name)
