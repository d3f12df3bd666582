"""The Users API, metrics and health, over a real socket, as programs ask."""

import http.client
import json
import pathlib
import socket
import subprocess
import unittest

import roster

SCHEMA = pathlib.Path(__file__).resolve().parents[2] / "schemas" / "user-v2.xsd"


class OverUnixSocket(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("localhost", timeout=roster.PATIENCE)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


class Http(roster.RosterTest):
    def setUp(self):
        super().setUp()
        self.socket = str(self.home / "http.sock")
        self.configure(roster.SYNCHRONIZE, http=f'{{listen: "unix:{self.socket}"}}')
        self.start()
        self.key = self.ctl("--json", "key", "add", "desk", "--write").json["key"]

    def ask(self, method, path, body=None, key=None, **headers):
        connection = OverUnixSocket(self.socket)
        self.addCleanup(connection.close)
        headers = {"Accept": "application/json", **headers}
        if key is None:
            key = self.key
        if key:
            headers["Authorization"] = "apikey " + key
        if isinstance(body, dict):
            body = json.dumps(body)
        connection.request(method, path, body=body, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode(), answer

    def test_a_user_is_made_read_changed_and_deleted(self):
        ada = {"primary_id": "anew", "last_name": roster.CANARY, "user_group": {"value": "GRAD"}}
        status, text, answer = self.ask("POST", "/almaws/v1/users", ada)
        self.assertEqual(status, 200, text)
        self.assertEqual(answer.getheader("Content-Type"), "application/json;charset=UTF-8")
        user = json.loads(text)
        user["job_description"] = "Lecturer"
        self.assertEqual(self.ask("PUT", "/almaws/v1/users/anew", user)[0], 200)
        shown = self.ctl("--json", "user", "anew").json
        self.assertEqual(shown["job_description"], "Lecturer")
        self.assertEqual(self.ask("DELETE", "/almaws/v1/users/anew", "null")[0], 204)
        status, text, _ = self.ask("GET", "/almaws/v1/users/anew")
        self.assertEqual(status, 400)
        self.assertEqual(json.loads(text)["errorList"]["error"][0]["errorCode"], "401861")

    def test_xml_obeys_the_published_schema(self):
        self.put("people.xml", roster.people(3))
        self.wait_for(lambda: (self.drop / "people.xml.handled").exists(), "the load")
        status, text, _ = self.ask("GET", "/almaws/v1/users/s1", Accept="application/xml")
        self.assertEqual(status, 200, text)
        lint = subprocess.run(["xmllint", "--noout", "--schema", str(SCHEMA), "-"], input=text,
                              capture_output=True, text=True)
        self.assertEqual(lint.returncode, 0, lint.stderr)

    def test_without_a_key_only_metrics_and_health_are_served(self):
        self.assertEqual(self.ask("GET", "/almaws/v1/users", key="")[0], 401)
        self.assertEqual(self.ask("GET", "/health/live", key="")[:2], (200, "live\n"))
        self.assertEqual(self.ask("GET", "/health/ready", key="")[:2], (200, "ready\n"))
        status, text, _ = self.ask("GET", "/metrics", key="")
        self.assertEqual(status, 200)
        self.assertIn("roster_build_info", text)

    def test_health_and_metrics_are_only_looked_at(self):
        for path in ("/health/live", "/health/ready", "/metrics"):
            for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS"):
                self.assertEqual(self.ask(method, path, key="")[:2], (405, "this is only read: GET or HEAD\n"))
            self.assertEqual(self.ask("HEAD", path, key="")[:2], (200, ""))

    def test_a_revoked_key_opens_nothing(self):
        self.assertEqual(self.ask("GET", "/almaws/v1/users")[0], 200)
        self.ctl("key", "revoke", "desk")
        self.assertEqual(self.ask("GET", "/almaws/v1/users")[0], 401)

    def test_another_http_is_taken_over_without_a_restart(self):
        other = self.home / "other.sock"
        self.configure(roster.SYNCHRONIZE, http=f'{{listen: "unix:{other}", hosts: [roster.example]}}')
        self.assertEqual(str(self.ctl("reload")), "exit 0\nreloaded\n")
        self.socket = str(other)
        self.assertEqual(self.ask("GET", "/health/live", Host="roster.example")[0], 200)
        self.assertEqual(self.ask("GET", "/almaws/v1/users")[0], 200, "the keys serve as before")
        self.configure(roster.SYNCHRONIZE)
        self.assertEqual(self.ctl("reload").code, 0)
        self.assertRaises(OSError, self.ask, "GET", "/health/live")

    def test_an_http_that_cannot_be_had_changes_nothing(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            self.configure(roster.SYNCHRONIZE, http=f'{{listen: "127.0.0.1:{port}"}}')
            answer = self.ctl("reload")
        self.assertEqual(answer.code, 2, answer)
        self.assertIn(f"roster.yaml: http.listen: 127.0.0.1:{port}: Address already in use", answer.err)
        self.assertEqual(self.ask("GET", "/health/live")[0], 200)

    def test_another_host_is_not_served(self):
        self.assertEqual(self.ask("GET", "/health/live", Host="evil.example")[0], 421)


if __name__ == "__main__":
    unittest.main()
