"""The console blocks of a page: what they say to type, and what they say comes back.

A block is fenced by ```console. A line that starts with `$ ` is typed, the lines after it are the answer. Blocks of a page run
in order, in one directory. A block is not run when it has a line that starts with `# ` (typed as root), or when the line before
it is a comment that says why not: <!-- not run: it needs systemd -->.

In an answer `…` alone on a line stands for any lines, elsewhere for any text of its line. Times, durations, accounts and the scratch directory
differ with each run and are compared as such; nothing else may differ.
"""

import difflib
import os
import pathlib
import re
import subprocess

import roster

PROGRAMS = pathlib.Path(roster.ROSTERCTL).resolve().parent
DONE = "— done —"
NOT_RUN = re.compile(r"<!-- not run: (.+) -->")
VARYING = [  # what differs with each run
    (re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d UTC"), "TIME"),
    (re.compile(r"took (\d+m\d\ds|\d+ ?m?s)"), "took N s"),
    (re.compile(r"(asked|approved|rejected) by [^,\s]+"), r"\1 by NAME"),
    (re.compile(r"(?<=TIME  )\d+ ?m?s$"), "N s"),
]


class Step:
    """One command and its answer. `first` and `last` are the answer's lines in the page: [first, last)."""

    def __init__(self, line, command, first):
        self.line, self.command, self.first, self.last, self.answer = line, command, first, first, []


def steps(text):
    """The commands of a page that are to be run, in their order."""
    found, fenced, why_not, before = [], None, None, ""
    for number, line in enumerate(text.splitlines()):
        if fenced is None:
            if line == "```console":
                fenced, why_not = [], NOT_RUN.fullmatch(before)
        elif line == "```":
            if not why_not and not any(step.command.startswith("# ") for step in fenced):
                found += fenced
            fenced = None
        elif line.startswith(("$ ", "# ")):
            command = line.removeprefix("$ ")
            fenced.append(Step(number + 1, command, number + 1))
        elif fenced:
            fenced[-1].answer.append(line)
            fenced[-1].last = number + 1
        before = line or before
    return found


def same_each_time(line):
    for what, stands_for in VARYING:
        line = what.sub(stands_for, line)
    return line.rstrip()


def fits(expected, said):
    """Is `said` what `expected` stands for? Both are lists of lines."""
    pattern = ""
    for line in expected:
        if line.strip() == "…":
            pattern += r"(.*\n)*"
        else:
            pattern += ".*".join(re.escape(part) for part in same_each_time(line).split("…")) + r"\n"
    return re.fullmatch(pattern, "".join(same_each_time(line) + "\n" for line in said)) is not None


def difference(expected, said):
    return "\n".join(difflib.unified_diff(expected, said, "the page", "the program", lineterm="", n=1))


def corrected(text, answers):
    """The page with the answers that the programs gave, where these do not fit. `answers`: (step, lines)."""
    lines = text.splitlines()
    for step, said in reversed(answers):
        if not fits(step.answer, said):
            lines[step.first:step.last] = said
    return "\n".join(lines) + "\n"


class ConsoleTest(roster.RosterTest):
    """A page's commands run in one bash; build/release is the directory of the programs, as it is for who built them."""

    def answers(self, page, before):
        (self.home / "build").mkdir(exist_ok=True)
        (self.home / "build" / "release").symlink_to(PROGRAMS)
        found = steps(page.read_text())
        typed = "exec 2>&1\n" + before + f"echo '{DONE}'\n"
        for step in found:
            typed += f"{step.command}\necho '{DONE}'\n"
        path = os.environ["PATH"] if page.name == "README.md" else f"{PROGRAMS}:{os.environ['PATH']}"
        done = subprocess.run(["bash"], input=typed, cwd=self.home, capture_output=True, text=True, check=False,
                              timeout=roster.PATIENCE * 5, env={**os.environ, "PATH": path, "LC_ALL": "C.UTF-8", "TZ": "UTC"})
        said = done.stdout.split(DONE + "\n")
        self.assertEqual(len(said), len(found) + 2, done.stdout)
        return [(step, text.splitlines()) for step, text in zip(found, said[1:])]
