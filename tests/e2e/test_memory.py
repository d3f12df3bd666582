"""However a feed is made, reading it takes no more than 300 MiB."""

import os
import pathlib
import subprocess
import unittest

import roster

LIMIT = 300 << 20
MEBIBYTE = 1 << 20


def endless(piece, size=12 * MEBIBYTE):
    """Records without number."""
    return "<users>" + piece * (size // len(piece)) + "</users>"


def user(content):
    return "<user><primary_id>s1</primary_id>" + content + "</user>"


def large(piece):
    """Records as large as they may be, each made of one piece over and over."""
    return endless(user(piece * (1_000_000 // len(piece))))


TYPES = "<address_types><address_type>h</address_type></address_types>"
SHAPES = {
    "empty records": endless("<user/>"),
    "small records": endless("<user><primary_id>s1</primary_id></user>"),
    "records of oddities": endless(user("<x/>" * 100)),
    "oddities alone": large("<x/>"),
    "attributes": endless(user("<x " + " ".join(f'a{n}=""' for n in range(64)) + "/>")),
    "addresses": endless(user("<contact_info><addresses>" + f"<address>{TYPES}</address>" * 5000
                              + "</addresses></contact_info>")),
    "codes": endless(user("<rs_libraries>" + "<rs_library><code>a</code></rs_library>" * 6000
                          + "</rs_libraries>")),
    "unreadable dates": endless(user("<user_blocks>" + (
        "<user_block><block_description>x</block_description><created_date>x</created_date>"
        "</user_block>") * 4000 + "</user_blocks>")),
    "identifiers": endless(user("<user_identifiers>" + "".join(
        f"<user_identifier><id_type>B</id_type><value>{n}</value></user_identifier>"
        for n in range(5000)) + "</user_identifiers>")),
    "broken records": endless("<user><a></user>"),
    "records too large": endless("<user>" + "x" * (3 * MEBIBYTE) + "</user>"),
}


SANITIZED = b"__asan_init" in pathlib.Path(roster.ROSTERCTL).read_bytes()


@unittest.skipUnless(os.environ.get("ROSTER_LONG"), "takes minutes: ROSTER_LONG=1 runs it")
@unittest.skipIf(SANITIZED, "a sanitizer takes more than the program")
class Memory(roster.RosterTest):
    """Each shape loaded and validated."""

    def peak(self, *words):
        """The most memory that a rosterctl of its own takes, in bytes."""
        child = subprocess.Popen([roster.ROSTERCTL, *words], stdout=subprocess.DEVNULL,
                                 stderr=subprocess.DEVNULL)
        _, _, usage = os.wait4(child.pid, 0)
        return usage.ru_maxrss * 1024

    def test_no_shape_takes_more(self):
        for name, text in SHAPES.items():
            plain = self.home / "shape.xml"
            plain.write_text(text)
            store = f"sqlite:{self.home}/{len(name)}.db"
            with self.subTest(shape=name, action="validate"):
                self.assertLess(self.peak("validate", str(plain)), LIMIT)
            with self.subTest(shape=name, action="sync"):
                self.assertLess(self.peak("--store", store, "sync", str(plain)), LIMIT)


if __name__ == "__main__":
    unittest.main()
