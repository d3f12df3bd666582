"""Every command answers the same, whether rosterctl works on the store or asks the daemon."""

import json
import os
import re
import signal
import subprocess
import unittest

import roster
import terminal

GUARDED = """\
profiles:
  - code: SIS
    synchronize: {active: true, schedule: manual, xsd: auto}
    import: {active: false, xsd: auto}
    guard: {updated: 10%, from: 10}
obligations: none
purge: {jobs: [{name: leavers, guard: {share: 100%}}, {name: all, guard: {share: 1%, from: 1}}]}
"""

# FILE… stands for files of the test; the order matters.
COMMANDS = [
    "sync people.xml", "import more.xml", "sync --dry-run people.xml", "sync changed.xml",
    "sync SIS broken.xml", "sync missing.xml", "jobs", "jobs --status held --limit 3",
    "job 1", "job 5 --outcome rejected", "job 99", "approve 4", "approve 1", "undo 4 --dry-run",
    "undo 4", "undo 2", "sync changed.xml", "reject 8", "users --limit 3", "users --statistics",
    "user s1", "user nobody", "set s1 last_name Else", "set s1 no_such_field x",
    "unset s1 last_name", "set s1 last_name Else", "restore s1 last_name", "user s1 --history",
    "lock s2 --holder desk --for 8h", "why s2", "unlock s2", "why due", "why due --job leavers",
    "obligations owed.csv --source circulation", "purge all", "purge leavers --dry-run",
    "purge leavers", "purge nobody", "erased due", "erased s1", "erased --verify", "delete s3", "delete s3",
    "run SIS synchronize", "run SIS import", "schedule", "user due", "words profiles", "words groups",
    "words jobs", "words held", "words cats", "users --search s1 --group STAFF", "user s1 --secrets",
    "keep s4 --reason emeritus", "users --kept", "unkeep s4", "key list", "due leavers --ids primary_id",
    "export --as csv", "export nobody", "due leavers --ids BARCODE", "import people.xml --xsd none.xsd",
    "export --as koha", "export --as alma -o all.zip", "validate all.zip", "purge leavers --dry-run --ids primary_id",
    "purge all --csv", "purge leavers -o list.txt", "purge leavers --ids primary_id -o none/list.txt"]
ALONE = {"validate", "sample", "convert", "completion", "check"}  # never ask the daemon
DAEMONS = {"status", "reload"}  # nobody else can answer
ELSEWHERE = {"metrics", "backup", "restore-backup", "migrate", "key", "keep", "unkeep", "go-on", "compact"}  # tried by tests of their own


class SameAnswers(roster.RosterTest):
    def setUp(self):
        super().setUp()
        self.configure(GUARDED)
        past = {"expiry_date": "2020-01-01Z", "purge_date": "2020-01-01Z"}
        people = [roster.user(f"s{n}") for n in range(20)]
        for name, text in {
                "people.xml": roster.feed(*people, roster.user("due", **past)),
                "more.xml": roster.feed(roster.user("new"), roster.user("s1")),
                "changed.xml": roster.people(20, group="STAFF"),
                "broken.xml": roster.feed("<user><primary_id>b</primary_id>&</user>"),
                "owed.csv": "primary_id,kind,count,amount\ns1,loan,1,\n"}.items():
            (self.home / name).write_text(text)

    def said(self):
        """What each command said, without the times."""
        all_said = []
        for number, command in enumerate(COMMANDS):
            answer = self.ctl("--json", *command.split(), cwd=self.home)
            text = re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "TIME", answer.out)
            text = re.sub(r'"took_ms":\d+', '"took_ms":0', text)
            all_said.append((number, command, answer.code, text, answer.err))
        return all_said

    def test_over_the_socket_as_in_process(self):
        alone = self.said()
        self.store.empty()
        self.reports.rename(self.home / "old-reports")
        self.start()
        for ours, daemons in zip(alone, self.said()):
            self.assertEqual(daemons, ours)
        codes = {code for _, _, code, _, _ in alone}
        self.assertEqual(codes, {0, 1, 2, 3, 4, 6})

    def test_no_command_was_forgotten(self):
        listed = set(re.findall(r"^  ([a-z][a-z-]*)  +\S", self.ctl("--help").out, re.MULTILINE))
        tried = {command.split()[0] for command in COMMANDS}
        self.assertEqual(listed, tried | ALONE | DAEMONS | ELSEWHERE)

    def test_what_only_a_daemon_can_answer_is_exit_code_5_without_one(self):
        for command in DAEMONS:
            answer = self.ctl("--json", command)
            self.assertEqual(answer.code, 5, answer)
            self.assertEqual(answer.json["error"]["code"], "unreachable")


