#!/usr/bin/env python3
"""Nights: how long a first load, a quiet night and a purge take, beside what else could be done.

Makes the feeds of an invented university, then runs Roster and its peers by turns, round after
round, and prints medians, ratios and peak memory. docs/performance.md says what each line means.

At 1,000,000 users it needs 12 GB of disk (25 with --double) and, with the default rounds, half an
hour.
"""
import argparse
import dataclasses
import os
import shutil
import sys
import tempfile

import dropped
import in_postgres
import measuring
import purge_peer
from result_table import Goal, goals_table, runs_table
from rounds import Work, run_rounds, tell
from university import University

HERE = os.path.dirname(os.path.abspath(__file__))
SCHEMA = os.path.join(HERE, "..", "..", "schemas", "user-v2.xsd")

XMLLINT, XMLLINT_TREE = "xmllint --stream", "xmllint (whole tree)"
DROPPED_FIRST, DROPPED_SECOND = "first load, dropped", "second night, dropped"
FIRST, SECOND, ZIPPED, DRY = "first load", "second night", "second night, zipped", "dry run of it"
PYTHON, PURGE = "plain Python, first load", "purge of the 5 % who are due"
SHELL_DELETE, SHELL_ALL = "shell: delete the same rows", "shell: delete and write the same"


class Night:
    """All works on one university. `suffix` is added to their names."""

    def __init__(self, university, options, suffix=""):
        self.university, self.options, self.suffix = university, options, suffix
        self.peer, self.purged = None, 0
        self.night = {}  # the counts of the second night, which every way to do it must give

    def first_load(self, feed=None):
        school = self.university
        feed = feed or school.night0

        def check():
            if school.counts()["created"] != school.users:
                raise measuring.Failed("the first load did not create everybody")
            school.keep_loaded()
        return Work(FIRST + self.suffix, lambda: school.empty(feed), lambda: school.sync(feed),
                    check)

    def second_night(self, name, feed, *more):
        school = self.university

        def check():
            if school.counts() != (self.night or school.counts()):
                raise measuring.Failed(f"{name}: {school.counts()}, earlier {self.night}")
            self.night = school.counts()
        return Work(name + self.suffix, lambda: school.put_back(feed),
                    lambda: school.sync(feed, *more), check)

    def second_nights(self):
        school = self.university
        return [self.second_night(SECOND, school.night1),
                self.second_night(ZIPPED, school.night1_zip),
                self.second_night(DRY, school.night1, "--dry-run")]

    def dropped(self):
        """The same two feeds by the daemon's path."""
        school = self.university

        def path_of(feed):
            return lambda: dropped.measure(school, self.options.rosterd, feed)

        def check_first():
            if school.counts()["created"] != school.users:
                raise measuring.Failed("the dropped first load did not create everybody")

        def check_second():
            if school.counts() != self.night:
                raise measuring.Failed(f"dropped: {school.counts()}, by command {self.night}")
        return [Work(DROPPED_FIRST, lambda: school.empty(school.night0), list, check_first,
                     measure=path_of(school.night0)),
                Work(DROPPED_SECOND, lambda: school.put_back(school.night1), list, check_second,
                     measure=path_of(school.night1))]

    def purge(self):
        school = self.university

        def check():
            self.purged = school.counts()["purged"]
            if not 0 < self.purged < 0.1 * school.users:
                raise measuring.Failed(f"{self.purged} of {school.users} purged: not some 5 %")
            if self.peer is None and not self.suffix:
                self.peer = purge_peer.PurgePeer(school.directory, school.loaded, school.store)
        return Work(PURGE + self.suffix, school.put_back, school.purge, check)

    def shells(self):
        school = self.university

        def delete():
            return purge_peer.command(school.store, self.peer.delete_script)

        def all_rows():
            return purge_peer.command(school.store, self.peer.all_script)
        return [Work(SHELL_DELETE, school.put_back, delete),
                Work(SHELL_ALL, school.put_back, all_rows, lambda: self.peer.check(school.store))]

    def xmllint(self, name, *more, rounds=0, left_out=""):
        school = self.university
        command = ["xmllint", "--noout", *more, "--schema", SCHEMA, school.night0]
        if not shutil.which("xmllint"):
            left_out = "no xmllint here"
        return Work(name + self.suffix, lambda: school.settle(school.night0), lambda: command,
                    rounds=rounds, left_out=left_out)

    def whole_tree(self):
        needed = 11 * os.path.getsize(self.university.night0)  # as was seen
        left_out = "none wanted" if self.options.tree_rounds == 0 else ""
        if needed > measuring.available_memory():
            left_out = f"it would need {needed / 2**30:.0f} GiB of memory"
        work = self.xmllint(XMLLINT_TREE, rounds=self.options.tree_rounds, left_out=left_out)
        return dataclasses.replace(work, may_fail=True)

    def plain_python(self):
        school = self.university
        command = [sys.executable, os.path.join(HERE, "plain_python.py"), school.night0,
                   school.path("run", "plain.db")]
        return Work(PYTHON, lambda: school.empty(school.night0), lambda: command, rounds=self.options.peer_rounds,
                    left_out="" if self.options.peer_rounds else "none wanted")

    def works(self):
        return [self.xmllint(XMLLINT, "--stream"), self.first_load(), *self.second_nights(),
                *self.dropped(), self.purge(), *self.shells(), self.whole_tree(), self.plain_python()]

    def small_works(self):
        return [self.xmllint(XMLLINT, "--stream"), self.first_load(), self.second_nights()[0],
                self.purge(), self.whole_tree()]

    def postgres_works(self):
        return [self.first_load(), self.second_nights()[0], self.purge()]

    def double_works(self):
        """For their memory, which one run tells. A plain file would be larger than a feed may be."""
        school = self.university
        works = [self.first_load(school.night0_zip),
                 self.second_night(SECOND, school.night1_zip)]
        return [dataclasses.replace(work, rounds=1) for work in works]


