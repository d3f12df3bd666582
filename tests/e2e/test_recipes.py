"""docs/ils followed word by word, against small tables in the shape of each library system's."""

import csv
import io
import json
import re
import unittest

import recipes
from postgres import Postgres
from recipes import MariaDb, PEOPLE, blocks, need
from roster import feed, user

EVERGREEN = """
CREATE SCHEMA actor; CREATE SCHEMA action; CREATE SCHEMA money;
CREATE TABLE actor.usr (id int PRIMARY KEY, usrname text, deleted boolean DEFAULT false);
CREATE TABLE action.circulation (usr int, checkin_time timestamptz);
CREATE VIEW action.open_circulation AS SELECT * FROM action.circulation WHERE checkin_time IS NULL;
CREATE TABLE money.materialized_billable_xact_summary (usr int, xact_finish timestamptz, balance_owed numeric);
CREATE TABLE action.hold_request (usr int, fulfillment_time timestamptz, cancel_time timestamptz, shelf_time timestamptz);
CREATE FUNCTION actor.usr_delete(who int, heir int) RETURNS void LANGUAGE sql AS
  'UPDATE actor.usr SET deleted = true, usrname = id || ''-PURGED-'' WHERE id = who';
INSERT INTO actor.usr VALUES (1, 'borrower'), (2, 'debtor'), (3, 'waiting'), (4, 'queueing'), (5, 'Free'), (6, 'else');
INSERT INTO action.circulation VALUES (1, NULL), (1, NULL), (5, now());
INSERT INTO money.materialized_billable_xact_summary VALUES (2, NULL, 12.5), (5, now(), 3), (5, NULL, 0), (5, NULL, -4);
INSERT INTO action.hold_request VALUES (3, NULL, NULL, now()), (4, NULL, NULL, NULL), (5, now(), NULL, now()),
  (5, NULL, now(), now());
"""


class Evergreen(recipes.RecipesTest):
    SOURCE_NAME = "evergreen"

    def setUp(self):
        super().setUp()
        self.database = Postgres()
        self.addCleanup(self.database.remove)
        self.database.sql(EVERGREEN)
        self.programs.add("psql", self.database.stub)
        owed, removing = blocks("evergreen.md", "sql")
        (self.home / "evergreen.sql").write_text(owed)
        (self.home / "evergreen-delete.sql").write_text(removing)

    def test_changed_users_are_imported_once(self):
        self.export("evergreen")
        self.programs.add("patron_loader.pl", f'[ "$1" = --file ] && cat "$2" >>{self.home}/imported')
        self.import_twice(blocks("evergreen.md", "sh")[1], "evergreen")

    def test_what_people_owe_and_a_purge_that_reaches_it(self):
        nightly, _, purging = blocks("evergreen.md", "sh")
        self.run_block(nightly)
        self.take_in()
        self.expect_blockers()
        self.run_block(purging)
        self.assertEqual(self.users(), ["borrower", "debtor", "queueing", "waiting"])
        self.assertEqual(self.database.sql("SELECT usrname FROM actor.usr WHERE NOT deleted ORDER BY 1").split(),
                         ["borrower", "debtor", "else", "queueing", "waiting"])
        self.assertEqual(self.blockers("queueing"), [])
        lines = self.ctl("job", self.jobs("purge")[-1]["job"], "--outcome", "kept").out
        self.assertIn("queueing: kept: not_confirmed", lines)


FOLIO = """
CREATE SCHEMA folio_circulation; CREATE SCHEMA folio_users; CREATE SCHEMA folio_feesfines;
CREATE TABLE folio_users.users__t (id uuid PRIMARY KEY, external_system_id text, username text);
CREATE TABLE folio_circulation.loan__t (user_id uuid, status__name text);
CREATE TABLE folio_circulation.request__t (requester_id uuid, status text);
CREATE TABLE folio_feesfines.accounts (id uuid, jsonb jsonb);
INSERT INTO folio_users.users__t SELECT ('00000000-0000-4000-8000-00000000000' || n)::uuid, name, name FROM
  (VALUES (1, 'borrower'), (2, 'debtor'), (3, 'waiting'), (4, 'queueing'), (5, 'free'), (6, '')) people (n, name);
INSERT INTO folio_circulation.loan__t SELECT ('00000000-0000-4000-8000-00000000000' || n)::uuid, status FROM
  (VALUES (1, 'Open'), (1, 'Open'), (5, 'Closed'), (6, 'Open')) loans (n, status);
INSERT INTO folio_circulation.request__t SELECT ('00000000-0000-4000-8000-00000000000' || n)::uuid, status FROM
  (VALUES (3, 'Open - Awaiting pickup'), (4, 'Open - Not yet filled'), (5, 'Closed - Filled')) requests (n, status);
INSERT INTO folio_feesfines.accounts SELECT NULL, jsonb_build_object('remaining', remaining, 'status',
  jsonb_build_object('name', status), 'userId', '00000000-0000-4000-8000-00000000000' || n) FROM
  (VALUES (2, 10.0, 'Open'), (2, 2.5, 'Open'), (5, 0.0, 'Closed')) accounts (n, remaining, status);
"""


