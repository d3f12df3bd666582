"""What may lie in a drop directory, and what may become of the directory itself."""

import json
import os
import shutil
import signal
import socket
import subprocess
import threading
import unittest

import roster


class OddThings(roster.RosterTest):
    """Never opened, said once, left where they are; the daemon goes on."""

    def check_left_alone(self, name, what):
        self.wait_for_log(f"{name}: left alone: it is {what}")
        for n in range(2):  # more visits say it no more often
            self.put(f"good{n}.xml", roster.people(1))
            self.wait_for_file(f"good{n}.xml.handled")
        self.assertEqual(self.log().count(f"{name}: left alone"), 1, self.log())
        self.assertIn(name, self.names())
        self.assertEqual([j["file"] for j in self.jobs()], ["good0.xml", "good1.xml"])

    def setUp(self):
        super().setUp()
        self.start()

    def test_a_symbolic_link(self):
        (self.home / "secret.xml").write_text(roster.people(1))
        (self.drop / "link.xml").symlink_to(self.home / "secret.xml")
        self.check_left_alone("link.xml", "a symbolic link")

    def test_a_hard_link(self):
        (self.home / "secret.xml").write_text(roster.people(1))
        os.link(self.home / "secret.xml", self.drop / "link.xml")
        self.check_left_alone("link.xml", "a file with 2 links")

    def test_a_pipe(self):
        os.mkfifo(self.drop / "pipe.xml")
        self.check_left_alone("pipe.xml", "a pipe")

    def test_a_directory(self):
        (self.drop / "folder.xml").mkdir()
        self.check_left_alone("folder.xml", "a directory")

    def test_a_directory_in_the_place_of_the_report_does_not_hide_that_the_file_is_loaded(self):
        (self.drop / "a.xml.report.csv").mkdir()
        self.put("a.xml", roster.people(1))
        told = ("a.xml: job 1 is complete, but the sender's report is missing: cannot create a.xml.report.csv: "
                "Is a directory; `rosterctl job 1` shows what it would say")
        self.wait_for_log(told)
        self.put("good.xml", roster.people(1))
        self.wait_for_file("good.xml.handled")
        self.assertNotIn("a.xml: left alone", self.log())
        self.assertIn("a.xml.handled", self.names())
        answer = self.ctl("status", "--check")
        self.assertEqual((answer.code, answer.out), (1, f"synchronize SIS: {told}\n"))
        files = json.loads(self.ctl("status", "--json").out)["files"]
        self.assertEqual([(file["file"], file["state"]) for file in files], [("a.xml", "unreported")])

    def test_a_socket(self):
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(str(self.drop / "socket.xml"))
            self.check_left_alone("socket.xml", "a socket")

    def test_a_name_with_a_line_break_cannot_forge_a_line_of_the_log(self):
        (self.drop / "a\nerror: forged.xml").write_text(roster.people(1))
        self.put("good.xml", roster.people(1))
        self.wait_for_file("good.xml.handled")
        self.assertNotIn("\nerror: forged", self.log())
        self.assertEqual([j["file"] for j in self.jobs()], ["good.xml"])

    def test_names_of_uploads_in_progress_are_passed_over(self):
        names = [".hidden.xml", "a.part", "a.filepart", "a.tmp", "a.partial", "a.swp", "a.xml~",
                 "a.crdownload"]
        for name in names:
            (self.drop / name).write_text(roster.people(1))
        self.put("good.xml", roster.people(1))
        self.wait_for_file("good.xml.handled")
        self.assertEqual([j["file"] for j in self.jobs()], ["good.xml"])
        self.assertTrue(all((self.drop / name).exists() for name in names))
        self.assertNotIn("a.part", self.log())


class Swapped(roster.RosterTest):
    def test_a_file_swapped_for_a_link_again_and_again_is_never_followed(self):
        secret = self.home / "secret.xml"
        secret.write_text(roster.feed(roster.user("secret")))
        self.start()
        stop = threading.Event()

        def swap():
            for n in range(10 ** 9):
                if stop.is_set():
                    return
                (self.drop / "a.part").write_text(roster.feed(roster.user("honest")))
                os.rename(self.drop / "a.part", self.drop / "a.xml")
                (self.drop / "b.part").symlink_to(secret)
                os.rename(self.drop / "b.part", self.drop / "a.xml")

        swapper = threading.Thread(target=swap)
        swapper.start()
        try:
            for n in range(3):
                self.put(f"good{n}.xml", roster.people(1))
                self.wait_for_file(f"good{n}.xml.handled")
        finally:
            stop.set()
            swapper.join()
        self.assertNotIn("secret", self.users())
        self.assertTrue(secret.exists())
        self.assertEqual([n for n in self.names() if "secret" in n], [])


