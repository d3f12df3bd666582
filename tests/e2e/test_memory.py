"""However a feed is made, reading it takes no more than 200 MiB."""

import os
import pathlib
import subprocess
import unittest

import roster

LIMIT = 200 << 20
MEBIBYTE = 1 << 20


def user(content):
    return "<user><primary_id>s1</primary_id>" + content + "</user>"


def large(piece):
    """A record as large as it may be, made of one piece over and over."""
    return user(piece * (1_000_000 // len(piece)))


TYPES = "<address_types><address_type>h</address_type></address_types>"
SHAPES = {  # a record, which the feed has without end
    "empty records": "<user/>",
    "small records": user(""),
    "records of oddities": user("<x/>" * 100),
    "oddities alone": large("<x/>"),
    "attributes": user("<x " + " ".join(f'a{n}=""' for n in range(64)) + "/>"),
    "addresses": user("<contact_info><addresses>" + f"<address>{TYPES}</address>" * 5000
                      + "</addresses></contact_info>"),
    "codes": user("<rs_libraries>" + "<rs_library><code>a</code></rs_library>" * 6000
                  + "</rs_libraries>"),
    "unreadable dates": user("<user_blocks>" + (
        "<user_block><block_description>x</block_description><created_date>x</created_date>"
        "</user_block>") * 4000 + "</user_blocks>"),
    "identifiers": user("<user_identifiers>" + "".join(
        f"<user_identifier><id_type>B</id_type><value>{n}</value></user_identifier>"
        for n in range(5000)) + "</user_identifiers>"),
    "old records": "<userRecord><userDetails>" + "<x/>" * 15000 + "</userDetails></userRecord>",
    "broken records": "<user><a></user>",
    "records too large": "<user>" + "x" * (3 * MEBIBYTE) + "</user>",
}
# The more, the surer: what is kept of each record shows in the end. The gate bears a few.
FEED = (64 if os.environ.get("ROSTER_LONG") else 1) * MEBIBYTE


def write_feed(path, record):
    """In pieces: a child's peak counts what its parent held when it was made."""
    pieces = max(1, MEBIBYTE // len(record))
    with open(path, "w", encoding="utf-8") as feed:
        feed.write("<users>")
        for _ in range(0, FEED, pieces * len(record)):
            feed.write(record * pieces)
        feed.write("</users>")


SANITIZED = b"__asan_init" in pathlib.Path(roster.ROSTERCTL).read_bytes()


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
        self.assertLess(self.peak("--version"), LIMIT // 2, "this test's own memory counts")
        for name, record in SHAPES.items():
            feed = self.home / "shape.xml"
            write_feed(feed, record)
            store = "sqlite:{}/{}.db".format(self.home, name.replace(" ", "-"))
            with self.subTest(shape=name, action="validate"):
                self.assertLess(self.peak("validate", str(feed)), LIMIT)
            with self.subTest(shape=name, action="sync"):
                self.assertLess(self.peak("--store", store, "sync", str(feed)), LIMIT)


if __name__ == "__main__":
    unittest.main()
