"""A rosterd of one's own: its directories, its configuration, its log, and rosterctl to ask it.

Every test drives the real programs as an administrator would, in a temporary directory. Nothing
sleeps to pass: wait_for() polls until a condition holds and fails, with the log, when it does not.
"""

import contextlib
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import unittest

import stores

ROSTERD = os.environ.get("ROSTERD", "build/dev/rosterd")
ROSTERCTL = os.environ.get("ROSTERCTL", "build/dev/rosterctl")
PATIENCE = float(os.environ.get("ROSTER_PATIENCE", "60"))  # seconds until a test gives up
ROOT = os.geteuid() == 0
MAY_BE_NOBODY = not ROOT or shutil.which("setpriv")  # root may do everything
SOURCE = pathlib.Path(__file__).resolve().parents[2]
CANARY = "Zanzibar"  # part of every name and mail address in a feed; must never be logged

SYNCHRONIZE = """\
profiles:
  - code: SIS
    synchronize: {active: true, schedule: on_arrival, xsd: auto}
"""


def user(primary_id, group="UNDERGRAD", **more):
    """A record in V.2. `more`: further elements, as expiry_date="2030-01-01Z"."""
    fields = {"primary_id": primary_id, "first_name": "Ada", "last_name": CANARY,
              "user_group": group, "expiry_date": "2031-01-01Z", "purge_date": "2031-06-01Z"}
    fields.update(more)
    elements = "".join(f"<{name}>{value}</{name}>" for name, value in fields.items())
    mail = (f'<contact_info><emails><email preferred="true" segment_type="External">'
            f"<email_address>{primary_id}@{CANARY}.example</email_address>"
            f"<email_types><email_type>work</email_type></email_types></email></emails>"
            f"</contact_info>")
    return f"<user>{elements}{mail}</user>\n"


def feed(*records):
    return "<users>\n" + "".join(records) + "</users>\n"


def people(count, **more):
    return feed(*(user(f"s{n}", **more) for n in range(count)))


def sample(path, count, night=0):
    """A large lifelike feed."""
    command = [ROSTERCTL, "sample", "--users", str(count), "-o", str(path)]
    subprocess.run(command + (["--night", str(night)] if night else []), check=True)


class Answer:
    """What rosterctl said."""

    def __init__(self, done):
        self.code, self.out, self.err = done.returncode, done.stdout, done.stderr

    @property
    def json(self):
        return json.loads(self.out)

    def __str__(self):
        return f"exit {self.code}\n{self.out}{self.err}"


