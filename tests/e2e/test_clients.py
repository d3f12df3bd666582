"""Clients of the Users API that nobody here wrote, unmodified, against a real rosterd."""

import json
import os
import pathlib
import subprocess
import unittest

import roster

CLIENTS = pathlib.Path(__file__).resolve().parents[1] / "clients"


class AlmaRestApiLib(roster.RosterTest):
    """almarestapi-lib of npm. The test clients_modules puts it there; without it this fails."""

    def setUp(self):
        super().setUp()
        port = roster.free_port()
        self.configure(roster.SYNCHRONIZE, http=f'{{listen: "127.0.0.1:{port}"}}')
        self.start()
        self.key = self.ctl("--json", "key", "add", "desk", "--write").json["key"]
        self.path = f"http://127.0.0.1:{port}/almaws/v1"

    def call(self, method, path, body=None, key=None):
        """What the library's function gives back; or {"error": its message}."""
        words = [] if body is None else [body if isinstance(body, str) else json.dumps(body)]
        done = subprocess.run(["node", "almarestapi.mjs", method, path, *words], cwd=CLIENTS, text=True,
                              capture_output=True, timeout=roster.PATIENCE, check=False,
                              env={**os.environ, "ALMA_APIKEY": key or self.key, "ALMA_APIPATH": self.path})
        self.assertEqual(done.returncode, 0, done.stderr)
        answer = json.loads(done.stdout)
        return answer["value"] if "value" in answer else answer

    def test_a_user_is_made_read_changed_and_deleted(self):
        made = self.call("postp", "/users", {
            "primary_id": "anew", "first_name": "Ada", "last_name": roster.CANARY,
            "account_type": {"value": "INTERNAL"}, "user_group": {"value": "GRAD"},
            "user_identifier": [{"id_type": {"value": "BARCODE"}, "value": "B7"}]})
        self.assertEqual(made["user_group"], {"value": "GRAD", "desc": ""})
        user = self.call("getp", "/users/B7?user_id_type=BARCODE&view=full")
        self.assertEqual(user["primary_id"], "anew")
        user["job_description"] = "Lecturer"
        user["user_group"] = {"value": "STAFF"}
        changed = self.call("putp", "/users/anew?override=user_group", user)
        self.assertEqual((changed["job_description"], changed["user_group"]["value"]),
                         ("Lecturer", "STAFF"))
        self.assertIsNone(self.call("deletep", "/users/anew"))
        self.assertEqual(self.call("getp", "/users/anew"),
                         {"error": "User with identifier anew was not found. (401861)"})

    def test_xml_serves_as_json_does(self):
        made = self.call("postXmlp", "/users", "<user><primary_id>anew</primary_id>"
                         f"<last_name>{roster.CANARY}</last_name></user>")
        self.assertIn("<primary_id>anew</primary_id>", made)
        xml = self.call("getXmlp", "/users/anew")
        changed = self.call("putXmlp", "/users/anew", xml.replace("anew", "renamed"))
        self.assertIn("<primary_id>renamed</primary_id>", changed)
        self.assertEqual(self.call("getXmlp", "/users/anew"),
                         {"error": "User with identifier anew was not found."})

    def test_a_list_is_searched_and_paged(self):
        self.put("people.xml", roster.people(12))
        self.wait_for_file("people.xml.handled")
        page = self.call("getp", "/users?limit=5&offset=10&order_by=primary_id")
        self.assertEqual((page["total_record_count"], [u["primary_id"] for u in page["user"]]),
                         (12, ["s8", "s9"]))
        found = self.call("getp", "/users?q=primary_id~s11")
        self.assertEqual([u["primary_id"] for u in found["user"]], ["s11"])
        self.assertEqual(self.call("getp", found["user"][0]["link"])["primary_id"], "s11")
        self.assertEqual(self.call("getp", "/users?q=last_name~nobody"), {"total_record_count": 0})

    def test_refusals_come_in_the_vendors_words(self):
        ada = {"primary_id": "anew", "last_name": roster.CANARY}
        self.call("postp", "/users", ada)
        self.assertEqual(self.call("postp", "/users", ada), {
            "error": "User with identifier anew of type primary_id already exists. (401851)"})
        self.assertEqual(self.call("getp", "/users", key="wrong"),
                         {"error": "Invalid API Key (UNAUTHORIZED)"})
        reader = self.ctl("--json", "key", "add", "kiosk").json["key"]
        self.assertEqual(self.call("deletep", "/users/anew", key=reader),
                         {"error": "Unknown error from Alma."})  # the library does not read it
        self.assertEqual(self.call("getp", "/users/anew", key=reader)["primary_id"], "anew")


if __name__ == "__main__":
    unittest.main()
