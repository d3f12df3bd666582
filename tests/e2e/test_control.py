"""The control socket: what rosterctl and others may do with it, and what they cannot do to others."""

import json
import os
import pathlib
import shutil
import socket
import stat
import subprocess
import time
import unittest

import control
import roster

STATUS = b'{"command":"status","format":"json"}\n'


class Talk(control.ControlTest):
    def test_the_socket_is_for_its_user_and_group_alone(self):
        self.assertEqual(stat.S_IMODE(os.stat(self.control).st_mode), 0o660)

    @unittest.skipIf(not roster.ROOT or not shutil.which("setpriv"), "only root can be somebody else")
    def test_only_members_of_its_group_are_heard_whatever_the_mode_of_the_socket(self):
        self.stop()
        self.start(under=["setpriv", "--regid=4711", "--clear-groups"])
        self.home.chmod(0o755)
        self.control.chmod(0o666)

        def ask_as(*groups):
            command = ["setpriv", "--reuid=65534", *groups, roster.ROSTERCTL, "--config",
                       str(self.config), "status"]
            return roster.Answer(subprocess.run(command, capture_output=True, text=True))

        self.assertEqual(ask_as("--regid=4711", "--clear-groups").code, 0)
        self.assertEqual(ask_as("--regid=65534", "--groups=100,4711").code, 0)
        for groups in (["--regid=65534", "--clear-groups"], ["--regid=65534", "--groups=100"]):
            stranger = ask_as(*groups)
            self.assertEqual(stranger.code, 3, stranger)
            self.assertIn("you may not control this daemon: join its group", stranger.err)
        self.wait_for_log("control: uid 65534 may not connect")

    def test_the_socket_goes_when_the_daemon_goes(self):
        self.stop()
        self.assertFalse(self.control.exists())

    def test_a_socket_that_a_dead_daemon_left_is_replaced(self):
        self.kill()
        self.assertTrue(self.control.exists())
        self.start()

    def test_json_goes_both_ways(self):
        out, end = self.say(STATUS)
        self.assertIn(json.loads(out["out"])["state"], ("idle", "running"))
        self.assertEqual(end, {"exit": 0})

    def test_the_request_may_come_in_pieces(self):
        client = self.connect()
        for at in range(0, len(STATUS), 7):
            client.sendall(STATUS[at:at + 7])
            self.check_serves()
        self.assertEqual(self.hear(client)[-1], {"exit": 0})

    def refused(self, data, message):
        answer = self.say(data)[-1]
        self.assertEqual((answer["exit"], answer["error"]["code"]), (2, "usage"))
        self.assertIn(message, answer["error"]["message"])
        self.check_serves()

    def test_what_is_no_json_is_refused(self):
        self.refused(b"GET / HTTP/1.1\n", "the line is not JSON")

    def test_what_needs_no_store_is_refused(self):
        self.refused(b'{"command": "sample", "arguments": {"users": 1000000000000}}\n',
                     "sample runs in rosterctl, not in the daemon")
        self.refused(b'{"command": "validate", "arguments": {"FILE": ["/etc/shadow"]}}\n',
                     "validate runs in rosterctl, not in the daemon")

    def test_no_path_is_opened_for_who_asks(self):
        secret = self.home / "secret"
        secret.write_text("the ledger's key")
        request = {"command": "sync", "arguments": {"FILE": [str(secret)]}}
        answer = self.say(json.dumps(request).encode() + b"\n")[-1]
        self.assertEqual(answer["error"], {
            "code": "refused", "message": f"{secret} was not passed with the request; the daemon opens no files for clients"})
        people = self.home / "people.xml"
        people.write_text(roster.people(1))
        client = self.connect()
        request = {"command": "sync", "files": [str(people)],
                   "arguments": {"FILE": [str(people)], "xsd": str(secret)}}
        fd = os.open(people, os.O_RDONLY)
        socket.send_fds(client, [json.dumps(request).encode() + b"\n"], [fd])
        os.close(fd)
        answer = self.hear(client)[-1]
        self.assertIn("was not passed with the request", answer["error"]["message"])
        self.assertEqual(self.jobs(), [])

    def test_a_schema_file_comes_with_the_request(self):
        people = self.home / "people.xml"
        people.write_text(roster.people(1))
        answer = self.ctl("sync", people, "--xsd", self.home / "gone.xsd")
        self.assertEqual((answer.code, answer.err),
                         (6, f"rosterctl: cannot open {self.home}/gone.xsd: No such file or directory\n"))
        schema = pathlib.Path(__file__).resolve().parents[2] / "schemas" / "user-v2.xsd"
        self.assertEqual(self.ctl("sync", people, "--xsd", schema).code, 0)

    def test_what_names_no_command_is_refused(self):
        self.refused(b"[1, 2]\n", "the request names no command")
        self.refused(b'{"command": 7}\n', "the request names no command")

    def test_an_unknown_command_is_refused(self):
        self.refused(b'{"command": "format"}\n', "there is no command format")

    def test_an_endless_line_is_refused(self):
        self.refused(b"x" * 1_000_000, "the line is too long")

    def test_arguments_of_a_wrong_kind_end_nothing(self):
        for arguments in ('{"N": "seven"}', '{"N": {}}', '{}', '{"N": 99999999999999999999}', "[]"):
            answer = self.say(f'{{"command": "job", "arguments": {arguments}}}\n'.encode())
            self.assertIn(answer[-1]["exit"], (2, 3, 6), answer)
        self.check_serves()

    def test_a_file_it_names_but_does_not_bring_is_refused(self):
        self.refused(b'{"command": "sync", "arguments": {"FILE": ["x"]}, "files": ["x"]}\n',
                     "the file names and the passed files of the request do not match")

    def test_a_client_that_sends_nothing_hinders_nobody_and_is_hung_up_on(self):
        silent = self.connect()
        for _ in range(5):
            self.check_serves()
        self.assertIn("no request came in time", self.hear(silent)[-1]["error"]["message"])

    def test_more_connections_than_it_serves_are_told_so(self):
        silent = [self.connect() for _ in range(64)]
        late = self.connect()
        message = self.hear(late)[-1]["error"]["message"]
        self.assertIn("too many", message)
        answer = self.ctl("status")
        self.assertEqual(answer.code, 5, answer)
        self.assertIn("too many", answer.err)
        for client in silent:
            client.close()
        self.wait_for(lambda: self.ctl("status").code == 0, "room")

    def test_a_client_that_leaves_in_mid_answer_hinders_nobody(self):
        path = self.home / "many.xml"
        path.write_text(roster.people(3000))
        self.assertEqual(self.ctl("sync", path).code, 0)
        for _ in range(3):
            client = self.connect()
            client.sendall(b'{"command":"users","format":"json"}\n')
            self.assertTrue(client.recv(100))
            client.close()
        self.assertEqual(len(self.users()), 3000)

    def test_clients_that_do_not_read_hinder_nobody(self):
        path = self.home / "many.xml"
        path.write_text(roster.people(3000))
        self.assertEqual(self.ctl("sync", path).code, 0)
        slow = [self.connect() for _ in range(10)]
        for client in slow:
            client.sendall(b'{"command":"users","format":"json"}\n')
        before = time.monotonic()
        self.assertEqual(len(self.users()), 3000)
        self.assertLess(time.monotonic() - before, 30)
        self.assertEqual(self.hear(slow[0])[-1], {"exit": 0}, "the slow one gets all of it")

    def test_a_pager_that_stands_still_hinders_nobody(self):
        path = self.home / "many.xml"
        path.write_text(roster.people(3000))
        self.assertEqual(self.ctl("sync", path).code, 0)
        pager = subprocess.Popen([roster.ROSTERCTL, "--config", str(self.config), "users",
                                  "--limit", "5000"], stdout=subprocess.PIPE)
        self.assertEqual(len(self.users()), 3000)
        self.assertEqual(len(pager.communicate()[0].splitlines()), 3002)
        self.assertEqual(pager.returncode, 0)