class RosterTest(unittest.TestCase):
    """A directory of its own for each test, and the daemons it starts."""

    maxDiff = None

    def setUp(self):
        self.home = pathlib.Path(tempfile.mkdtemp(prefix="roster-e2e-"))
        self.drop = self.home / "inbox" / "synchronize"
        self.drop.mkdir(parents=True)
        self.config = self.home / "roster.yaml"
        self.control = self.home / "control.sock"
        self.reports = self.home / "reports"
        self.log_file = self.home / "rosterd.log"
        self.daemon = None
        self.store = stores.new_store(self.home)
        self.addCleanup(self.clean_up)
        self.configure(SYNCHRONIZE)

    def clean_up(self):
        try:
            if self.daemon is not None and self.daemon.poll() is None:
                self.assertEqual(self.stop(), 0, self.log())
            self.assertNotIn(CANARY, self.log(), "the log names a person")
            self.assertNotIn("AddressSanitizer", self.log())
            self.assertNotIn("runtime error", self.log())
        finally:
            if self.daemon is not None and self.daemon.poll() is None:
                self.daemon.kill()
                self.daemon.wait()
            shutil.rmtree(self.home, ignore_errors=True)

    # The configuration ---------------------------------------------------------------------------

    def settings(self, profiles, **changed):
        """A whole configuration; `changed` are top-level keys, None leaves one out."""
        values = {"store": self.store.url, "inbox": self.home / "inbox",
                  "spool": self.home / "spool", "reports": self.reports, "control": self.control,
                  "timezone": "UTC", "settle": "0s", "incomplete": "1h", "rescan": "1h",
                  "workers": 2}
        values.update(changed)
        lines = [f"{key}: {value}\n" for key, value in values.items() if value is not None]
        return "".join(lines) + profiles

    def configure(self, profiles, **changed):
        self.config.write_text(self.settings(profiles, **changed))

    # The daemon ----------------------------------------------------------------------------------

    def start(self, *words, wait=True, under=(), **environment):
        """Starts rosterd, by the command `under` if there is one; returns when it answers."""
        with open(self.log_file, "a") as log:
            self.daemon = subprocess.Popen(
                [*under, ROSTERD, "--config", str(self.config), *words], stderr=log, stdout=log,
                env={**os.environ, **{k: str(v) for k, v in environment.items()}})
        if wait:
            self.wait_for(self.answers, "the daemon to answer")
        return self.daemon

    def start_as_nobody(self):
        """Starts a daemon that is not root, nor in any group; its directories are its own."""
        under = []
        if ROOT:
            under = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
            self.home.chmod(0o755)
            for path in (self.home, *self.home.rglob("*")):
                shutil.chown(path, 65534, 65534)
        self.start(under=under)

    def answers(self):
        if self.daemon.poll() is not None:
            self.fail(f"rosterd ended with {self.daemon.returncode}\n{self.log()}")
        return self.ctl("status").code == 0

    def stop(self, how=signal.SIGTERM):
        """Ends the daemon; returns its exit code."""
        self.daemon.send_signal(how)
        return self.daemon.wait(PATIENCE)

    def kill(self):
        self.daemon.kill()
        self.daemon.wait()

    def log(self):
        return self.log_file.read_text(errors="replace") if self.log_file.exists() else ""

    def wait_for(self, condition, what, patience=None):
        """Polls until `condition()` is true; returns what it gave."""
        end = time.monotonic() + (patience or PATIENCE)
        while True:
            found = condition()
            if found:
                return found
            if time.monotonic() > end:
                self.fail(f"waited in vain for {what}\n{self.log()}\n{self.listing()}")
            time.sleep(0.02)

    def wait_for_log(self, text, times=1):
        self.wait_for(lambda: self.log().count(text) >= times, f"the log to say '{text}'")

    # rosterctl -----------------------------------------------------------------------------------

    def ctl(self, *words, **options):
        return Answer(subprocess.run([ROSTERCTL, "--config", str(self.config), *map(str, words)],
                                     capture_output=True, text=True, timeout=PATIENCE, **options))

    def ask(self, *words):
        """The JSON that rosterctl prints."""
        answer = self.ctl("--json", *words)
        self.assertTrue(answer.out, answer)
        return answer.json

    def jobs(self, kind=None):
        """All jobs, the oldest first."""
        listed = self.ask("jobs", "--limit", 1000)["jobs"]
        return [job for job in reversed(listed) if kind in (None, job["kind"])]

    def users(self):
        return sorted(u["primary_id"] for u in self.ask("users")["users"])

    # Files ---------------------------------------------------------------------------------------

    def names(self, directory=None):
        """What lies in the drop directory, without hidden files."""
        return sorted(n for n in os.listdir(directory or self.drop) if not n.startswith("."))

    def listing(self):
        return "\n".join(str(path) for path in sorted(self.home.rglob("*")))

    def put(self, name, text, directory=None):
        """Drops a file at once and whole: written beside, then renamed."""
        directory = directory or self.drop
        data = text if isinstance(text, bytes) else text.encode()
        (directory / (name + ".part")).write_bytes(data)
        (directory / (name + ".part")).rename(directory / name)

    def wait_for_file(self, name, directory=None):
        self.wait_for(((directory or self.drop) / name).exists, name)

    def report(self, name):
        self.wait_for_file(name + ".report.csv")
        return (self.drop / (name + ".report.csv")).read_text()


def free_port():
    """A TCP port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def other_file_system(test):
    """A directory that is not on the file system of the test's own directory."""
    directory = pathlib.Path(tempfile.mkdtemp(prefix="roster-e2e-", dir="/dev/shm"))
    try:
        if directory.stat().st_dev == test.home.stat().st_dev:
            test.skipTest("/dev/shm is no other file system than the temporary directory")
        yield directory
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def can_trace():
    """Sandboxes may forbid it. Where the package strace is missing, that is an error."""
    return subprocess.run(["strace", "-o", os.devnull, "true"], capture_output=True,
                          check=False).returncode == 0


def failing(call, error):
    """For start(under=…): a kernel whose `call` fails. Leaks cannot be looked for in what is traced."""
    return ["env", "ASAN_OPTIONS=detect_leaks=0", "strace", "-D", "-f", "-qq", "-o", os.devnull,
            "-e", f"trace={call}", "-e", f"inject={call}:error={error}"]
