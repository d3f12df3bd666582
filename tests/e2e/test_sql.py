"""docs/sql.md: the views have the columns it lists, and say the same in a SQLite file and in PostgreSQL."""

import unittest

import views
from postgres import Postgres


class ViewsInAFile(views.ViewsTest):
    def test_the_page_lists_every_column(self):
        self.assertEqual({view: self.in_file(f"SELECT * FROM {view}")[0] for view in views.VIEWS}, views.documented())

    def test_what_ties_people_to_the_library(self):
        found = self.in_file("SELECT primary_id, kind, source, owed_by, count, amount, held_by, reason, until"
                             " FROM roster_blockers ORDER BY primary_id")[1]
        until = self.in_file("SELECT until FROM roster_blockers WHERE kind = 'lock'")[1][0]
        self.assertRegex(until, r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$")
        account = self.in_file("SELECT held_by FROM roster_blockers WHERE kind = 'keep'")[1][0]
        self.assertEqual(found, [
            f"after|keep|||||{account}|for ever|",
            "debtor|fee|desk|B-debtor||12.5|||",
            f"kept|keep|||||{account}|thesis|2099-12-31 23:59:59",
            "loaner|loan|desk|LOANER|2||||",
            f"locked|lock|||||anna||{until}"])

    def test_a_renamed_person_is_found_by_both_ids(self):
        self.assertEqual(
            self.in_file("SELECT type, value, state FROM roster_identifiers WHERE primary_id = 'after' ORDER BY state")[1],
            ["BARCODE|b-before|current", "|before|former"])

    def test_jobs_with_their_counts(self):
        self.assertEqual(
            self.in_file("SELECT job, kind, dry_run, created, updated, unchanged, purged FROM roster_jobs ORDER BY job")[1],
            ["1|synchronize|no|5|0|0|", "2|synchronize|no|0|1|4|", "3|synchronize|yes|0|0|5|", "4|obligations|no||||"])

    def test_every_example_answers(self):
        for example in views.examples()[:3]:
            self.assertTrue(self.in_file(example)[1], example)


class ViewsInPostgres(views.ViewsTest):
    def setUp(self):
        super().setUp()
        self.server = Postgres()
        self.addCleanup(self.server.remove)
        answer = self.ctl("migrate", self.store.url, self.server.database("roster"))
        self.assertEqual(answer.code, 0, answer)

    def in_server(self, question, user="roster"):
        return self.server.sql(question, "roster", user).splitlines()

    def test_says_the_same_as_the_file(self):
        for view in views.VIEWS:
            self.assertEqual(self.in_server(f"SELECT * FROM {view} ORDER BY 1, 2, 3, 4, 5"), self.rows(view), view)
        for example in views.examples()[:3]:
            self.assertEqual(self.in_server(example), self.in_file(example)[1])

    def test_has_the_same_columns(self):
        for view in views.VIEWS:
            columns = self.in_server("SELECT column_name FROM information_schema.columns"
                                     f" WHERE table_name = '{view}' ORDER BY ordinal_position")
            self.assertEqual(columns, views.documented()[view])

    def test_the_role_for_reports_sees_the_views_alone(self):
        self.server.sql(views.examples()[3], "roster")
        for view in views.VIEWS:
            self.assertTrue(self.in_server(f"SELECT * FROM {view}", "roster_reports"), view)
        for table in ("users", "documents", "erasures", "api_keys"):
            with self.assertRaisesRegex(AssertionError, f"permission denied for table {table}"):
                self.in_server(f"SELECT * FROM {table}", "roster_reports")


if __name__ == "__main__":
    unittest.main()
