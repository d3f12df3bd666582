"""An export with a file to deliver, and the script that does."""

import os
import subprocess

from roster import SOURCE, RosterTest, people


class DeliveryTest(RosterTest):
    def setUp(self):
        super().setUp()
        self.outbox = self.home / "outbox"
        self.configure("profiles: [{code: SIS}]\nobligations: none\nexports:\n  - {name: doors, as: csv, receipt: {renamed: [.sent], within: 1m}}\n",
                       outbox=self.outbox)
        self.commands = self.home / "deliver"
        self.commands.mkdir()
        self.taken = self.home / "taken"
        self.taken.mkdir()
        self.put("a.xml", people(3))
        self.ctl("import", self.drop / "a.xml")
        self.ctl("export", "doors")

    def command(self, script):
        path = self.commands / "doors"
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)

    def deliver(self, **environment):
        return subprocess.run([SOURCE / "systemd" / "deliver", "doors"], capture_output=True, text=True, timeout=60, env={
            **os.environ, "ROSTER_OUTBOX": str(self.outbox), "ROSTER_DELIVER": str(self.commands), **environment})

    def change_one(self):
        self.ctl("set", "s1", "last_name", "Byron")
        self.ctl("export", "doors")

    def files(self):
        return self.names(self.outbox / "doors")
