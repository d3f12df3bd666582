"""What the daemon tells: mails, its log, and systemd."""

import signal
import socket
import unittest

import roster

BROKEN = "<user><primary_id>broken</primary_id>&</user>\n"


class Mail(roster.RosterTest):
    def notify(self, on, script="cat > {home}/mail.$$; mv {home}/mail.$$ {home}/sent.$$.eml",
               contact=""):
        program = self.home / "sendmail"
        program.write_text("#!/bin/sh\n" + script.format(home=self.home) + "\n")
        program.chmod(0o755)
        profiles = roster.SYNCHRONIZE.replace("  - code: SIS\n",
                                              f"  - code: SIS\n    contact: [{contact}]\n")
        self.configure(profiles + f"notify: {{command: [{program}, -t], to: [it@example.edu], "
                       f"on: [{on}]}}\n")
        self.start()

    def mail(self):
        path = self.wait_for(lambda: next(self.home.glob("sent.*.eml"), None), "a mail")
        return path.read_text()

    def test_a_failed_load_is_told(self):
        self.notify("failed")
        self.put("page.xml", "<html/>")
        mail = self.mail()
        self.assertIn("To: it@example.edu\n", mail)
        self.assertIn("Subject: [roster] job 1 synchronize SIS page.xml: failed\n", mail)
        self.assertIn(str(self.reports / "1"), mail)

    def test_rejected_records_are_in_the_mail(self):
        self.notify("completed_with_errors")
        self.put("mixed.xml", roster.feed(roster.user("good"), BROKEN))
        mail = self.mail()
        self.assertRegex(mail, r"--outcome rejected\):\n    line \d+: malformed\n")
        self.assertNotIn("broken", mail)

    def test_what_nobody_wants_to_know_is_not_told(self):
        self.notify("failed")
        self.put("good.xml", roster.people(1))
        self.put("page.xml", "<html/>")
        self.mail()
        self.assertEqual(len(list(self.home.glob("sent.*.eml"))), 1)

    def test_the_profiles_contacts_are_told_too(self):
        self.notify("failed", contact="sis@example.edu")
        self.put("page.xml", "<html/>")
        self.assertIn("To: it@example.edu, sis@example.edu\n", self.mail())

    def test_a_job_by_hand_is_told_as_well(self):
        self.notify("failed")
        path = self.home / "page.xml"
        path.write_text("<html/>")
        self.assertEqual(self.ctl("sync", path).code, 3)
        self.assertIn("job 1 synchronize SIS page.xml: failed", self.mail())

    def test_a_name_cannot_add_lines_to_the_head(self):
        self.notify("failed")
        path = self.home / "a\nBcc: all@example.edu\n.xml"
        path.write_text("<html/>")
        self.assertEqual(self.ctl("sync", path).code, 3)
        self.assertNotIn("\nBcc:", self.mail())
        self.assertNotIn("\nBcc:", self.ctl("job", 1).out)

    def test_a_mail_program_that_fails_is_said_once_and_stops_nothing(self):
        self.notify("failed", script="exit 75")
        for n in range(3):
            self.put(f"page{n}.xml", "<html/>")
            self.wait_for_file(f"page{n}.xml.failed")
        self.wait_for_log("sendmail: it ended with exit code 75")
        self.stop()
        self.assertEqual(self.log().count("sendmail: it ended with exit code 75"), 1)

    def test_what_comes_within_a_minute_is_one_digest(self):
        self.notify("failed")
        self.put("page0.xml", "<html/>")
        self.mail()
        for n in range(1, 10):
            self.put(f"page{n}.xml", "<html/>")
        self.wait_for(lambda: len(self.jobs()) == 10, "all jobs")
        self.stop()
        texts = sorted((path.read_text() for path in self.home.glob("sent.*.eml")), key=len)
        self.assertEqual(len(texts), 2)
        self.assertIn("Subject: [roster] 9 messages\n", texts[1])
        self.assertIn(" synchronize SIS page9.xml: failed\n", texts[1])