class Folio(recipes.RecipesTest):
    SOURCE_NAME = "folio"

    def test_what_people_owe(self):
        database = Postgres()
        self.addCleanup(database.remove)
        database.sql(FOLIO)
        self.programs.add("psql", database.stub)
        (self.home / "folio.sql").write_text(blocks("folio.md", "sql")[0])
        self.run_block(blocks("folio.md", "sh")[0])
        self.take_in()
        self.expect_blockers()


KOHA = """
CREATE TABLE borrowers (borrowernumber int PRIMARY KEY, cardnumber varchar(32), userid varchar(75));
CREATE TABLE issues (issue_id int AUTO_INCREMENT PRIMARY KEY, borrowernumber int);
CREATE TABLE accountlines (borrowernumber int, amountoutstanding decimal(28,6));
CREATE TABLE reserves (borrowernumber int, found char(1));
CREATE TABLE borrower_relationships (guarantor_id int, guarantee_id int);
INSERT INTO borrowers VALUES (1, 'C1', 'borrower'), (2, 'C2', 'debtor'), (3, 'C3', 'waiting'), (4, 'C4', 'queueing'),
  (5, 'C5', 'Free'), (6, 'C6', NULL);
INSERT INTO issues (borrowernumber) VALUES (1), (1), (6);
INSERT INTO accountlines VALUES (2, 10), (2, 2.5), (5, -3), (5, 0);
INSERT INTO reserves VALUES (3, 'W'), (4, NULL);
"""


class Koha(recipes.RecipesTest):
    SOURCE_NAME = "koha"

    def setUp(self):
        super().setUp()
        self.database = MariaDb(self)
        self.database.sql(KOHA)
        client = " ".join(self.database.client())
        self.programs.add("koha-mysql", f'shift; exec {client} koha "$@"')
        # Koha's own user may read the numbers, and no names.
        self.programs.add("koha-shell", """
if [ "$(id -u)" = 0 ]; then
  as_koha() { setpriv --reuid=65534 --regid=65534 --clear-groups "$@"; }
  as_koha cat numbers.txt >/dev/null && ! as_koha cat due.txt 2>/dev/null || exit 1
fi
exec sh -c "$3\"""")
        # As Koha's own, they check nothing but loans here.
        self.cronjobs = self.home / "cronjobs"
        self.cronjobs.mkdir()
        delete = self.programs.add("delete_patrons.pl", f"""
for number in $(cat "$2"); do
  echo "DELETE FROM borrowers WHERE borrowernumber = $number AND NOT EXISTS
        (SELECT 1 FROM issues i WHERE i.borrowernumber = borrowers.borrowernumber)" | {client} koha
done""")
        delete.rename(self.cronjobs / "delete_patrons.pl")

    def answer_report(self):
        """What runreport.pl prints for the recipe's SQL."""
        done = self.database.ask(blocks("koha.md", "sql")[0], "koha", "--batch")
        self.assertEqual(done.returncode, 0, done.stderr)
        text = io.StringIO()
        csv.writer(text, quoting=csv.QUOTE_MINIMAL, lineterminator="\n").writerows(
            line.split("\t") for line in done.stdout.splitlines())
        (self.home / "report.csv").write_text(text.getvalue())
        report = self.programs.add("runreport.pl", f"cat {self.home}/report.csv")
        report.rename(self.cronjobs / "runreport.pl")

    def run_koha(self, script):
        return self.run_block(script.replace("/usr/share/koha/bin/cronjobs", str(self.cronjobs)))

    def test_what_people_owe_and_a_purge_that_reaches_it(self):
        nightly, _, purging = blocks("koha.md", "sh")
        self.answer_report()
        self.run_koha(nightly)
        self.take_in()
        self.expect_blockers()
        self.database.sql("INSERT INTO issues (borrowernumber) VALUES (4)")  # since the list was made
        self.run_koha(purging)
        self.assertEqual(self.users(), ["borrower", "debtor", "queueing", "waiting"])
        self.assertEqual(self.database.sql("SELECT userid FROM borrowers WHERE userid IS NOT NULL").split(),
                         ["borrower", "debtor", "waiting", "queueing"])

    def test_a_database_that_does_not_answer_any_more_confirms_nobody(self):
        self.answer_report()
        self.run_koha(blocks("koha.md", "sh")[0])
        self.take_in()
        asked = self.home / "asked"
        client = " ".join(self.database.client())
        self.programs.add("koha-mysql", f'shift; [ ! -e {asked} ] || exit 1; touch {asked}; exec {client} koha "$@"')
        script = blocks("koha.md", "sh")[2].replace("/usr/share/koha/bin/cronjobs", str(self.cronjobs))
        self.expect_nobody_purged(self.try_block(script))

    def test_somebody_who_answers_for_others_stays(self):
        self.database.sql("INSERT INTO borrower_relationships VALUES (5, 4)")
        self.answer_report()
        self.run_koha(blocks("koha.md", "sh")[0])
        self.take_in()
        self.assertEqual(self.blockers("free"), ["guarantees:1"])

    def test_changed_users_are_imported_once(self):
        self.export("koha")
        imported = self.programs.add("import_patrons.pl", f'cat "$2" >>{self.home}/imported')
        self.import_twice(blocks("koha.md", "sh")[1].replace("/usr/share/koha/bin/import_patrons.pl", str(imported)), "koha")


