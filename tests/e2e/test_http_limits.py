"""What the HTTP side allows to whom: sizes, times, hosts. Over raw sockets, as no library would send it."""

import os
import socket
import unittest

import roster

MOST_CONNECTIONS = 256


class Limits(roster.RosterTest):
    def setUp(self):
        super().setUp()
        self.port = roster.free_port()
        self.configure(roster.SYNCHRONIZE, http=f'{{listen: "127.0.0.1:{self.port}"}}')
        self.start()
        self.key = self.ctl("--json", "key", "add", "desk", "--write").json["key"]

    def connect(self):
        client = socket.create_connection(("127.0.0.1", self.port), timeout=roster.PATIENCE)
        self.addCleanup(client.close)
        return client

    @staticmethod
    def rest(client):
        """All that comes until the server closes."""
        answer = b""
        while piece := client.recv(65536):
            answer += piece
        return answer.decode()

    def say(self, request, body=b""):
        """Status and text of the answer; the client waits for it before it closes."""
        client = self.connect()
        client.sendall(request.replace("\n", "\r\n").encode() + body)
        answer = self.rest(client)
        return int(answer.split(" ", 2)[1]), answer.partition("\r\n\r\n")[2]

    def head(self, more="", method="GET", path="/health/live", host="localhost"):
        return f"{method} {path} HTTP/1.1\nHost: {host}\nConnection: close\n{more}\n"

    def test_a_header_may_have_8_kib(self):
        self.assertEqual(self.say(self.head(f"X: {7000 * 'x'}\n")), (200, "live\n"))
        self.assertEqual(self.say(self.head(f"X: {9000 * 'x'}\n")), (431, "the request's header is too large\n"))

    def test_a_body_may_have_1_mib(self):
        key = f"Authorization: apikey {self.key}\nContent-Type: application/json\n"
        users = {"method": "POST", "path": "/almaws/v1/users"}
        body = b'{"primary_id":"s1","last_name":"%s","link":"' % roster.CANARY.encode()
        body += (1024 * 1024 - len(body) - 2) * b"x" + b'"}'
        self.assertEqual(self.say(self.head(f"{key}Content-Length: {len(body)}\n", **users), body)[0], 200)
        self.assertEqual(self.users(), ["s1"])
        too_large = (413, "the request is too large\n")
        self.assertEqual(self.say(self.head(f"{key}Content-Length: {len(body) + 1}\n", **users), body + b" "), too_large)
        pieces = b"".join(b"%x\r\n%s\r\n" % (65536, 65536 * b" ") for _ in range(17))
        self.assertEqual(self.say(self.head(f"{key}Transfer-Encoding: chunked\n", **users), pieces), too_large)

    def test_a_client_that_sends_no_more_gets_its_answer(self):
        client = self.connect()
        client.sendall(self.head().replace("\n", "\r\n").encode())
        client.shutdown(socket.SHUT_WR)
        self.assertIn("200 OK", self.rest(client))

    def test_connections_are_bounded_and_idle_ones_cost_nothing(self):
        idle = [self.connect() for _ in range(MOST_CONNECTIONS + 50)]
        for client in idle[:20]:
            client.sendall(b"GET /health/l")
        self.assertEqual(self.ctl("status").code, 0)
        files = f"/proc/{self.daemon.pid}/fd"
        self.wait_for(lambda: len(os.listdir(files)) >= MOST_CONNECTIONS, "the server to accept them")
        self.assertLess(len(os.listdir(files)), MOST_CONNECTIONS + 50)
        waiting = self.connect()
        waiting.sendall(self.head().replace("\n", "\r\n").encode())
        for client in idle:
            client.close()
        self.assertIn("200 OK", self.rest(waiting))
        self.wait_for(lambda: len(os.listdir(files)) < 50, "the server to let them go")

    def test_names_of_other_sites_are_not_served(self):
        self.assertEqual(self.say(self.head(host="evil.example"))[0], 421)
        self.assertEqual(self.say(self.head(host=f"127.0.0.1:{self.port}"))[0], 200)
        self.assertEqual(self.say(self.head("Origin: https://evil.example\n"))[0], 403)
        self.assertEqual(self.say(self.head("Host: evil.example\n"))[0], 421, "two of them")

    def test_no_key_and_no_person_is_logged(self):
        for path in ("/almaws/v1/users/nobody?apikey=", "/almaws/v1/nothing?apikey=", "/%zz?apikey="):
            self.say(self.head(path=path + self.key))
        self.say(self.head(path=f"/almaws/v1/users/{roster.CANARY}", more=f"Authorization: apikey {self.key}\n"))
        self.assertNotIn(self.key, self.log())  # nor the person: clean_up looks for that


if __name__ == "__main__":
    unittest.main()
