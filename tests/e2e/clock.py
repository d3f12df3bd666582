"""Time is moved, not slept: libfaketime gives rosterd another wall clock, which a file steers while it
runs; durations stay real."""

import datetime
import glob
import os

import roster

LIBRARY = next(iter(glob.glob("/usr/lib/*/faketime/libfaketime*.so.1")), None)


class ClockTest(roster.RosterTest):
    def setUp(self):
        super().setUp()
        self.assertIsNotNone(LIBRARY, "the package faketime is not installed")
        self.clock = self.home / "clock"

    def set_clock(self, when):
        """An offset from the real clock, so that time goes on from `when`."""
        offset = when - datetime.datetime.now(datetime.timezone.utc)
        text = f"{offset.total_seconds():+.0f}\n"
        (self.home / "clock.new").write_text(text)
        os.replace(self.home / "clock.new", self.clock)

    def start_at(self, when):
        self.set_clock(when)
        self.start(LD_PRELOAD=LIBRARY, FAKETIME_TIMESTAMP_FILE=self.clock, FAKETIME_NO_CACHE=1,
                   FAKETIME_DONT_FAKE_MONOTONIC=1, NO_FAKE_STAT=1,
                   ASAN_OPTIONS="verify_asan_link_order=0")

    def next_runs(self):
        return {entry["name"]: entry["next"] for entry in self.ask("status")["schedule"]}