def goals(results, large, small, double):
    def grown(name):
        ratio = results.ratio(name + small.suffix, name)
        return 1 / ratio * small.university.users / large.university.users if ratio else None

    def beyond(name, command):
        path, alone = results.median(name), results.median(command)
        return (path - 0.3) / alone if path and alone else None

    def more_memory(name):
        one, two = results.median(name, "peak"), results.median(name + double.suffix, "peak")
        return (two - one) * 1e6 / large.university.users if two else None
    return [
        Goal(FIRST, results.ratio(FIRST, XMLLINT), 0.5, f"× {XMLLINT}"),
        Goal(SECOND, results.ratio(SECOND, XMLLINT), 0.06, f"× {XMLLINT}"),
        Goal(ZIPPED, results.ratio(ZIPPED, XMLLINT), 0.10, f"× {XMLLINT}"),
        Goal(DRY, results.ratio(DRY, SECOND), 1, "× the real one"),
        *(Goal(f"{name} beyond 0.3 s", beyond(name, command), 1.25, "× " + command)
          for name, command in ((DROPPED_FIRST, FIRST), (DROPPED_SECOND, SECOND))),
        Goal("peak memory, " + FIRST, results.median(FIRST, "peak"), 300, "MiB"),
        Goal("peak memory, " + SECOND, results.median(SECOND, "peak"), 300, "MiB"),
        Goal("memory per further million, " + FIRST, more_memory(FIRST), 100, "MiB"),
        Goal("memory per further million, " + SECOND, more_memory(SECOND), 100, "MiB"),
        Goal("purge", results.ratio(PURGE, SHELL_DELETE), 1.5, "× " + SHELL_DELETE),
        Goal("purge", results.ratio(PURGE, SHELL_ALL), 1.5, "× " + SHELL_ALL),
        *(Goal(f"growth per user, {name}", grown(name), 1.15,
               f"× that of {small.university.users:,}")
          for name in (FIRST, SECOND, PURGE))]