class CommandsByHand(roster.RosterTest):
    NOBODY = 65534

    def of_nobody(self, mode):
        """A directory for a store, which is nobody's, and a feed of root's with this mode."""
        self.home.chmod(0o755)
        store = self.home / "store"
        store.mkdir()
        os.chown(store, self.NOBODY, self.NOBODY)
        people = self.home / "people.xml"
        people.write_text(roster.people(1))
        people.chmod(mode)
        return store, people

    @unittest.skipUnless(roster.ROOT, "only root can become somebody else")
    def test_root_becomes_the_owner_of_the_stores_directory(self):
        store, people = self.of_nobody(0o600)
        done = subprocess.run([roster.ROSTERCTL, "--store", f"sqlite:{store}/users.db", "sync", str(people)],
                              capture_output=True, text=True, check=False)
        self.assertEqual((done.returncode, done.stderr), (0, ""), done.stdout)
        self.assertEqual({path.stat().st_uid for path in store.rglob("*")}, {self.NOBODY})

    @unittest.skipUnless(roster.ROOT, "only root can become somebody else")
    def test_root_is_who_asks_although_a_preview_gave_root_up(self):
        store, people = self.of_nobody(0o644)
        command = [roster.ROSTERCTL, "--store", f"sqlite:{store}/users.db"]
        subprocess.run(command + ["sync", str(people)], capture_output=True, check=True)
        code, said = terminal.answer(command + ["delete", "s0"], "1")
        self.assertEqual(code, 0, said)
        self.assertIn("asked by root", said)

    def test_standard_input_is_a_file_and_so_is_standard_output(self):
        store = f"sqlite:{self.home}/users.db"
        sample = subprocess.run([roster.ROSTERCTL, "sample", "-o", "-"], capture_output=True, check=True).stdout
        loaded = subprocess.run([roster.ROSTERCTL, "--store", store, "--json", "sync", "-"], input=sample,
                                capture_output=True, check=True).stdout
        self.assertEqual(json.loads(loaded)["counts"]["created"], 1)

    def test_what_a_full_disk_takes_no_more_is_told(self):
        with open("/dev/full", "w", encoding="utf-8") as full:
            done = subprocess.run([roster.ROSTERCTL, "--help"], stdout=full, stderr=subprocess.PIPE, text=True, check=False)
        self.assertEqual(done.stderr, "rosterctl: what was printed is incomplete: standard output cannot be written\n")
        self.assertEqual(done.returncode, 1)

    def test_a_reader_who_has_enough_is_no_failure(self):
        reader, writer = os.pipe()
        os.close(reader)
        done = subprocess.run([roster.ROSTERCTL, "--help"], stdout=writer, stderr=subprocess.PIPE, text=True, check=False)
        os.close(writer)
        self.assertIn((done.returncode, done.stderr), [(0, ""), (-signal.SIGPIPE, "")])

    def test_the_completion_script_completes(self):
        path = self.home / "people.xml"
        path.write_text(roster.people(1))
        store = f"sqlite:{self.home}/users.db"
        subprocess.run([roster.ROSTERCTL, "--store", store, "sync", str(path)], capture_output=True, check=True)
        script = subprocess.run([roster.ROSTERCTL, "completion"], capture_output=True, text=True, check=True).stdout

        def completed(*words):
            test = (f"rosterctl() {{ {roster.ROSTERCTL} \"$@\"; }}\n{script}\n"
                    f"COMP_WORDS=(rosterctl {' '.join(words)}); COMP_CWORD={len(words)}; _rosterctl\n"
                    "printf '%s\\n' \"${COMPREPLY[@]}\"")
            done = subprocess.run(["bash", "-c", test], capture_output=True, text=True, check=False, cwd=self.home)
            self.assertEqual(done.stderr, "")
            return done.stdout.split()
        self.assertIn("users", completed("us"))
        self.assertIn("--search", completed("users", "--se"))
        self.assertIn("held", completed("jobs", "--status", "''"))
        self.assertEqual(completed("--store", store, "job", "1"), ["1"])


if __name__ == "__main__":
    unittest.main()
