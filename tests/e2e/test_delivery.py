"""The files of an export on their way to another machine: the delivery script, and the example for SFTP with a real sshd."""

import os
import shutil
import socket
import subprocess
import unittest

import delivery
from recipes import need
from roster import SOURCE


class Delivery(delivery.DeliveryTest):
    def test_what_was_taken_is_renamed(self):
        self.command(f'cp "$1" {self.taken}')
        self.change_one()
        self.assertEqual(self.deliver().returncode, 0)
        self.assertEqual(len(self.names(self.taken)), 2)
        self.assertTrue(all(name.endswith(".csv.sent") for name in self.files()), self.files())
        self.assertEqual(self.deliver().stdout, "")

    def test_what_was_not_taken_stays_and_the_next_ones_wait(self):
        self.command("exit 1")
        self.change_one()
        done = self.deliver()
        self.assertEqual(done.returncode, 1)
        self.assertEqual(done.stderr.count("not taken"), 1)
        self.assertTrue(all(name.endswith(".csv") for name in self.files()), self.files())
        self.command(f'cp "$1" {self.taken}')
        self.assertEqual(self.deliver().returncode, 0)
        self.assertEqual(len(self.names(self.taken)), 2)

    def test_hidden_files_and_links_are_left_alone(self):
        (self.outbox / "doors" / ".9.1.partial").write_text("half")
        (self.outbox / "doors" / "link.csv").symlink_to("/etc/passwd")
        self.command(f'cp "$1" {self.taken}')
        self.assertEqual(self.deliver().returncode, 0)
        self.assertEqual(len(self.names(self.taken)), 1)


class Sftp(delivery.DeliveryTest):
    """sshd as this user, on a port of its own."""

    def setUp(self):
        super().setUp()
        need(self, "/usr/sbin/sshd", "openssh-server")
        need(self, "sftp", "openssh-client")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        for name in ("host", "key"):
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", self.home / name], check=True)
        (self.home / "incoming").mkdir()
        self.home.chmod(0o755)
        config = self.home / "sshd_config"
        config.write_text(
            f"Port {self.port}\nListenAddress 127.0.0.1\nHostKey {self.home}/host\nPidFile none\nUsePAM no\nStrictModes no\n"
            f"AuthorizedKeysFile {self.home}/key.pub\nPasswordAuthentication no\nPermitRootLogin prohibit-password\n"
            f"Subsystem sftp internal-sftp\nForceCommand internal-sftp -d {self.home}\n")
        os.makedirs("/run/sshd", exist_ok=True)
        self.server = subprocess.Popen(["/usr/sbin/sshd", "-D", "-e", "-f", config], stderr=subprocess.DEVNULL)
        self.addCleanup(self.stop_server)
        host = (self.home / "host.pub").read_text().split()
        (self.home / "known_hosts").write_text(f"[127.0.0.1]:{self.port} {host[0]} {host[1]}\n")
        self.wait_for(self.listens, "sshd")
        shutil.copy(SOURCE / "systemd" / "deliver-sftp", self.commands / "doors")

    def stop_server(self):
        self.server.terminate()
        self.server.wait()

    def listens(self):
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def upload(self, **environment):
        return self.deliver(**{
            "CREDENTIALS_DIRECTORY": str(self.home), "SFTP_TARGET": f"{os.environ.get('USER', 'root')}@127.0.0.1",
            "SFTP_PORT": str(self.port), "SFTP_DIRECTORY": "incoming", "SFTP_KNOWN_HOSTS": str(self.home / "known_hosts"),
            **environment})

    def test_a_file_arrives_whole_and_under_its_name(self):
        name = self.files()[0]
        text = (self.outbox / "doors" / name).read_bytes()
        done = self.upload()
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(os.listdir(self.home / "incoming"), [name])
        self.assertEqual((self.home / "incoming" / name).read_bytes(), text)
        self.assertEqual(self.files(), [name + ".sent"])

    def test_a_target_that_is_not_there_takes_nothing(self):
        self.assertEqual(self.upload(SFTP_DIRECTORY="elsewhere").returncode, 1)
        self.assertTrue(self.files()[0].endswith(".csv"))
        self.assertEqual(self.upload().returncode, 0)

    def test_another_host_key_is_refused(self):
        (self.home / "known_hosts").write_text(f"[127.0.0.1]:{self.port} {(self.home / 'key.pub').read_text()}")
        self.assertEqual(self.upload().returncode, 1)
        self.assertEqual(os.listdir(self.home / "incoming"), [])


if __name__ == "__main__":
    unittest.main()
