"""The password of the database: from where it may come, and that nobody ever sees it."""

import unittest

import roster
from postgres import Postgres

SECRET = "Zanzibar-41"  # a part of it is what no log may have (roster.CANARY)


class Passwords(roster.RosterTest):
    def setUp(self):
        super().setUp()
        self.server = Postgres()
        self.addCleanup(self.server.remove)
        self.server.database("roster")
        self.server.sql(f"ALTER ROLE roster PASSWORD '{SECRET}'")
        rules = self.server.home / "data" / "pg_hba.conf"
        rules.write_text("local all postgres trust\nlocal all roster scram-sha-256\n")
        self.server.sql("SELECT pg_reload_conf()")
        self.url = f"postgresql:///roster?host={self.server.home}&user=roster"

    def configure_store(self, url, mode=0o644):
        self.configure(roster.SYNCHRONIZE + "http: {listen: unix:" + str(self.home / "http.sock") + "}\n", store=url)
        self.config.chmod(mode)

    def load(self, **environment):
        """A daemon that loads a file; what anybody can see of it."""
        self.start(**environment)
        self.put("a.xml", roster.people(3))
        self.wait_for_file("a.xml.handled")
        seen = [self.ctl(*words) for words in (("status",), ("--json", "status"), ("check",), ("jobs",), ("metrics",))]
        return "".join(map(str, seen)) + self.log()

    def test_in_the_configuration_when_only_its_owner_reads_it(self):
        url = f"postgresql://roster:{SECRET}@/roster?host={self.server.home}"
        self.configure_store(url)
        checked = self.ctl("check")
        self.assertEqual(checked.code, 2)
        self.assertIn("store: holds a password, and others than its owner may read this file", checked.out)
        self.assertNotIn(SECRET, str(checked))
        self.configure_store(url, 0o600)
        self.assertEqual(self.ctl("check").code, 0)
        self.assertNotIn(SECRET, self.load())

    def test_in_the_file_that_PGPASSFILE_names(self):
        kept = self.home / "pgpass"
        kept.write_text(f"*:*:roster:roster:{SECRET}\n")
        kept.chmod(0o600)
        self.configure_store(self.url)
        self.assertNotIn(SECRET, self.load(PGPASSFILE=kept))

    def test_in_the_accounts_home(self):
        kept = self.home / ".pgpass"
        kept.write_text(f"*:*:roster:roster:{SECRET}\n")
        kept.chmod(0o600)
        self.configure_store(self.url)
        self.assertNotIn(SECRET, self.load(HOME=self.home))

    def test_a_wrong_one_is_told_without_it(self):
        self.configure_store(f"postgresql://roster:{SECRET}-wrong@/roster?host={self.server.home}", 0o600)
        answer = self.ctl("users")
        self.assertEqual(answer.code, 5)
        self.assertIn('password authentication failed for user "roster"', answer.err)
        self.assertNotIn(SECRET, str(answer))


if __name__ == "__main__":
    unittest.main()
