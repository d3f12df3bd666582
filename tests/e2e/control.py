"""A client of the control socket that keeps to no manners."""

import json
import socket

import roster


class ControlTest(roster.RosterTest):
    def setUp(self):
        super().setUp()
        self.start()

    def connect(self):
        client = socket.socket(socket.AF_UNIX)
        self.addCleanup(client.close)
        client.settimeout(roster.PATIENCE)
        client.connect(str(self.control))
        return client

    def say(self, data):
        """Sends bytes, returns the lines of the answer."""
        client = self.connect()
        try:
            client.sendall(data)
        except BrokenPipeError:
            pass  # the daemon has heard enough
        return self.hear(client)

    @staticmethod
    def hear(client):
        text = b""
        try:
            while piece := client.recv(65536):
                text += piece
        except ConnectionResetError:
            pass
        return [json.loads(line) for line in text.splitlines()]

    def check_serves(self):
        self.assertEqual(self.ctl("status").code, 0)
