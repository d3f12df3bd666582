"""What a purge leaves on the disks of a PostgreSQL server: docs/purging.md says what is measured here."""

import unittest

import roster
from postgres import Postgres

NAME = "0-canary-of-the-disk"  # the first in every order, so that statistics know it
PURGE = """\
profiles: [{code: SIS, synchronize: {active: true}, max_age: none}]
obligations: none
purge: {delete_policy: fully_remove, jobs: [{name: leavers, guard: {share: 100%}}]}
"""


class Traces(roster.RosterTest):
    """Somebody is loaded, looked at by the server's statistics, and fully removed."""

    def setUp(self):
        super().setUp()
        self.archive = self.home / "archive"
        self.archive.mkdir()
        self.home.chmod(0o755)
        self.archive.chmod(0o777)
        self.server = Postgres("archive_mode=on", f"archive_command=cp %p {self.archive}/%f", "autovacuum=off")
        self.addCleanup(self.server.remove)
        self.configure(PURGE, store=self.server.database("roster"))
        past = {"expiry_date": "2020-01-01Z", "purge_date": "2020-01-01Z"}
        people = self.home / "people.xml"
        people.write_text(roster.feed(roster.user(NAME, **past), *(roster.user(f"s{n}") for n in range(300))))
        self.assertEqual(self.ctl("sync", people).code, 0)
        people.unlink()
        for first_name in ("Ada", "Bea", "Cleo"):  # the history is then empty again
            self.assertEqual(self.ctl("set", NAME, "first_name", first_name).code, 0)
        self.server.sql("ANALYZE", "roster")
        self.assertEqual(self.server.sql("SELECT count(coalesce(most_common_vals::text, histogram_bounds::text))"
                                         " FROM pg_stats WHERE tablename = 'history' AND attname = 'before'", "roster"), "1\n")
        self.standby = Postgres(standby_of=self.server)
        self.addCleanup(self.standby.remove)
        answer = self.ctl("purge", "leavers")
        self.assertEqual(answer.code, 0, answer)
        self.assertEqual(self.ctl("--json", "erased", NAME).json["erased"], True)

    def holds(self, directory):
        return any(NAME.encode() in path.read_bytes() for path in directory.rglob("*") if path.is_file())

    def traces(self):
        """Where the name can still be read, after all was written to the disks."""
        ended = self.server.sql("SELECT pg_walfile_name(pg_switch_wal())").strip()
        self.server.sql("CHECKPOINT")
        end = self.server.sql("SELECT pg_current_wal_insert_lsn()").strip()
        self.wait_for(lambda: self.standby.sql(f"SELECT pg_last_wal_replay_lsn() >= '{end}'") == "t\n", "the standby")
        self.standby.sql("CHECKPOINT")
        self.wait_for(lambda: self.server.sql(f"SELECT left(last_archived_wal, 24) >= '{ended}' FROM pg_stat_archiver") == "t\n",
                      "the archive")
        places = {"tables": self.server.home / "data/base", "log": self.server.home / "data/pg_wal",
                  "standby": self.standby.home / "data/base", "archive": self.archive}
        return {name for name, place in places.items() if self.holds(place)}

    def test_where_the_bytes_stay_and_what_removes_them(self):
        self.assertEqual(self.traces(), {"tables", "log", "standby", "archive"}, "after the purge")
        self.server.sql("VACUUM", "roster", "roster")
        self.assertIn("tables", self.traces(), "VACUUM marks the space as free, and leaves what is in it")
        rewritten = self.ctl("compact")
        self.assertEqual(rewritten.code, 0, rewritten)
        self.assertIn(": written anew: ", rewritten.out)
        # Of the log, the server uses old files again when it likes.
        self.assertEqual(self.traces() - {"log"}, {"archive"}, "after all tables were rewritten")


if __name__ == "__main__":
    unittest.main()
