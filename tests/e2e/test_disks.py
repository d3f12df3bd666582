"""Disks that are full, or that fail."""

import os
import shutil
import signal
import subprocess
import unittest

import roster


@unittest.skipIf(not roster.ROOT, "only root can mount a small disk")
class DiskFull(roster.RosterTest):
    """A load that finds no room is tried again, and succeeds when there is room."""

    def mount(self, size):
        disk = self.home / "disk"
        disk.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(disk)],
                       check=True)
        self.addCleanup(subprocess.run, ["umount", "-l", str(disk)])
        return disk

    def check(self, disk, trouble, left=0, **settings):
        """`left`: the bytes there still is room for."""
        self.configure(roster.SYNCHRONIZE, rescan="1s", **settings)
        self.start()
        (disk / "ballast").write_bytes(b"x" * (self.room(disk) - left))
        roster.sample(self.home / "people.xml", 1000)
        shutil.copy(self.home / "people.xml", self.drop / "people.xml")
        self.wait_for_log(trouble)
        self.assertEqual(self.users(), [])
        self.assertEqual(self.ctl("status").code, 0)
        (disk / "ballast").unlink()
        self.wait_for_file("people.xml.handled")
        self.assertEqual(len(self.users()), 1000)
        self.assertEqual([j["status"] for j in self.jobs()], ["completed_with_warnings"])
        self.check_said_once(trouble)

    def check_said_once(self, trouble):
        lines = [line for line in self.log().splitlines() if trouble in line]
        self.assertEqual([" error: " in line for line in lines], [True, False], lines)
        self.assertIn(" info: resolved: ", lines[1])

    @staticmethod
    def room(disk):
        status = os.statvfs(disk)
        return status.f_bavail * status.f_frsize

    def test_of_the_spool(self):
        """Where the copy of a held file has no room: it is held once there is some."""
        disk = self.mount("16m")
        self.configure(roster.SYNCHRONIZE + "    guard: {rejected: 0%, from: 1}\n", rescan="1s",
                       spool=disk / "spool")
        self.start()
        (disk / "ballast").write_bytes(b"x" * (self.room(disk) - 64 * 1024))
        broken = "<user><primary_id>b</primary_id>&</user>\n" * 12
        self.put("people.xml", roster.feed(*(roster.user(f"s{n}") for n in range(1000)), broken))
        self.wait_for_log("synchronize SIS: cannot write")
        (disk / "ballast").unlink()
        self.wait_for_file("people.xml.held")
        self.assertEqual([j["status"] for j in self.jobs()], ["held"])
        self.assertEqual(self.users(), [])
        self.check_said_once("synchronize SIS: cannot write")

    def test_of_the_store(self):
        disk = self.mount("16m")
        self.check(disk, "disk is full", left=64 * 1024, store=f"sqlite:{disk}/users.db")

    def test_of_the_store_at_the_start(self):
        """The daemon says why it does not start, and starts when there is room."""
        disk = self.mount("16m")
        self.configure(roster.SYNCHRONIZE, store=f"sqlite:{disk}/users.db")
        self.start()
        self.stop()
        (disk / "ballast").write_bytes(b"x" * self.room(disk))
        self.start(wait=False)
        self.assertEqual(self.daemon.wait(timeout=30), 5)
        self.assertIn("users.db: database or disk is full", self.log())
        (disk / "ballast").unlink()
        self.start()

    def test_of_the_reports(self):
        disk = self.mount("16m")
        self.check(disk, "No space left on device", reports=disk / "reports")

    def test_of_the_store_while_it_purges(self):
        disk = self.mount("16m")
        purge = ("purge: {jobs: [{name: left, require_expired: false, guard: {share: 100%}}]}\n"
                 "obligations: none\n")
        self.configure(roster.SYNCHRONIZE + purge, rescan="1s", store=f"sqlite:{disk}/users.db")
        self.put("people.xml", roster.people(2000, purge_date="2020-01-01"))
        self.start()
        self.wait_for_file("people.xml.handled")
        (disk / "ballast").write_bytes(b"x" * (self.room(disk) - 64 * 1024))
        refused = self.ctl("purge", "left")
        self.assertEqual(refused.code, 5, refused)
        self.assertIn("disk is full", refused.err)
        (disk / "ballast").unlink()
        self.assertEqual([job["status"] for job in self.jobs("purge")], ["failed"])
        self.assertEqual(len(self.users()), 2000, "what was refused is not done later")
        self.assertEqual(self.ctl("purge", "left").code, 0)
        self.assertEqual(self.users(), [])
        self.assertEqual([job["counts"]["purged"] for job in self.jobs("purge")], [0, 2000])

    def test_of_the_outbox(self):
        """An export leaves no half of a file, and hands everybody on once there is room."""
        disk = self.mount("2m")
        self.configure(roster.SYNCHRONIZE + "exports: [{name: doors, as: csv, after: [synchronize SIS]}]\n",
                       rescan="1s", outbox=disk / "outbox")
        self.start()
        (disk / "outbox" / "doors").mkdir(parents=True)
        (disk / "ballast").write_bytes(b"x" * self.room(disk))
        self.put("people.xml", roster.people(1000))
        self.wait_for_log("No space left on device")
        self.wait_for(lambda: self.names(disk / "outbox" / "doors") == [], "no half of a file")
        (disk / "ballast").unlink()
        self.wait_for(lambda: self.names(disk / "outbox" / "doors"), "the export")
        self.wait_for(lambda: [job["status"] for job in self.jobs("export")] == ["completed_successfully"], "its end")
        [name] = self.names(disk / "outbox" / "doors")
        self.assertEqual((disk / "outbox" / "doors" / name).read_text().count("\n"), 1001)
        self.assertEqual(self.log().count("No space left on device"), 1)

    def test_of_an_outbox_that_is_read_only(self):
        disk = self.mount("2m")
        self.configure(roster.SYNCHRONIZE + "exports: [{name: doors, as: csv}]\n", rescan="1s", outbox=disk / "outbox")
        self.put("people.xml", roster.people(3))
        self.start()
        self.wait_for_file("people.xml.handled")
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        refused = self.ctl("export", "doors")
        self.assertEqual(refused.code, 3, refused)
        self.assertIn("Read-only file system", refused.err)
        self.assertIn(str(disk / "outbox"), refused.err)
        subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
        self.wait_for(lambda: [job["status"] for job in self.jobs("export")] == ["completed_successfully"], "the export")
        self.assertEqual(len(self.names(disk / "outbox" / "doors")), 1)

    def test_of_the_inbox(self):
        """Where the report of what was rejected does not fit beside the file."""
        disk = self.mount("2m")
        self.drop = disk / "synchronize"
        self.drop.mkdir()
        self.configure(roster.SYNCHRONIZE + "    guard: {rejected: 100%}\n", rescan="1s", inbox=disk)
        self.start()
        broken = "".join(f"<user><primary_id>b{n}</primary_id>&</user>\n" for n in range(90))
        self.put("people.xml", roster.feed(*(roster.user(f"s{n}") for n in range(400)), broken))
        (disk / "ballast").write_bytes(b"x" * self.room(disk))
        self.wait_for_log("No space left on device")
        (disk / "ballast").unlink()
        self.wait_for_file("people.xml.handled")
        self.assertEqual(self.report("people.xml").count("malformed"), 90)
        self.assertEqual(len(self.jobs()), 1)
        self.check_said_once("No space left on device")