class Alone(control.ControlTest):
    """One process has a store at a time."""

    def second(self):
        """Starts another daemon for the same store; returns the first one."""
        first = self.daemon
        self.config = self.home / "second.yaml"
        self.configure(roster.SYNCHRONIZE, control=self.home / "second.sock")
        self.start(wait=False)
        self.wait_for_log(f"waiting for the store: {self.store.held_by(first.pid)}")
        return first

    def test_a_second_daemon_waits_for_the_store_and_says_who_has_it(self):
        first = self.second()
        first.terminate()
        self.assertEqual(first.wait(roster.PATIENCE), 0)
        self.wait_for(self.answers, "the second daemon to take over")
        self.assertEqual(self.log().count("waiting for the store"), 1)

    def test_a_daemon_that_waits_for_the_store_ends_when_it_is_told_to(self):
        first = self.second()
        self.assertEqual(self.stop(), 0)
        self.daemon = first

    def test_a_second_daemon_does_not_take_the_socket_away(self):
        first = self.daemon
        other = self.home / "second.yaml"
        other.write_text(self.settings(roster.SYNCHRONIZE, store=f"sqlite:{self.home}/second.db"))
        self.config, config = other, self.config
        self.assertEqual(self.start(wait=False).wait(roster.PATIENCE), 5)
        self.assertIn("another daemon listens", self.log())
        self.daemon, self.config = first, config
        self.check_serves()

    def test_rosterctl_on_the_store_itself_may_look_but_not_change(self):
        def here(*words):
            return subprocess.run([roster.ROSTERCTL, "--store", self.store.url, *words],
                                  capture_output=True, text=True, check=False)
        refused = here("undo", "1")
        self.assertEqual(refused.returncode, 5)
        self.assertIn(self.store.held_by(self.daemon.pid), refused.stderr)
        looked = here("jobs")
        self.assertEqual((looked.returncode, looked.stdout), (0, "no jobs\n"), looked.stderr)


if __name__ == "__main__":
    unittest.main()