def show(results, nights, options, machine, postgres=None):
    large, small, double = nights
    school = large.university
    size = os.path.getsize(school.night0) / 2**20
    print(f"{school.users:,} users (a feed of {size:,.0f} MiB, seed 5), rounds: {options.rounds};"
          " medians. The goals are for 1,000,000 users.\n")
    for name, value in machine:
        print(f"- {name}: {value}")
    print(f"- load average at the end: {measuring.load_average()}")
    print(f"- purged: {large.purged:,}; beside it: {purge_peer.shell_name()}\n")
    rows = [(work.name, XMLLINT) for work in large.works()]
    rows += [(work.name, XMLLINT + small.suffix) for work in small.small_works()]
    if options.double:
        rows += [(work.name, "") for work in double.double_works()]
    print(runs_table(results, rows, f"× {XMLLINT}"))
    print()
    all_goals = goals(results, *nights)
    if postgres:
        rows = [(work.name, work.name.removesuffix(postgres.suffix)) for work in postgres.postgres_works()]
        print(runs_table(results, rows, "× a file") + "\n")
        all_goals += in_postgres.goals(results, (FIRST, 1.5), (SECOND, 2), (PURGE, 2))
    print(goals_table(all_goals))


def parse_options():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rosterctl", default=os.path.join(HERE, "../../build/release/rosterctl"))
    parser.add_argument("--rosterd", help="(beside rosterctl)")
    parser.add_argument("--users", type=int, default=os.environ.get("ROSTER_BENCH_USERS", 1000000),
                        help="(ROSTER_BENCH_USERS, else 1000000)")
    parser.add_argument("--small", type=int, help="the second size, for growth (a tenth)")
    parser.add_argument("--double", action="store_true",
                        help="also twice the users, once, for the growth of memory")
    parser.add_argument("--postgresql", action="store_true",
                        help="also the loads and the purge in a private PostgreSQL cluster")
    parser.add_argument("--rounds", type=int, default=os.environ.get("ROSTER_BENCH_ROUNDS", 5),
                        help="(ROSTER_BENCH_ROUNDS, else 5)")
    parser.add_argument("--peer-rounds", type=int, default=1, help="of plain Python (1)")
    parser.add_argument("--tree-rounds", type=int, default=1, help="of xmllint with a tree (1)")
    parser.add_argument("--work", help="where feeds and stores go; removed afterwards (temporary)")
    options = parser.parse_args()
    options.small = options.small or max(options.users // 10, 100)
    options.rosterctl = os.path.abspath(options.rosterctl)
    options.rosterd = os.path.abspath(
        options.rosterd or os.path.join(os.path.dirname(options.rosterctl), "rosterd"))
    return options


def run_in(work, options, server):
    machine = measuring.machine(options.rosterctl, work)
    nights = []
    for users in (options.users, options.small, 2 * options.users):
        university = University(os.path.join(work, str(users)), users, options.rosterctl)
        nights.append(Night(university, options, f", {users:,} users" if nights else ""))
    large, small, double = nights
    for night in nights if options.double else nights[:2]:
        tell(f"making the feeds of {night.university.users:,} users")
        school = night.university
        zips = (school.night0_zip, school.night1_zip)
        plain = (school.night0, school.night1, school.night1_zip)
        school.make_feeds(*(zips if night is double else plain))
    works = [(large.university, work) for work in large.works()]
    works += [(small.university, work) for work in small.small_works()]
    if options.double:
        works += [(double.university, work) for work in double.double_works()]
    postgres = None
    if server:
        school = in_postgres.UniversityInPostgres(large.university, server)
        postgres = Night(school, options, in_postgres.SUFFIX)
        works += [(school, work) for work in postgres.postgres_works()]
    show(run_rounds(works, options.rounds), nights, options, machine, postgres)


def main():
    options = parse_options()
    if options.work:
        os.makedirs(options.work, exist_ok=True)
    work = tempfile.mkdtemp(prefix="roster-nights-", dir=options.work)
    try:
        with in_postgres.server(options.postgresql) as server:
            run_in(work, options, server)
    except measuring.Failed as failure:
        sys.exit(f"nights.py: {failure}")
    finally:
        shutil.rmtree(work)


if __name__ == "__main__":
    main()