@unittest.skipIf(not roster.can_trace(), "strace may not trace here")
class DiskBroken(roster.RosterTest):
    def test_a_store_whose_disk_does_not_confirm_ends_the_process_for_a_new_one(self):
        self.start()
        self.stop()
        self.put("people.xml", roster.people(20))
        self.start(wait=False, under=roster.failing("fdatasync", "EIO"))
        self.assertEqual(self.daemon.wait(roster.PATIENCE), 5, self.log())
        self.assertIn("rosterd exits to be restarted", self.log())
        self.start()
        self.wait_for_file("people.xml.handled")
        self.assertEqual(len(self.users()), 20)


@unittest.skipIf(not roster.can_trace(), "strace may not trace here")
class ReportNotConfirmed(roster.RosterTest):
    def test_a_load_whose_report_the_disk_does_not_confirm_is_not_completed(self):
        self.configure(roster.SYNCHRONIZE, rescan="1s")
        self.start()
        self.stop()
        self.put("people.xml", roster.people(20))
        self.start(wait=False, under=roster.failing("fsync", "EIO"))
        self.wait_for_log("Input/output error")
        self.stop(signal.SIGKILL)
        self.assertEqual(self.names(), ["people.xml"])
        self.start()
        self.wait_for_file("people.xml.handled")
        self.assertEqual([j["status"] for j in self.jobs()], ["completed_successfully"])


@unittest.skipIf(not roster.MAY_BE_NOBODY, "root may do everything, and there is no setpriv")
class NotAllowed(roster.RosterTest):
    """A daemon that is not root, in directories of others."""

    def test_a_file_that_cannot_be_renamed_is_loaded_once_and_finished_when_it_can(self):
        self.configure(roster.SYNCHRONIZE, rescan="1s")
        self.put("people.xml", roster.people(2))
        self.drop.chmod(0o555)
        self.start_as_nobody()
        self.wait_for_log("Permission denied")
        self.assertEqual(self.names(), ["people.xml"])
        self.drop.chmod(0o755)
        self.wait_for_file("people.xml.handled")
        self.assertEqual(len(self.jobs()), 1)

    def test_a_file_that_may_not_be_read_is_said_to_be_that_and_is_loaded_once_it_may(self):
        self.put("people.xml", roster.people(2))
        (self.drop / "people.xml").chmod(0)
        self.put("more.xml", roster.people(3))
        self.start_as_nobody()
        self.wait_for_log("people.xml: left alone: it is a file without read permission")
        self.wait_for_file("more.xml.handled")
        (self.drop / "people.xml").chmod(0o644)
        self.wait_for_file("people.xml.handled")

    def test_a_directory_that_cannot_be_read_is_said_once_and_worked_off_when_it_can(self):
        self.configure(roster.SYNCHRONIZE, rescan="1s")
        self.put("people.xml", roster.people(2))
        self.drop.chmod(0)
        self.start_as_nobody()
        self.wait_for_log("Permission denied")
        self.drop.chmod(0o755)
        self.wait_for_file("people.xml.handled")
        self.assertLessEqual(self.log().count(" error: synchronize SIS"), 1)


if __name__ == "__main__":
    unittest.main()
