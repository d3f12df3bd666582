"""Users for FOLIO, held against what its import says of them, and the scripts of docs/ils/folio.md that carry them."""

import datetime
import json
import unittest

import recipes
from recipes import PEOPLE, blocks, need
from roster import feed, user

# What the published JSON schema of mod-user-import says of a user: the keys there are (others are refused), their types, and which must
# be there. Its README adds: one address of a type, countries of two letters, and the words for the preferred way to be told.
USER = {"username": str, "externalSystemId": str, "barcode": str, "active": bool, "type": str, "patronGroup": str,
        "personal": dict, "enrollmentDate": str, "expirationDate": str, "customFields": dict,
        "requestPreference": dict, "departments": list}
PERSONAL = {"lastName": str, "firstName": str, "middleName": str, "preferredFirstName": str, "email": str, "phone": str,
            "mobilePhone": str, "dateOfBirth": str, "addresses": list, "preferredContactTypeId": str}
ADDRESS = {"countryId": str, "addressLine1": str, "addressLine2": str, "city": str, "region": str, "postalCode": str,
           "addressTypeId": str, "primaryAddress": bool}
DATES = ["enrollmentDate", "expirationDate", "dateOfBirth"]
CONTACTS = ["mail", "email", "text", "phone", "mobile"]


class FolioUsers(recipes.RecipesTest):
    SOURCE_NAME = "folio"

    def fits(self, value, keys, required=()):
        self.assertLessEqual(set(value), set(keys))
        self.assertLessEqual(set(required), set(value))
        for key, part in value.items():
            self.assertIs(type(part), keys[key], key)
            if key in DATES:
                datetime.date.fromisoformat(part)

    def fits_as_user(self, one):
        self.fits(one, USER, ["username", "externalSystemId"])
        departments = one.get("departments", [])
        self.assertEqual(len(departments), len(set(departments)))
        self.fits(one["personal"], PERSONAL, ["lastName"])
        self.assertIn(one["personal"].get("preferredContactTypeId"), CONTACTS)
        addresses = one["personal"].get("addresses", [])
        for address in addresses:
            self.fits(address, ADDRESS)
        types = [address["addressTypeId"] for address in addresses]
        self.assertEqual(len(types), len(set(types)))
        self.assertEqual([address["primaryAddress"] for address in addresses][:1], [True][:len(addresses)])

    def test_each_is_as_the_schema_wants_it(self):
        self.configure("profiles: [{code: SIS}]\nobligations: none\nexports:\n  - name: folio\n    as: folio\n", outbox=self.outbox)
        sampled = self.home / "sample.xml"
        self.assertEqual(self.ctl("sample", "--users", 500, "-o", sampled).code, 0)
        self.ctl("import", sampled)
        self.ctl("export", "folio")
        directory = self.outbox / "folio"
        users = [json.loads(line) for line in (directory / self.names(directory)[0]).read_text().splitlines()]
        self.assertGreater(len(users), 490)
        for one in users:
            self.fits_as_user(one)

    def test_so_are_those_with_every_oddity(self):
        golden = recipes.SOURCE / "tests" / "exports" / "golden" / "folio.jsonl"
        users = [json.loads(line) for line in golden.read_text().splitlines()]
        for one in users:
            self.fits_as_user(one)
        countries = [address["countryId"] for one in users for address in one["personal"].get("addresses", [])]
        self.assertEqual(set(countries), {"NO"})

    def test_the_check_refuses_what_the_schema_refuses(self):
        good = {"username": "a", "externalSystemId": "a", "personal": {"lastName": "A", "preferredContactTypeId": "email"}}
        self.fits_as_user(good)
        for bad in ({**good, "shoe": "1"}, {**good, "active": "true"}, {**good, "expirationDate": "soon"},
                    {**good, "departments": ["A", "A"]}, {"username": "a", "personal": good["personal"]},
                    {**good, "personal": {"preferredContactTypeId": "email"}}):
            with self.assertRaises((AssertionError, ValueError)):
                self.fits_as_user(bad)

    def test_a_purge_reaches_it(self):
        self.configure("profiles: [{code: SIS}]\nobligations: none\npurge: {jobs: [{name: undergraduates}]}\n")
        self.programs.add("curl", f"""
case "$*" in
  *DELETE*borrower*) exit 22 ;;
  *DELETE*) printf '%s\\n' "$4" >>{self.home}/deleted ;;
  *unknown-there*) echo '{{"users": []}}' ;;
  *) name=$(printf %s "$*" | sed 's/.*=="\\([^"]*\\)".*/\\1/'); printf '{{"users": [{{"id": "uuid-of-%s"}}]}}' "$name" ;;
esac""")
        self.run_block("OKAPI=x TENANT=y TOKEN=z\n" + blocks("folio.md", "sh")[2])
        self.assertEqual(self.users(), ["borrower"])
        self.assertIn("uuid-of-debtor", (self.home / "deleted").read_text())

    def test_a_folio_that_does_not_answer_confirms_nobody(self):
        self.configure("profiles: [{code: SIS}]\nobligations: none\npurge: {jobs: [{name: undergraduates}]}\n")
        for answer in ("exit 7", "true", """echo '{"errors": []}'"""):
            self.programs.add("curl", answer)
            self.expect_nobody_purged(self.try_block("OKAPI=x TENANT=y TOKEN=z\n" + blocks("folio.md", "sh")[2]))

    def test_an_id_with_wildcards_asks_about_nobody_else(self):
        self.configure("profiles: [{code: SIS}]\nobligations: none\npurge: {jobs: [{name: undergraduates}]}\n")
        self.put("odd.xml", feed(user("a*b?", expiry_date="2020-01-01Z", purge_date="2021-01-01Z")))
        self.ctl("import", self.drop / "odd.xml")
        self.programs.add("curl", f"""printf '%s\\n' "$5" >>{self.home}/asked; echo '{{"users": []}}'""")
        self.run_block("OKAPI=x TENANT=y TOKEN=z\n" + blocks("folio.md", "sh")[2])
        self.assertIn('query=externalSystemId=="a\\*b\\?"', (self.home / "asked").read_text().splitlines())

    def export_and_script(self):
        need(self, "jq", "jq")
        self.configure("profiles: [{code: SIS}]\nobligations: none\nexports:\n  - name: folio\n    as: folio\n", outbox=self.outbox)
        self.ctl("export", "folio")
        return "OKAPI=x TENANT=y TOKEN=z\n" + blocks("folio.md", "sh")[1]

    def test_a_file_that_folio_did_not_take_keeps_its_name(self):
        script = self.export_and_script()
        self.programs.add("curl", "exit 22")
        self.assertNotEqual(self.try_block(script).returncode, 0)
        self.assertTrue(self.names(self.outbox / "folio")[0].endswith(".jsonl"))

    def test_whom_folio_refused_is_kept_in_a_file(self):
        script = self.export_and_script()
        self.programs.add("curl", """echo '{"failedUsers": [{"username": "free", "errorMessage": "no such group"}]}'""")
        self.run_block(script)
        taken, failed = sorted(self.names(self.outbox / "folio"), reverse=True)
        self.assertTrue(taken.endswith(".jsonl.handled"))
        self.assertEqual(json.loads((self.outbox / "folio" / failed).read_text())["username"], "free")

    def test_batches_are_posted_once(self):
        script = self.export_and_script()
        self.programs.add("curl", f"""for word; do case $word in @*) cat "${{word#@}}" >>{self.home}/posted ;; esac; done
echo '{{"failedUsers": []}}'""")
        self.run_block(script)
        self.run_block(script)
        self.assertEqual([name.endswith(".jsonl.handled") for name in self.names(self.outbox / "folio")], [True])
        posted = json.loads((self.home / "posted").read_text())
        self.assertEqual((posted["totalRecords"], posted["deactivateMissingUsers"]), (len(PEOPLE), False))
        self.assertEqual(sorted(one["username"] for one in posted["users"]), sorted(PEOPLE))


if __name__ == "__main__":
    unittest.main()
