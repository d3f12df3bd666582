"""A purge seen from outside: the preview is the truth, and a killed purge ends as an undisturbed one.

ROSTERCTL names the program. ROSTER_PURGE_USERS and ROSTER_PURGE_KILLS make it larger than the gate needs.
"""
import json
import os
import random
import shutil
import signal
import subprocess
import tempfile
import time
import unittest

import terminal

ROSTERCTL = os.environ["ROSTERCTL"]
USERS = int(os.environ.get("ROSTER_PURGE_USERS", "6000"))
KILLS = int(os.environ.get("ROSTER_PURGE_KILLS", "15"))
GROUPS = ["UNDERGRAD", "GRAD", "ALUMNI"]
KINDS = ["loan", "fee", "po_line", "purchase_order", "invoice", "locked_bib", "import_profile", "md_editor",
         "asset", "grant", "hold_shelf_request"]

CONFIG = """
store: sqlite:{work}/roster.db
timezone: UTC
inbox: {work}
spool: {work}/spool
reports: {work}/reports
control: {work}/control.sock
profiles:
  - code: SIS
    synchronize: {{active: true, input: synchronize}}
obligations:
  sources: [circulation]
purge:
  jobs:
    - {{name: undergraduates, user_group: UNDERGRAD, guard: {{share: 100%}}}}
    - {{name: graduates, user_group: GRAD, guard: {{share: 100%}}}}
    - {{name: alumni, user_group: ALUMNI, guard: {{share: 100%}}}}
"""


def person(number, due):
    group = GROUPS[number % 3]
    expiry, purge = ("2024-06-30", "2025-06-30") if due else ("2090-06-30", "2091-06-30")
    return (f"<user><primary_id>p{number}</primary_id><first_name>Firstname{number}x</first_name>"
            f"<last_name>Lastname{number}x</last_name><user_group>{group}</user_group>"
            f"<expiry_date>{expiry}</expiry_date><purge_date>{purge}</purge_date><user_identifiers><user_identifier>"
            f"<id_type>BARCODE</id_type><value>B{number}</value></user_identifier></user_identifiers></user>\n")


