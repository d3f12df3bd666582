"""A reverse proxy of docs/proxies, as it stands there, in front of a real rosterd.

Changed are only: ports, certificates, accounts, the path of the socket; and Apache signs people in by a password file in
place of an OpenID provider, whose module is loaded all the same.
"""

import base64
import http.client
import http.server
import json
import pathlib
import socketserver
import ssl
import subprocess
import threading

import roster

DOCS = pathlib.Path(__file__).resolve().parents[2] / "docs" / "proxies"
NAME = "roster.example.edu"


class Echo(http.server.BaseHTTPRequestHandler):
    """An upstream that answers with what the proxy told it."""

    def do_GET(self):
        body = json.dumps({name.lower(): self.headers.get_all(name) for name in self.headers}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def address_string(self):
        return "proxy"

    def log_message(self, *_):
        pass


class Tls(http.client.HTTPSConnection):
    """To this machine, whatever the name says."""

    def connect(self):
        http.client.HTTPConnection.connect(self)
        self.sock = self._context.wrap_socket(self.sock, server_hostname=NAME)


class ProxyTest(roster.RosterTest):
    def setUp(self):
        super().setUp()
        self.home.chmod(0o755)
        self.socket = self.home / "http.sock"
        self.port = roster.free_port()
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={NAME}",
                        "-keyout", self.home / "key.pem", "-out", self.home / "cert.pem"],
                       check=True, capture_output=True)
        self.configure(roster.SYNCHRONIZE, http=f'{{listen: "unix:{self.socket}", hosts: [{NAME}]}}')

    def start_all(self):
        self.start()
        self.socket.chmod(0o666)  # for the proxy's account
        self.key = self.ctl("--json", "key", "add", "desk", "--write").json["key"]
        self.start_proxy()

    def page(self, name, **changed):
        """A page of docs/proxies for this machine; what is changed must stand in it."""
        text = (DOCS / name).read_text()
        for old, new in {"/run/roster-http.sock": str(self.socket), "192.0.2.10": "127.0.0.1", **changed}.items():
            self.assertIn(old, text)
            text = text.replace(old, new)
        return text

    def run_proxy(self, *command, **options):
        log = open(self.home / "proxy.log", "w")
        self.addCleanup(log.close)
        proxy = subprocess.Popen(command, stdout=log, stderr=log, **options)
        self.addCleanup(proxy.wait)
        self.addCleanup(proxy.terminate)

        def answers():
            self.assertIsNone(proxy.poll(), (self.home / "proxy.log").read_text())
            try:
                return self.ask("GET", "/health/live")[0] == 200
            except OSError:
                return False
        self.wait_for(answers, "the proxy to answer")

    def ask(self, method, path, body=None, **headers):
        context = ssl.create_default_context(cafile=self.home / "cert.pem")
        context.check_hostname = False  # the certificate has no subjectAltName
        connection = Tls("127.0.0.1", self.port, timeout=roster.PATIENCE, context=context)
        self.addCleanup(connection.close)
        connection.request(method, path, body, {"Host": NAME, "Accept": "application/json",
                                                **{k.replace("_", "-"): v for k, v in headers.items()}})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()

    def api(self, method, path, body=None):
        body = json.dumps(body) if isinstance(body, dict) else body
        return self.ask(method, "/almaws/v1" + path, body, Authorization="apikey " + self.key)

    def works(self):
        """The story of each proxy."""
        self.start_all()
        ada = {"primary_id": "a/b c", "last_name": roster.CANARY}
        self.assertEqual(self.api("POST", "/users", ada)[0], 200)
        status, text = self.api("GET", "/users")
        self.assertEqual(status, 200, text)
        link = json.loads(text)["user"][0]["link"]
        self.assertEqual(link, f"https://{NAME}/almaws/v1/users/a%2Fb%20c")
        self.assertEqual(self.api("GET", "/users/a%2Fb%20c")[0], 200)
        self.assertEqual(self.api("DELETE", "/users/a%2Fb%20c", "null"), (204, ""))
        self.assertEqual(self.ask("GET", "/almaws/v1/users")[0], 401, "without a key")
        self.assertIn("roster_build_info", self.ask("GET", "/metrics")[1])
        self.assertEqual(self.ask("GET", "/")[0], 401, "people sign in")

    def names_people(self):
        """Nobody but the proxy says who somebody is."""
        upstream = socketserver.ThreadingUnixStreamServer(str(self.socket), Echo)
        self.socket.chmod(0o666)
        threading.Thread(target=upstream.serve_forever, daemon=True).start()
        self.addCleanup(upstream.server_close)
        self.addCleanup(upstream.shutdown)
        self.start_proxy()
        password = "Basic " + base64.b64encode(b"anna:secret").decode()
        claims = {"X_Remote_User": "root", "X_Remote_Groups": "heads"}
        told = json.loads(self.ask("GET", "/", Authorization=password, **claims)[1])
        self.assertEqual(told["x-remote-user"], ["anna"])
        self.assertNotIn("heads", str(told.get("x-remote-groups")))
        for path in ("/almaws/v1/users", "/metrics"):
            told = json.loads(self.ask("GET", path, **claims)[1])
            self.assertNotIn("root", str(told.get("x-remote-user")), path)
            self.assertNotIn("heads", str(told.get("x-remote-groups")), path)
            self.assertEqual((told["host"], told["x-forwarded-proto"]), ([NAME], ["https"]))