class Replaced(roster.RosterTest):
    """The directory itself comes and goes."""

    def test_a_directory_removed_and_made_again_is_watched_again(self):
        self.start()
        shutil.rmtree(self.drop)
        self.wait_for_log("inbox/synchronize: missing or not readable")
        self.assertEqual(self.ask("status")["directories"][0]["state"], "lost")
        self.drop.mkdir()
        self.put("people.xml", roster.people(1))
        self.wait_for_file("people.xml.handled")

    def test_the_daemon_starts_without_its_directory_and_waits_for_it(self):
        self.drop.rmdir()
        self.start()
        self.assertIn("inbox/synchronize: missing or not readable", self.log())
        self.drop.mkdir()
        self.put("people.xml", roster.people(1))
        self.wait_for_file("people.xml.handled")

    def test_the_daemon_starts_although_a_directory_with_finished_work_is_gone(self):
        self.start()
        self.put("people.xml", roster.people(1))
        self.wait_for_file("people.xml.handled")
        self.stop()
        shutil.rmtree(self.drop)
        self.start()
        self.assertEqual(self.users(), ["s0"])

    def test_a_directory_above_it_that_is_replaced_is_noticed_by_the_rescan(self):
        self.configure(roster.SYNCHRONIZE, rescan="1s")
        self.start()
        (self.home / "inbox").rename(self.home / "old")
        self.drop.mkdir(parents=True)
        self.put("people.xml", roster.people(1))
        self.wait_for_file("people.xml.handled")
        self.put("more.xml", roster.people(2))
        self.wait_for_file("more.xml.handled")

    @unittest.skipIf(os.geteuid() != 0, "only root can mount")
    def test_a_disk_that_is_not_mounted_any_more_is_an_alarm(self):
        self.addCleanup(subprocess.run, ["umount", "-q", str(self.drop)])
        subprocess.run(["mount", "-t", "ramfs", "ramfs", str(self.drop)], check=True)
        self.start()
        self.assertFalse(self.ask("status")["directories"][0]["other_file_system"])
        self.stop()
        subprocess.run(["umount", str(self.drop)], check=True)
        self.start()
        self.assertIn("on a different file system than before", self.log())
        self.assertTrue(self.ask("status")["directories"][0]["other_file_system"])
        self.assertIn("on a different file system", self.ctl("status").out)
        by_hand = self.ctl("run", "SIS", "synchronize")
        self.assertEqual(by_hand.code, 3, by_hand)
        self.assertIn("no files to load, and", by_hand.err)
        with open(self.config, "a") as config:
            config.write("# an edit does not say that the disk may be missing\n")
        self.wait_for_log("the configuration was read again")
        self.assertTrue(self.ask("status")["directories"][0]["other_file_system"])
        self.assertEqual(self.ctl("reload").code, 0)  # it is as it should be
        self.assertFalse(self.ask("status")["directories"][0]["other_file_system"])


@unittest.skipIf(not roster.can_trace(), "strace may not trace here")
class Unheard(roster.RosterTest):
    def test_where_the_kernel_tells_of_nothing_files_are_found_by_looking(self):
        """As on a network file system, or when the user has no watches left."""
        self.configure(roster.SYNCHRONIZE, rescan="1s")
        self.start(under=roster.failing("inotify_add_watch", "ENOSPC"))
        self.assertIn("polled: inotify does not work", self.log())
        self.assertEqual(self.ask("status")["directories"][0]["state"], "polled")
        self.put("people.xml", roster.people(1))
        self.wait_for_file("people.xml.handled")


class Burst(roster.RosterTest):
    def test_files_are_found_although_the_kernel_lost_the_events(self):
        """One queue of 16384 events serves all directories: a flood in one drowns another's."""
        (self.home / "inbox" / "import").mkdir()
        self.configure(roster.SYNCHRONIZE + "    import: {active: true, schedule: on_arrival}\n")
        self.start()
        self.daemon.send_signal(signal.SIGSTOP)  # nobody empties the queue
        for n in range(9000):
            path = self.home / "inbox" / "import" / f"f{n}.part"
            path.touch()
            path.unlink()
        self.put("people.xml", roster.people(1))
        self.daemon.send_signal(signal.SIGCONT)
        self.wait_for_file("people.xml.handled")


if __name__ == "__main__":
    unittest.main()