class Purge(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.top = tempfile.mkdtemp(prefix="roster_purge_")
        cls.work = os.path.join(cls.top, "work")
        os.makedirs(os.path.join(cls.work, "synchronize"))
        cls.config = os.path.join(cls.top, "roster.yaml")
        with open(cls.config, "w") as file:
            file.write(CONFIG.format(work=cls.work))
        cls.due = USERS // 20
        feed = os.path.join(cls.top, "all.xml")
        with open(feed, "w") as file:
            file.write("<users>\n")
            for number in range(USERS):
                file.write(person(number, number < cls.due))
            file.write("</users>\n")
        cls.run_ok("sync", feed)
        cls.blocked = len(KINDS) + 1  # every kind once, and a lock
        with open(os.path.join(cls.top, "circulation.csv"), "w") as file:
            file.write("primary_id,kind,count,amount\n")
            for number, kind in enumerate(KINDS):
                file.write(f"p{number},{kind},,12.50\n" if kind == "fee" else f"p{number},{kind},2,\n")
        cls.run_ok("obligations", os.path.join(cls.top, "circulation.csv"), "--source", "circulation")
        cls.run_ok("lock", f"p{len(KINDS)}", "--holder", "desk", "--for", "8h")
        cls.before = os.path.join(cls.top, "before")
        shutil.copytree(cls.work, cls.before)

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.top)

    def setUp(self):
        shutil.rmtree(self.work)
        shutil.copytree(self.before, self.work)

    @classmethod
    def command(cls, *words):
        return [ROSTERCTL, "--config", cls.config, *words]

    @classmethod
    def run_ok(cls, *words):
        done = subprocess.run(cls.command("--json", *words), capture_output=True, text=True)
        assert done.returncode == 0, (words, done.returncode, done.stdout, done.stderr)
        return json.loads(done.stdout)

    def users(self):
        done = subprocess.run(self.command("--json", "users"), capture_output=True, check=True)
        return done.stdout

    def test_the_preview_counts_what_the_purge_does(self):
        preview = self.run_ok("purge", "--all", "--dry-run")
        self.assertEqual(len(json.loads(self.users())["users"]), USERS)
        real = self.run_ok("purge", "--all")
        self.assertEqual([job["counts"] for job in preview], [job["counts"] for job in real])
        self.assertEqual(sum(job["counts"]["due"] for job in real), self.due)
        self.assertEqual(sum(job["counts"]["kept"] for job in real), self.blocked)
        self.assertEqual(len(json.loads(self.users())["users"]), USERS - self.due + self.blocked)
        kept = [line for job in real for line in self.run_ok("job", str(job["job"]), "--outcome", "kept")["users"]]
        reasons = {line["primary_id"]: line["blockers"] for line in kept}
        self.assertEqual(reasons["p0"], ["loans:2"])
        self.assertEqual(reasons["p1"], ["balance:12.50"])
        self.assertEqual(reasons[f"p{len(KINDS)}"], ["locked:desk"])
        self.assertEqual(len(reasons), self.blocked)

    def answer(self, text, *words, **more):
        """Runs a command at a terminal, answers its question; the exit code and what stood there."""
        return terminal.answer(self.command(*words), text, **more)

    def test_at_a_terminal_the_number_of_people_is_typed_first(self):
        gone = self.due // 3 - len([k for k in range(len(KINDS) + 1) if k % 3 == 0])
        code, said = self.answer("y", "purge", "undergraduates")
        self.assertEqual(code, 3, said)
        self.assertIn(f"Erase {gone} people for ever? Type {gone}: ", said)
        self.assertIn("rosterctl: nobody was erased", said)
        self.assertEqual(len(json.loads(self.users())["users"]), USERS)
        code, said = self.answer(str(gone), "purge", "undergraduates")
        self.assertEqual(code, 0, said)
        self.assertEqual(len(json.loads(self.users())["users"]), USERS - gone)
        code, said = self.answer("1", "delete", f"p{USERS - 1}")
        self.assertEqual(code, 0, said)
        self.assertIn("Erase 1 person for ever? Type 1: ", said)

    def test_at_a_terminal_the_answer_is_about_the_people_who_were_counted(self):
        gone = self.due // 3 - len([k for k in range(len(KINDS) + 1) if k % 3 == 0])
        code, said = self.answer(str(gone), "purge", "undergraduates",
                                 meanwhile=lambda: self.run_ok("keep", "p30", "--reason", "a lawsuit"))
        self.assertEqual(code, 4, said)
        self.assertRegex(said, rf"{gone - 1} would go, and they are not those whom job \d+ showed")
        self.assertEqual(len(json.loads(self.users())["users"]), USERS)

    def test_at_a_terminal_a_remark_keeps_nobody_from_the_question(self):
        confirmed = os.path.join(self.top, "confirmed.txt")
        with open(confirmed, "w") as file:
            file.write("nobody\np30\n")
        code, said = self.answer("y", "purge", "undergraduates", "--confirmed", confirmed)
        self.assertIn("Erase 1 person for ever? Type 1: ", said)
        self.assertEqual(code, 3, said)
        self.assertEqual(len(json.loads(self.users())["users"]), USERS)

    def test_a_list_that_nobody_reads_is_of_a_purge_that_is_complete(self):
        reader, writer = os.pipe()
        os.close(reader)
        done = subprocess.run(self.command("purge", "undergraduates", "--ids", "primary_id"), stdout=writer,
                              stderr=subprocess.PIPE, text=True)
        os.close(writer)
        self.assertEqual(done.stderr, "rosterctl: the purge is complete, but its list is not there: cannot write to "
                                      "standard output: Broken pipe\n")
        self.assertEqual(done.returncode, 1)

    def test_a_restored_backup_forgets_nobody_who_was_erased(self):
        """docs/operations.md, word by word: the backup is the store as it was before the purge."""
        work = self.work
        self.run_ok("purge", "--all")
        self.run_ok("delete", f"p{USERS - 1}")
        erased = {user["primary_id"] for user in json.loads(self.users())["users"]}
        lost = os.path.join(work, "lost")
        os.makedirs(lost, mode=0o700)
        for name in os.listdir(work):
            if name.startswith("roster.db") or name in ("reports", "spool"):
                shutil.move(os.path.join(work, name), lost)
        shutil.copy(os.path.join(self.before, "roster.db"), work)
        shutil.copy2(os.path.join(lost, "roster.db.key"), work)
        shutil.copytree(os.path.join(self.before, "reports"), os.path.join(work, "reports"))
        self.assertEqual(len(json.loads(self.users())["users"]), USERS)
        preview = self.run_ok("purge", "--again", os.path.join(lost, "roster.db"), "--dry-run")
        real = self.run_ok("purge", "--again", os.path.join(lost, "roster.db"), "--yes")
        self.assertEqual(preview["counts"], real["counts"])
        self.assertEqual({user["primary_id"] for user in json.loads(self.users())["users"]}, erased)
        self.assertEqual(self.run_ok("erased", "--verify")["entries"], USERS - len(erased))

    def test_what_was_purged_is_proved_and_gone_from_the_files(self):
        self.run_ok("purge", "--all")
        gone = self.due - 1
        self.assertEqual(self.run_ok("erased", f"p{gone}")["erasures"][0]["policy"],
                         "keep_statistics_and_remove_primary_id")
        for name in os.listdir(self.work):
            path = os.path.join(self.work, name)
            if not os.path.isfile(path):
                continue
            with open(path, "rb") as file:
                content = file.read()
            for trace in (f"Firstname{gone}x", f"Lastname{gone}x", f"B{gone}\x00"):
                self.assertFalse(trace.encode() in content, f"{trace!r} is in {name}")

    def test_killed_anywhere_it_ends_as_if_undisturbed(self):
        started = time.monotonic()
        reference_job = self.run_ok("purge", "undergraduates")
        duration = time.monotonic() - started
        reference = self.users()
        chance = random.Random(7)
        for _ in range(KILLS):
            self.setUp()
            process = subprocess.Popen(self.command("--json", "purge", "undergraduates"),
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(chance.uniform(0, duration))  # the moment of the kill is what varies
            process.send_signal(signal.SIGKILL)
            process.wait()
            purges = self.run_ok("jobs", "--kind", "purge")["jobs"]
            if not purges:  # killed before it was a job
                purges = [self.run_ok("purge", "undergraduates")]
            self.assertEqual(len(purges), 1)
            self.assertEqual(purges[0]["counts"], reference_job["counts"])
            self.assertEqual(self.users(), reference)
            reports = [name for name in os.listdir(os.path.join(self.work, "reports")) if not name.startswith(".")]
            self.assertIn(str(purges[0]["job"]), reports)
            lines = self.run_ok("job", str(purges[0]["job"]))["users"]
            self.assertEqual(sum(line["outcome"] == "purged" for line in lines), reference_job["counts"]["purged"])


if __name__ == "__main__":
    unittest.main()
