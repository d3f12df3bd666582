"""Rounds: works that are measured by turns, so that a busy minute of the machine hits all of them."""
import dataclasses
import sys
from typing import Callable

import measuring
from result_table import Results


def tell(text):
    print(text, file=sys.stderr, flush=True)


@dataclasses.dataclass
class Work:
    """One line of the table. prepare and check are not measured."""
    name: str
    prepare: Callable[[], None]
    command: Callable[[], list]
    check: Callable[[], None] = lambda: None
    rounds: int = 0  # at most so many; 0: all
    left_out: str = ""  # why it does not run at all
    may_fail: bool = False  # for want of memory: it is left out then
    measure: Callable[[], measuring.Run] = None  # instead of running the command


def run_rounds(works, rounds):
    results = Results()
    for number in range(1, rounds + 1):
        for university, work in works:
            if work.left_out:
                results.left_out[work.name] = work.left_out
            elif number <= (work.rounds or rounds):
                work.prepare()
                try:
                    run = (work.measure() if work.measure
                           else measuring.measure(work.command(), university.output))
                except measuring.Failed:
                    if not work.may_fail:
                        raise
                    results.left_out[work.name] = "it did not come to its end"
                    continue
                work.check()
                results.add(work.name, run)
                tell(f"round {number}/{rounds}: {work.name}: {run.wall:.2f} s"
                     f" ({run.cpu:.2f} s of processor, {run.peak:.0f} MiB)")
    return results
