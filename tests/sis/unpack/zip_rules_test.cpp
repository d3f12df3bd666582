// Hostile and broken zips. Each is made by hand, refused whole, and says why.
#include "sis/unpack/zip_rules.hpp"

#include <gtest/gtest.h>

#include <array>

#include "tests/sis/unpack/archives.hpp"

namespace roster::sis::testing {
namespace {

// The file ----------------------------------------------------------------------------------------

TEST(ZipRules, an_archive_needs_an_xml_file) {
  EXPECT_EQ(refusal(Zip().bytes()), "users: holds no XML file");
  EXPECT_EQ(refusal(zip_of({.name = "export/", .text = "", .method = 0, .mode = 040755})),
            "users: holds no XML file");
}

TEST(ZipRules, a_zip_without_its_directory_is_incomplete) {
  EXPECT_EQ(refusal(Zip().add({}).entries),
            "incomplete: users: the zip ends too early: its directory is missing");
  const std::string commented = Zip().add({}).bytes("made by hand");
  EXPECT_EQ(refusal(commented.substr(0, commented.size() - 1)),
            "incomplete: users: the zip ends too early: its comment is cut");
}

TEST(ZipRules, nothing_follows_the_end) {
  EXPECT_EQ(refusal(zip_of({}) + "x"), "users: something follows the end of the zip");
}

TEST(ZipRules, nothing_stands_before_the_first_entry) {
  Zip zip;
  zip.entries = "PK\3\4 but not really";
  EXPECT_EQ(refusal(zip.add({}).bytes()), "users: has bytes before its first entry");
}

TEST(ZipRules, two_archives_in_one_file_are_refused) {
  const std::string one = zip_of({});
  EXPECT_EQ(refusal(one + one),
            "users: has bytes outside of its entries; is it two concatenated archives?");
  // The same with the second one's offsets put right, as self-extractors do.
  Zip second;
  second.entries = one;
  EXPECT_EQ(refusal(second.add({.name = "b.xml"}).bytes()),
            "users: has bytes before its first entry");
}

TEST(ZipRules, a_second_end_record_in_the_comment_is_refused) {
  const Zip zip = Zip().add({});
  EXPECT_EQ(refusal(zip.bytes(zip.end())),
            "users: has bytes outside of its entries; is it two concatenated archives?");
}

TEST(ZipRules, a_comment_is_short) {
  EXPECT_EQ(refusal(Zip().add({}).bytes(std::string(64, 'c'))), "accepted");
  EXPECT_EQ(refusal(Zip().add({}).bytes(std::string(65, 'c'))),
            "users: the zip's comment is longer than 64 bytes");
}

TEST(ZipRules, one_volume_only) {
  const Zip zip = Zip().add({});
  for (const std::size_t field : {4U, 6U, 8U}) {
    std::string end = zip.end();
    end[field] = 2;
    EXPECT_EQ(refusal(zip.entries + zip.directory + end),
              "users: is split over several volumes; send one zip file");
  }
  std::string directory = zip.directory;
  directory[34] = 1;
  EXPECT_EQ(refusal(zip.entries + directory + zip.end()),
            "users!a.xml: is on another volume; send one zip file");
}

TEST(ZipRules, not_too_many_entries) {
  const std::string three =
      Zip().add({.name = "a.xml"}).add({.name = "b.xml"}).add({.name = "c.xml"}).bytes();
  EXPECT_EQ(refusal(three, {.entries = 2}), "users: holds 3 entries; limits.entries allows 2");
  EXPECT_EQ(refusal(three, {.entries = 3}), "accepted");
}

TEST(ZipRules, a_directory_that_is_not_where_it_should_be_is_damage) {
  const Zip zip = Zip().add({});
  std::string end = zip.end();
  end[19] = 1;  // far beyond the file
  EXPECT_EQ(refusal(zip.entries + zip.directory + end),
            "users: damaged: its directory is not where its end record says");
  std::string directory = zip.directory;
  directory[0] = 'p';
  EXPECT_EQ(refusal(zip.entries + directory + zip.end()),
            "users: damaged: its directory cannot be read");
  directory = zip.directory;
  directory[28] = 6;  // a longer name than there is
  EXPECT_EQ(refusal(zip.entries + directory + zip.end()),
            "users: damaged: its directory cannot be read");
  Zip more = zip;
  more.directory += "more";
  EXPECT_EQ(refusal(more.bytes()), "users: damaged: its directory holds more than its entries");
}

TEST(ZipRules, a_directory_is_no_place_to_hide_things) {
  Zip zip = Zip().add({});
  zip.directory += std::string(5000, 'x');
  EXPECT_EQ(refusal(zip.bytes()), "users: its directory is too large for 1 entries");
}

// Kinds -------------------------------------------------------------------------------------------

TEST(ZipRules, only_files_and_directories) {
  EXPECT_EQ(refusal(zip_of({.mode = 0120777})), "users!a.xml: is a link or another special file");
  EXPECT_EQ(refusal(zip_of({.mode = 0010644})), "users!a.xml: is a link or another special file");
  EXPECT_EQ(refusal(zip_of({.mode = 0040755})), "users!a.xml: is a link or another special file");
  EXPECT_EQ(refusal(zip_of({.mode = 0})), "accepted") << "as Windows writes it";
  EXPECT_EQ(refusal(zip_of({.name = "a/", .mode = 0040755})),
            "users!a/: is a directory with content");
}

TEST(ZipRules, no_encryption) {
  for (const std::uint16_t flag : std::array<std::uint16_t, 3>{0x0001, 0x0040, 0x2000}) {
    EXPECT_EQ(refusal(zip_of({.flags = flag})),
              "users!a.xml: is encrypted; send it without a password");
    EXPECT_EQ(refusal(zip_of({.local_flags = flag})),
              "users!a.xml: is encrypted; send it without a password");
  }
  EXPECT_EQ(refusal(zip_of({.flags = 0x0020})), "users!a.xml: is a patch, not a file");
}

TEST(ZipRules, only_two_methods) {
  EXPECT_EQ(refusal(zip_of({.method = 12})),
            "users!a.xml: is packed by method 12; only stored (0) and deflated (8) are read");
  EXPECT_EQ(refusal(zip_of({.local_method = 0})),
            "users!a.xml: damaged: its own header contradicts the directory");
}

// Places ------------------------------------------------------------------------------------------

TEST(ZipRules, entries_do_not_overlap) {
  // Every entry of the directory points at the same data: small on disk, endless unpacked.
  EXPECT_EQ(refusal(Zip().add({}).add({.name = "b.xml", .offset = 0}).bytes()),
            "users!a.xml: overlaps what follows it");
  // The first entry's data contains the second entry.
  const std::string inner = Zip().add({.name = "b.xml"}).entries;
  Zip quine;
  quine.add({.text = inner, .method = 0});
  const auto at = static_cast<std::uint32_t>(quine.entries.size() - inner.size());
  const std::string entries = quine.entries;
  quine.add({.name = "b.xml", .offset = at});
  quine.entries = entries;
  EXPECT_EQ(refusal(quine.bytes()), "users!a.xml: overlaps what follows it");
}

TEST(ZipRules, entries_are_inside_the_archive) {
  EXPECT_EQ(refusal(Zip().add({}).add({.name = "b.xml", .offset = 90000}).bytes()),
            "users!a.xml: is followed by unexpected bytes")
      << "nobody speaks of the entry that stands there";
  Zip directory_inside = Zip().add({});
  const auto end = static_cast<std::uint32_t>(directory_inside.entries.size());
  directory_inside.add({.name = "b.xml", .offset = end + 100});
  directory_inside.entries.resize(end);
  EXPECT_EQ(refusal(directory_inside.bytes()), "users!b.xml: damaged: it is outside the archive");
  EXPECT_EQ(refusal(zip_of({.packed_size = 4000})), "users!a.xml: overlaps what follows it");
}

TEST(ZipRules, no_bytes_between_entries) {
  EXPECT_EQ(refusal(zip_of({.after = "hidden"})), "users!a.xml: is followed by unexpected bytes");
}

TEST(ZipRules, an_entry_has_its_own_header) {
  Zip zip = Zip().add({}).add({.name = "b.xml"});
  zip.entries[zip.entries.rfind("PK\3\4")] = 'p';
  EXPECT_EQ(refusal(zip.bytes()), "users!b.xml: damaged: it has no header");
}

TEST(ZipRules, both_headers_say_the_same_sizes) {
  for (const std::size_t field : {14U, 18U, 22U}) {
    Zip zip = Zip().add({});
    zip.entries[field] ^= 1;
    EXPECT_EQ(refusal(zip.bytes()),
              "users!a.xml: damaged: its own header contradicts the directory");
  }
}

TEST(ZipRules, a_data_descriptor_may_follow_the_data) {
  const std::string text = "<users/>";
  const std::string crc = little(crc32(0, text), 4);
  const std::uint64_t packed = deflated(text).size();
  const std::string narrow = crc + little(packed, 4) + little(text.size(), 4);
  const std::string wide = crc + little(packed, 8) + little(text.size(), 8);
  for (const std::string& after : {narrow, wide, "PK\7\10" + narrow, "PK\7\10" + wide})
    EXPECT_EQ(refusal(zip_of({.flags = 8, .after = after})), "accepted");
  const std::string why = "users!a.xml: damaged: its data descriptor contradicts the directory";
  EXPECT_EQ(refusal(zip_of({.flags = 8})), why);
  EXPECT_EQ(refusal(zip_of({.flags = 8, .after = little(1, 4) + narrow.substr(4)})), why);
  EXPECT_EQ(refusal(zip_of({.flags = 8, .after = "PK\7\11" + narrow})), why);
  EXPECT_EQ(refusal(zip_of({.flags = 8, .after = narrow + std::string(30, 'x')})),
            "users!a.xml: is followed by unexpected bytes");
}

// Sizes -------------------------------------------------------------------------------------------

TEST(ZipRules, a_bomb_is_refused_before_it_is_unpacked) {
  const std::string bomb = zip_of({.text = std::string(8U << 20, ' ')});
  EXPECT_EQ(refusal(bomb), "users!a.xml: unpacks to more than 200 times its size (limits.ratio)");
  EXPECT_EQ(refusal(bomb, {.ratio = 100000}), "accepted");
}

TEST(ZipRules, a_bomb_behind_a_sound_entry_is_refused_too) {
  const Part bomb{.name = "b.xml", .text = std::string(8U << 20, ' ')};
  EXPECT_EQ(refusal(Zip().add({}).add(bomb).bytes()),
            "users!b.xml: unpacks to more than 200 times its size (limits.ratio)");
}

TEST(ZipRules, all_entries_together_stay_within_the_limit) {
  const std::string two = Zip().add({}).add({.name = "b.xml"}).bytes();
  EXPECT_EQ(refusal(two, {.unpacked = 15}),
            "users: unpacks to more than limits.unpacked allows (15 bytes)");
  EXPECT_EQ(refusal(two, {.unpacked = 16}), "accepted");
}

TEST(ZipRules, an_entry_is_as_large_as_it_says) {
  EXPECT_EQ(refusal(zip_of({.text = std::string(9000, 'x'), .size = 100})),
            "users!a.xml: damaged: it is larger than declared");
  EXPECT_EQ(refusal(zip_of({.size = 9})), "users!a.xml: damaged: it is smaller than declared");
  EXPECT_EQ(refusal(zip_of({.method = 0, .size = 9})),
            "users!a.xml: damaged: it is stored, but its two sizes differ");
}

TEST(ZipRules, the_data_is_sound) {
  EXPECT_EQ(refusal(zip_of({.crc = 1})), "users!a.xml: damaged: its checksum does not match");
  EXPECT_EQ(refusal(zip_of({.method = 0, .crc = 1})),
            "users!a.xml: damaged: its checksum does not match");
  EXPECT_EQ(refusal(zip_of({.packed = "\x07nonsense"})),
            "users!a.xml: damaged: it cannot be inflated");
  const std::string data = deflated("<users/>");
  EXPECT_EQ(refusal(zip_of({.packed = data.substr(0, data.size() - 1)})),
            "users!a.xml: damaged: its data ends too early");
  EXPECT_EQ(refusal(zip_of({.packed = data + "hidden"})),
            "users!a.xml: damaged: unused bytes after its data");
}

TEST(ZipRules, an_empty_entry_is_an_empty_document) {
  EXPECT_EQ(contents_of(zip_of({.text = "", .method = 0})), (Contents{{"a.xml", ""}}));
  EXPECT_EQ(contents_of(zip_of({.text = ""})), (Contents{{"a.xml", ""}}));
}

}  // namespace
}  // namespace roster::sis::testing
