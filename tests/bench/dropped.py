"""Dropped: how long the daemon takes for a file that is renamed into its drop directory.

Measured from the moment when the file counts as settled (the first full second after its last
change, and `settle`) to the moment when it is called .handled.
"""
import math
import os
import shutil
import signal
import subprocess
import time

import measuring

SETTLE = 1
PATIENCE = 600
CONFIG = """\
store: sqlite:{run}/users.db
inbox: {run}/inbox
spool: {run}/spool
reports: {run}/reports
control: {run}/control.sock
settle: {settle}s
obligations: none
profiles:
  - code: default
    import: {{active: false}}
    synchronize: {{active: true, input: sync, xsd: auto, schedule: on_arrival}}
    guard: {{newly_due: 100%}}
"""


class Daemon:
    """rosterd on a university's store; used as a context."""

    def __init__(self, school, rosterd):
        self.school, self.run = school, school.path("run")
        self.command = [rosterd, "--config", os.path.join(self.run, "roster.yaml")]
        self.drop = os.path.join(self.run, "inbox", "sync")

    def __enter__(self):
        os.makedirs(self.drop)
        with open(self.command[-1], "w", encoding="utf-8") as config:
            config.write(CONFIG.format(run=self.run, settle=SETTLE))
        with open(f"{self.school.output}.err", "wb") as err:
            self.daemon = subprocess.Popen(self.command, stdin=subprocess.DEVNULL, stdout=err,
                                           stderr=err)
        self.wait_for(os.path.join(self.run, "control.sock"))
        return self

    def __exit__(self, *_):
        self.daemon.send_signal(signal.SIGTERM)
        _, _, self.usage = os.wait4(self.daemon.pid, 0)
        self.daemon.returncode = 0

    def wait_for(self, path):
        until = time.monotonic() + PATIENCE
        while not os.path.exists(path):
            if self.daemon.poll() is not None or time.monotonic() > until:
                raise measuring.Failed(f"rosterd: {measuring.read(self.school.output + '.err')}")
            time.sleep(0.002)


def measure(school, rosterd, feed):
    """A Run of the daemon's path; the job's report goes where school.counts() reads it."""
    name = os.path.basename(feed)
    with Daemon(school, rosterd) as daemon:
        waiting = os.path.join(daemon.drop, name + ".part")
        shutil.copy(feed, waiting)
        school.settle(waiting)
        dropped = os.path.join(daemon.drop, name)
        os.rename(waiting, dropped)
        settled = math.ceil(os.stat(dropped).st_ctime_ns / 1e9) + SETTLE
        daemon.wait_for(dropped + ".handled")
        wall = time.time() - settled
    reports = os.path.join(daemon.run, "reports")
    last = max(int(number) for number in os.listdir(reports) if number.isdigit())
    shutil.copy(os.path.join(reports, str(last), "report.json"), school.output + ".out")
    usage = daemon.usage
    return measuring.Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)
