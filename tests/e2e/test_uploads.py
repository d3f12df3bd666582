"""Files arrive: by copy, by rename, slowly, in parts, many at once."""

import gzip
import io
import os
import shutil
import unittest
import zipfile

import roster


class Uploads(roster.RosterTest):
    def setUp(self):
        super().setUp()
        self.start()

    def test_a_copied_file_is_loaded(self):
        whole = self.home / "people.xml"
        whole.write_text(roster.people(3))
        shutil.copy(whole, self.drop / "people.xml")
        self.wait_for_file("people.xml.handled")
        self.assertEqual(self.users(), ["s0", "s1", "s2"])
        self.assertFalse((self.drop / "people.xml").exists())

    def test_a_file_is_loaded_once_it_is_renamed_from_part(self):
        (self.drop / "people.xml.part").write_text(roster.people(1))
        self.put("other.xml", roster.feed(roster.user("other")))
        self.wait_for_file("other.xml.handled")
        self.assertEqual(self.users(), ["other"])
        (self.drop / "people.xml.part").rename(self.drop / "people.xml")
        self.wait_for_file("people.xml.handled")
        self.assertEqual(self.users(), ["other", "s0"])

    def test_a_file_cut_off_by_a_broken_connection_is_loaded_when_resumed(self):
        text = roster.people(10)
        (self.drop / "cut.xml").write_text(text[:len(text) // 2])
        self.wait_for_log("cut.xml: left alone: it is incomplete")
        with open(self.drop / "cut.xml", "a") as upload:
            upload.write(text[len(text) // 2:])
        self.wait_for_file("cut.xml.handled")
        self.assertEqual(len(self.users()), 10)
        self.assertEqual(len(self.jobs()), 1)

    def test_a_zip_that_is_cut_off_is_waited_for_as_well(self):
        packed = pack({"people.xml": roster.people(50)})
        (self.drop / "cut.zip").write_bytes(packed[:len(packed) // 2])
        self.wait_for_log("cut.zip: left alone: it is incomplete")
        (self.drop / "cut.zip").write_bytes(packed)
        self.wait_for_file("cut.zip.handled")
        self.assertEqual(len(self.users()), 50)

    def test_that_a_file_is_waited_for_is_said_once(self):
        (self.drop / "cut.xml").write_text("<users><user>")
        for n in range(3):
            self.put(f"other{n}.xml", roster.people(1))
            self.wait_for_file(f"other{n}.xml.handled")
        self.assertEqual(self.log().count("cut.xml: left alone"), 1, self.log())

    def test_all_entries_of_a_zip_are_one_load(self):
        self.put("people.zip", pack({"a.xml": roster.feed(roster.user("a")),
                                     "b.xml": roster.feed(roster.user("b"))}))
        self.wait_for_file("people.zip.handled")
        self.assertEqual(self.users(), ["a", "b"])
        self.assertEqual(len(self.jobs()), 1)

    def test_a_gzipped_file_is_loaded(self):
        self.put("people.xml.gz", gzip.compress(roster.people(2).encode()))
        self.wait_for_file("people.xml.gz.handled")
        self.assertEqual(self.users(), ["s0", "s1"])

    def test_thirty_files_at_once_are_loaded_in_order_and_each_once(self):
        when = 1_700_000_000
        for n in range(30):  # dropped in another order than their times say; pairs share a time
            text = roster.feed(roster.user("same", first_name=f"Version{n:02}"))
            path = self.drop / f"f{n:02}.xml.part"
            path.write_text(text)
            os.utime(path, (when, when + n // 2))
        for n in reversed(range(30)):
            (self.drop / f"f{n:02}.xml.part").rename(self.drop / f"f{n:02}.xml")
        self.wait_for(lambda: len([n for n in self.names() if n.endswith(".handled")]) == 30,
                      "thirty handled files")
        self.assertEqual([job["file"] for job in self.jobs()],
                         [f"f{n:02}.xml" for n in range(30)])
        self.assertEqual(self.ask("user", "same")["first_name"], "Version29")

    def test_the_same_name_every_night(self):
        for night in range(3):
            self.put("people.xml", roster.people(night + 1))
            self.wait_for(lambda: len(self.jobs()) == night + 1, f"load {night + 1}")
            self.wait_for(lambda: "people.xml" not in self.names(), "the file to be renamed")
        self.assertEqual([n for n in self.names() if n.endswith(".handled")],
                         ["people.xml.2.handled", "people.xml.3.handled", "people.xml.handled"])


class SlowUploads(roster.RosterTest):
    def test_nothing_of_a_slow_upload_is_loaded_before_it_is_whole(self):
        self.configure(roster.SYNCHRONIZE, settle="1s")
        self.start()
        text = roster.people(40)
        pieces = [text[:1000], text[1000:3000], text[3000:3500], text[3500:]]
        with open(self.drop / "slow.xml", "w") as upload:
            for number, piece in enumerate(pieces):
                self.assertNotIn(("slow.xml", True),
                                 [(job["file"], job["applied"]) for job in self.jobs()])
                upload.write(piece)
                upload.flush()
                self.put(f"other{number}.xml", roster.people(1))  # loaded meanwhile
                self.wait_for_file(f"other{number}.xml.handled")
        self.wait_for_file("slow.xml.handled")
        self.assertEqual(len(self.users()), 40)
        self.assertEqual([job["file"] for job in self.jobs()].count("slow.xml"), 1)

    def test_a_file_that_is_never_completed_has_failed_after_a_while(self):
        self.configure(roster.SYNCHRONIZE, incomplete="3s")
        self.start()
        (self.drop / "cut.xml").write_text(roster.people(10)[:500])
        self.wait_for_file("cut.xml.failed")
        self.assertIn("left alone: it is incomplete", self.log())
        self.assertEqual(self.users(), [])
        job, = self.jobs()
        self.assertEqual(job["status"], "failed")
        self.assertIn("cut.xml", self.report("cut.xml"))


def pack(entries):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in entries.items():
            archive.writestr(name, text)
    return buffer.getvalue()


if __name__ == "__main__":
    unittest.main()
