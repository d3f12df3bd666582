"""Measuring: one program run to its end, and the machine it ran on.

A Run holds wall-clock seconds, user + system processor seconds and the peak of resident memory in
MiB. The peak comes from the kernel (ru_maxrss of that child); it is never below what this script
itself holds, some 20 MiB, because a child starts as a copy of its parent.
"""
import dataclasses
import os
import re
import subprocess
import sys
import time


@dataclasses.dataclass(frozen=True)
class Run:
    wall: float
    cpu: float
    peak: float


class Failed(Exception):
    """A program that was measured did not do its work; says which, and its last words."""


def measure(command, output, good_codes=(0,), stdin=None):
    """Runs `command`, its standard output and error into files OUTPUT.out and OUTPUT.err."""
    with open(f"{output}.out", "wb") as out, open(f"{output}.err", "wb") as err:
        started = time.monotonic()
        child = subprocess.Popen(command, stdin=stdin or subprocess.DEVNULL, stdout=out, stderr=err)
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.monotonic() - started
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode not in good_codes:
        said = (read(f"{output}.err") or read(f"{output}.out"))[-500:].strip()
        raise Failed(f"{' '.join(map(str, command))}: ended with {child.returncode}: {said}")
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def read(path):
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError:
        return ""


def warm(path):
    """Reads a file through, so that it is in the page cache as far as memory allows."""
    buffer = bytearray(1 << 20)
    with open(path, "rb", buffering=0) as file:
        while file.readinto(buffer):
            pass


def first_line(command):
    """What a program says of itself, or `none`."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:
        return "none"
    return (done.stdout or done.stderr).strip().split("\n")[0]


def available_memory():
    """In bytes."""
    found = re.search(r"MemAvailable:\s+(\d+) kB", read("/proc/meminfo"))
    return int(found.group(1)) * 1024 if found else 0


def load_average():
    return " ".join(f"{load:.1f}" for load in os.getloadavg())


def machine(rosterctl, work):
    """What a reader must know of the machine, as (name, value) pairs."""
    model = re.search(r"model name\s*: (.*)", read("/proc/cpuinfo"))
    memory = re.search(r"MemTotal:\s+(\d+) kB", read("/proc/meminfo"))
    libxml2 = re.search(r"version (\d+)", first_line(["xmllint", "--version"]))
    here = os.path.dirname(os.path.abspath(__file__))
    return [
        ("processor", model.group(1) if model else os.uname().machine),
        ("cores", str(len(os.sched_getaffinity(0)))),
        ("memory", f"{int(memory.group(1)) / 2**20:.0f} GiB" if memory else "unknown"),
        ("kernel", f"{os.uname().sysname} {os.uname().release}"),
        ("file system", first_line(["findmnt", "-no", "FSTYPE", "-T", work])),
        ("compiler", first_line(["c++", "--version"])),
        ("SQLite", first_line(["sqlite3", "--version"]).split(" ")[0]),
        ("libxml2", libxml2.group(1) if libxml2 else "none"),
        ("Python", sys.version.split()[0]),
        ("Roster", f"{first_line([rosterctl, '--version'])}, "
                   f"{first_line(['git', '-C', here, 'describe', '--always', '--dirty'])}"),
        ("load average at the start", load_average()),
    ]