def owes(loans=0, fees=0.0):
    return {"loans": {"value": loans}, "requests": {"value": 0}, "fees": {"value": fees}}


class Alma(recipes.RecipesTest):
    SOURCE_NAME = "alma"
    ASK = "ALMA_API=x ALMA_KEY=y\n" + blocks("alma.md", "sh")[0]

    def setUp(self):
        super().setUp()
        need(self, "jq", "jq")
        self.answers = self.home / "answers"
        self.answers.mkdir()
        for name in PEOPLE:
            self.answer(name, owes())
        (self.answers / "unknown-there").unlink()
        self.programs.add("curl", f"""
echo "$2" >>{self.home}/asked
name=${{2##*/}}
if cat {self.answers}/${{name%%\\?*}} >answer.json 2>/dev/null; then printf 200
else printf 400; echo '{{"errorList": {{"error": [{{"errorCode": "401861"}}]}}}}' >answer.json; fi""")
        self.programs.add("sleep", "")

    def answer(self, name, what):
        (self.answers / name).write_text(json.dumps(what))

    def expect_nothing_taken_in(self):
        self.assertNotEqual(self.try_block(self.ASK).returncode, 0)
        self.assertEqual(self.jobs("obligations"), [])

    def test_the_users_api_is_asked_about_those_who_are_due(self):
        self.put("b.xml", feed(user("stays", purge_date="2099-01-01Z")))
        self.ctl("import", self.drop / "b.xml")
        self.answer("borrower", owes(loans=2))
        self.answer("debtor", owes(fees=12.5))
        self.run_block(self.ASK)
        self.assertNotIn("stays", (self.home / "asked").read_text())
        self.assertEqual(self.blockers("borrower"), ["loans:2"])
        self.assertEqual(self.blockers("debtor"), ["balance:12.50"])
        self.assertEqual(self.blockers("free"), [])

    def test_a_call_that_fails_takes_nothing_in(self):
        self.programs.add("curl", "echo '{}' >answer.json; printf 500")
        self.expect_nothing_taken_in()

    def test_an_empty_answer_takes_nothing_in(self):
        self.programs.add("curl", ": >answer.json; printf 200")
        self.expect_nothing_taken_in()

    def test_a_network_that_fails_takes_nothing_in(self):
        self.programs.add("curl", "printf 000; exit 7")
        self.expect_nothing_taken_in()

    def test_an_answer_without_the_fees_is_not_taken_for_none(self):
        self.answer("free", {"loans": {"value": 0}, "requests": {"value": 0}})
        self.expect_nothing_taken_in()

    def test_a_purge_reaches_it(self):
        page = (recipes.SOURCE / "docs" / "ils" / "alma.md").read_text()
        self.configure("profiles: [{code: SIS}]\nobligations: none\npurge: {jobs: [{name: undergraduates}]}\n")
        preview, confirm = re.findall(r"`(rosterctl purge [^`]*)`", page)
        [head] = re.findall(r"`(sed [^`]*)`", page)
        self.run_block(f"cd {self.home}; {preview}")
        (self.home / "purged.txt").write_text("free\ndebtor\n")
        self.assertEqual((self.home / "due.txt").read_text().split(), sorted(PEOPLE))
        self.run_block(f"cd {self.home}; {head}")
        self.assertEqual((self.home / "due.txt").read_text().splitlines(), ["Primary identifier", *sorted(PEOPLE)])
        self.run_block(f"cd {self.home}; {confirm} --yes")
        self.assertEqual(self.users(), sorted(set(PEOPLE) - {"free", "debtor"}))


class PagesOfRecipes(recipes.RecipesTest):
    """What the pages say of roster.yaml is a configuration that is taken."""

    SOURCE_NAME = "x"

    def takes(self, text):
        self.configure("profiles: [{code: SIS, synchronize: {active: true}}]\nobligations: none\n" + text, outbox=None)
        done = self.ctl("check")
        self.assertEqual(done.code, 0, f"{text}\n{done}")

    def test_every_block_of_yaml_is_taken(self):
        seen = 0
        for page in ["../exports.md", "alma.md", "evergreen.md", "folio.md", "koha.md"]:
            for block in blocks(page, "yaml"):
                if block.startswith("    "):  # a key of an export
                    block = "exports:\n  - name: doors\n    as: csv\n" + block
                elif block.startswith("  "):  # one more export
                    block = "exports:\n" + block
                self.takes(block.replace("/srv/sis", str(self.home)).replace("/var/lib/roster", str(self.home)))
                seen += 1
        self.assertGreaterEqual(seen, 7)


if __name__ == "__main__":
    unittest.main()