class Log(roster.RosterTest):
    def test_every_line_has_a_time_and_a_level(self):
        self.start()
        self.put("people.xml", roster.people(1))
        self.put("page.xml", "<html/>")
        self.wait_for_file("page.xml.failed")
        self.stop()
        for line in self.log().splitlines():
            self.assertRegex(line, r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00 (info|warning|error): ")

    def test_it_names_jobs_and_files_but_no_people(self):
        """Whatever a feed holds and wherever it breaks: clean_up() looks for the canary."""
        self.start()
        canary = roster.CANARY
        feeds = {
            "good": roster.people(3), "cut": roster.people(3)[:300],
            "root": f"<{canary}/>", "text": canary, "twice": roster.people(1) * 2,
            "entity": f"<!DOCTYPE x [<!ENTITY e '{canary}'>]>" + roster.people(1),
            "mixed": roster.feed(f"<user><primary_id>{canary}</primary_id>&{canary};</user>\n"),
            "date": roster.people(1, birth_date=canary),
            "type": roster.people(1, record_type=canary)}
        for name, text in feeds.items():
            self.put(name + ".xml", text)
        ends = (".handled", ".failed", ".held")
        self.wait_for(lambda: sum(n.endswith(ends) for n in self.names()) == len(feeds) - 1,
                      "all but the one that is cut off")
        for words in (["user", f"{canary}1"], ["set", "s0", "last_name", canary],
                      ["delete", canary], ["delete", "s0"], ["users", "--group", canary]):
            self.ctl(*words)
        self.assertIn("mixed.xml", self.log())


class Systemd(roster.RosterTest):
    """The messages that systemd gets, from a socket in its place."""

    def setUp(self):
        super().setUp()
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.addCleanup(self.socket.close)
        self.socket.bind(str(self.home / "notify"))
        self.socket.settimeout(roster.PATIENCE)

    def start_told(self):
        self.start(wait=False, NOTIFY_SOCKET=self.home / "notify")

    def hear_until(self, wanted):
        heard = []
        while not any(message.startswith(wanted) for message in heard):
            heard.append(self.socket.recv(4096).decode())
        return heard

    def test_ready_is_said_when_the_socket_answers(self):
        self.start_told()
        self.hear_until("READY=1")
        self.assertEqual(self.ctl("status").code, 0)

    def test_ready_is_not_said_by_one_that_cannot_work(self):
        self.configure(roster.SYNCHRONIZE, store=f"sqlite:{self.home}/no/such/place.db")
        self.start_told()
        self.assertEqual(self.daemon.wait(roster.PATIENCE), 5)
        self.socket.settimeout(0)
        with self.assertRaises(BlockingIOError):
            while True:
                self.assertNotIn(b"READY", self.socket.recv(4096))

    def test_the_watchdog_hears_that_it_lives(self):
        self.start_told()
        self.hear_until("READY=1")
        for _ in range(3):
            self.hear_until("WATCHDOG=1")

    def test_the_status_says_what_runs(self):
        self.start_told()
        self.assertIn("STATUS=idle", self.hear_until("STATUS=idle"))
        roster.sample(self.home / "big.xml", 2000)
        (self.home / "big.xml").rename(self.drop / "big.xml")
        self.hear_until("STATUS=running synchronize SIS")
        self.hear_until("STATUS=idle")

    def test_reading_the_configuration_again_is_said(self):
        self.start_told()
        self.hear_until("READY=1")
        for text in (self.config.read_text(), "settle: soon\n"):
            self.config.write_text(text)
            self.daemon.send_signal(signal.SIGHUP)
            self.assertRegex(self.hear_until("RELOADING=1")[-1], r"^RELOADING=1\nMONOTONIC_USEC=\d+$")
            self.hear_until("READY=1")

    def test_stopping_is_said(self):
        self.start_told()
        self.hear_until("READY=1")
        self.assertEqual(self.stop(), 0)
        self.hear_until("STOPPING=1")


if __name__ == "__main__":
    unittest.main()
