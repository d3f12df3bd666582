"""Feeds that come with a form of the console, larger than memory should be."""

import pathlib
import re
import unittest

import roster
import test_http

MIB = 1 << 20
FEED = 40 * MIB
MOST_MEMORY = 24 * MIB  # more than the daemon had before


class FeedUploads(roster.RosterTest):
    def setUp(self):
        super().setUp()
        self.socket = str(self.home / "http.sock")
        self.serve()
        self.start()

    def serve(self, **changed):
        self.configure(roster.SYNCHRONIZE, http=f'{{listen: "unix:{self.socket}"}}', **changed)

    def process(self, name):
        return pathlib.Path(f"/proc/{self.daemon.pid}/{name}")

    def memory(self, which):
        status = self.process("status").read_text()
        return int(re.search(rf"^{which}:\s+(\d+) kB$", status, re.M).group(1)) << 10

    def connect(self):
        connection = test_http.OverUnixSocket(self.socket)
        self.addCleanup(connection.close)
        return connection

    def job_at(self, location):
        """The job whose page this is, or to which the page of an errand leads when it has ended."""
        if location.startswith("/errands/"):
            connection = self.connect()
            connection.request("GET", location)
            location = connection.getresponse().getheader("Location") or ""
        return location and self.ask("job", location.rpartition("/")[2])

    def upload(self, pieces, size):
        """Sends a feed with the form of /dry-run; status, address of the result, text."""
        connection = self.connect()
        connection.request("GET", "/dry-run")
        page = connection.getresponse()
        cookie = page.getheader("Set-Cookie").partition(";")[0]
        token = re.search(r'name="token" value="(\w+)"', page.read().decode()).group(1)
        fields = {"token": token, "profile": "SIS", "action": "synchronize"}
        head = "".join(f'--XX\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
                       for name, value in fields.items())
        head += '--XX\r\nContent-Disposition: form-data; name="upload"; filename="large.xml"\r\n\r\n'
        tail = "\r\n--XX--\r\n"
        connection = self.connect()
        connection.putrequest("POST", "/dry-run")
        for name, value in {"Cookie": cookie, "Sec-Fetch-Site": "same-origin",
                            "Content-Type": "multipart/form-data; boundary=XX",
                            "Content-Length": len(head) + size + len(tail)}.items():
            connection.putheader(name, value)
        connection.endheaders()
        try:
            for piece in (head.encode(), *pieces, tail.encode()):
                connection.send(piece)
        except (BrokenPipeError, ConnectionResetError):
            pass  # the answer came before the end
        answer = connection.getresponse()
        return answer.status, answer.getheader("Location"), answer.read().decode()

    def test_a_feed_of_40_mib_is_tried_in_little_memory(self):
        text = [roster.user(f"s{n}").encode() for n in range(1000)]
        blanks = b" " * ((FEED - len(b"<users></users>") - sum(map(len, text))) // len(text))
        pieces = [b"<users>", *(record + blanks for record in text), b"</users>"]
        self.upload([roster.people(1).encode()], len(roster.people(1)))  # what is needed once
        before = self.memory("VmRSS")
        self.process("clear_refs").write_text("5")  # VmHWM starts anew
        status, location, said = self.upload(pieces, sum(map(len, pieces)))
        self.assertEqual(status, 303, said)
        job = self.wait_for(lambda: self.job_at(location), "the dry run")
        more = self.memory("VmHWM") - before
        print(f"a feed of {FEED // MIB} MiB: {more / MIB:.1f} MiB of memory more")
        self.assertLess(more, MOST_MEMORY)
        self.assertEqual((job["file"], job["counts"]["created"], job["applied"]), ("large.xml", 1000, False))
        self.assertEqual(self.users(), [])

    def test_a_feed_beyond_the_limit_is_refused_and_leaves_nothing(self):
        self.serve(limits="{file: 1MiB}")
        self.assertEqual(self.ctl("reload").code, 0)
        status, _, said = self.upload([b" " * MIB] * 8, 8 * MIB)
        self.assertEqual((status, said), (413, "the file is longer than 1MiB (roster.yaml: limits.file)\n"))
        self.assertEqual(self.jobs(), [])


if __name__ == "__main__":
    unittest.main()
