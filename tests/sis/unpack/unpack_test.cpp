#include "sis/unpack/unpack.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <xxhash.h>

#include "tests/sis/unpack/archives.hpp"

namespace roster::sis::testing {
namespace {

const std::string kXml = "<users>\n  <user><primary_id>s1</primary_id></user>\n</users>\n";

/// XML that packs about as well as a real feed.
std::string large_xml(std::size_t length) {
  std::string text = "<users>";
  for (unsigned i = 0; text.size() < length; ++i)
    text += "<user><primary_id>s" + std::to_string(i * 2654435761U) + "</primary_id></user>\n";
  return text + "</users>";
}

TEST(Unpack, a_plain_file_is_one_entry_without_a_name) {
  UnpackResult result;
  EXPECT_EQ(contents_of(kXml, {}, &result), (Contents{{"", kXml}}));
  EXPECT_EQ(result.packing, Packing::plain);
  EXPECT_EQ(result.entries, 1U);
  EXPECT_EQ(result.bytes, kXml.size());
  EXPECT_EQ(result.unpacked, kXml.size());
}

TEST(Unpack, a_gzipped_file_is_one_entry_without_a_name) {
  UnpackResult result;
  const std::string file = gzipped(kXml);
  EXPECT_EQ(contents_of(file, {}, &result), (Contents{{"", kXml}}));
  EXPECT_EQ(result.packing, Packing::gzip);
  EXPECT_EQ(result.bytes, file.size());
  EXPECT_EQ(result.unpacked, kXml.size());
}

TEST(Unpack, a_zip_is_its_entries_in_its_order) {
  UnpackResult result;
  const std::string file =
      by_libarchive({{"b.xml", kXml}, {"a.XML", "<users/>"}}, archive_write_set_format_zip,
                    archive_write_add_filter_none);
  EXPECT_EQ(contents_of(file, {}, &result), (Contents{{"b.xml", kXml}, {"a.XML", "<users/>"}}));
  EXPECT_EQ(result.packing, Packing::zip);
  EXPECT_EQ(result.entries, 2U);
  EXPECT_EQ(result.unpacked, kXml.size() + 8);
}

TEST(Unpack, directories_in_a_zip_are_passed_over) {
  const std::string file = Zip()
                               .add({.name = "export/", .text = "", .method = 0, .mode = 040755})
                               .add({.name = "export/a.xml"})
                               .bytes();
  EXPECT_EQ(contents_of(file), (Contents{{"export/a.xml", "<users/>"}}));
}

TEST(Unpack, a_tar_gz_is_its_entries_in_its_order) {
  UnpackResult result;
  const std::string file = tar_gz({{"./", "", AE_IFDIR}, {"./b.xml", kXml}, {"a.xml", "<users/>"}});
  EXPECT_EQ(contents_of(file, {}, &result), (Contents{{"b.xml", kXml}, {"a.xml", "<users/>"}}));
  EXPECT_EQ(result.packing, Packing::tar_gzip);
  EXPECT_EQ(result.entries, 2U);
}

TEST(Unpack, every_usual_kind_of_tar_is_read) {
  const std::string long_name = std::string(120, 'n') + "/studenter-høst.xml";
  for (auto* format : {archive_write_set_format_pax, archive_write_set_format_gnutar}) {
    const std::string file =
        by_libarchive({{long_name, kXml}}, format, archive_write_add_filter_gzip);
    EXPECT_EQ(contents_of(file), (Contents{{long_name, kXml}}));
  }
  EXPECT_EQ(contents_of(gzipped(tar({{"a.xml", kXml}}))), (Contents{{"a.xml", kXml}}));
}

TEST(Unpack, large_entries_come_out_whole_in_every_packing) {
  const std::string text = large_xml(5U << 20);
  EXPECT_EQ(contents_of(text), (Contents{{"", text}}));
  EXPECT_EQ(contents_of(gzipped(text)), (Contents{{"", text}}));
  EXPECT_EQ(contents_of(tar_gz({{"a.xml", text}})), (Contents{{"a.xml", text}}));
  EXPECT_EQ(contents_of(zip_of({.text = text})), (Contents{{"a.xml", text}}));
  EXPECT_EQ(contents_of(zip_of({.text = text, .method = 0})), (Contents{{"a.xml", text}}));
}

/// As xxh128sum prints it.
std::string xxh128(std::string_view bytes) {
  XXH128_canonical_t digest;
  XXH128_canonicalFromHash(&digest, XXH3_128bits(bytes.data(), bytes.size()));
  std::string hex;
  for (const unsigned char byte : digest.digest) hex += fmt::format("{:02x}", byte);
  return hex;
}

TEST(Unpack, the_digest_is_that_of_the_file_on_the_disk_whatever_is_read_of_it) {
  const std::string large = large_xml(3U << 20);
  for (const std::string& file : {kXml, large, gzipped(large), tar_gz({{"a.xml", large}}),
                                  zip_of({.text = large}), zip_of({.text = large, .method = 0})}) {
    UnpackResult read;
    contents_of(file, {}, &read);
    EXPECT_EQ(read.digest, "xxh3-128:" + xxh128(file));
    const MemoryFile on_disk(file);
    const UnpackResult unread = unpack(on_disk.fd(), "users", {}, [](const Entry&) {});
    EXPECT_EQ(unread.digest, read.digest);
    EXPECT_EQ(unread.unpacked, read.unpacked);
  }
}

TEST(Unpack, the_position_of_the_descriptor_neither_matters_nor_moves) {
  const MemoryFile file(kXml);
  ASSERT_EQ(::lseek(file.fd(), 7, SEEK_SET), 7);
  unpack(file.fd(), "users", {}, [](const Entry& entry) { EXPECT_EQ(read_all(entry.read), kXml); });
  EXPECT_EQ(::lseek(file.fd(), 0, SEEK_CUR), 7);
}

TEST(Unpack, what_the_visitor_leaves_unread_is_checked_all_the_same) {
  const std::string bad = zip_of({.crc = 1});
  const MemoryFile file(bad);
  EXPECT_THROW(unpack(file.fd(), "users", {}, [](const Entry&) {}), FeedError);
}

TEST(Unpack, what_the_visitor_throws_comes_through) {
  const std::string file = tar_gz({{"a.xml", kXml}});
  const MemoryFile on_disk(file);
  EXPECT_THROW(unpack(on_disk.fd(), "users", {}, [](const Entry&) { throw 7; }), int);
}

TEST(Unpack, an_empty_or_tiny_file_is_incomplete) {
  EXPECT_EQ(refusal(""), "incomplete: users: the file is empty");
  EXPECT_EQ(refusal("<u>"), "incomplete: users: the file ends too early");
  EXPECT_EQ(refusal("PK"), "incomplete: users: the file ends too early");
}

TEST(Unpack, a_file_beyond_the_limit_is_refused) {
  EXPECT_EQ(refusal("<users/>", {.file = 7}), "users: is 8 bytes long; limits.file allows 7");
  EXPECT_EQ(refusal("<users/>", {.file = 8}), "accepted");
}

TEST(Unpack, only_regular_files_are_read) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  try {
    unpack(ends[0], "users", {}, [](const Entry&) {});
    ADD_FAILURE() << "a pipe was read";
  } catch (const FeedError& error) {
    EXPECT_STREQ(error.what(), "users: is not a regular file");
  }
  ::close(ends[0]);
  ::close(ends[1]);
}

TEST(Unpack, a_descriptor_that_cannot_be_read_is_the_systems_fault) {
  EXPECT_THROW(unpack(-1, "users", {}, [](const Entry&) {}), std::system_error);
}

TEST(Unpack, other_archives_are_called_by_their_name) {
  const auto sent = [](std::string start) { return refusal(start.append(600, 'x')); };
  const std::string hint = "; send .xml, .zip, .tar.gz or .xml.gz";
  EXPECT_EQ(sent("7z\xBC\xAF\x27\x1C"), "users: is a 7-Zip archive" + hint);
  EXPECT_EQ(sent("Rar!\x1A\x07"), "users: is a RAR archive" + hint);
  EXPECT_EQ(sent("BZh9"), "users: is packed by bzip2" + hint);
  EXPECT_EQ(sent("\xFD"
                 "7zXZ"),
            "users: is packed by xz" + hint);
  EXPECT_EQ(sent("\x28\xB5\x2F\xFD"), "users: is packed by Zstandard" + hint);
  EXPECT_EQ(sent("\x1F\x9D"), "users: is packed by compress" + hint);
  EXPECT_EQ(sent("PK\7\10"), "users: is one volume of a split zip" + hint);
  EXPECT_EQ(sent("%PDF-1.7"), "users: is a PDF file" + hint);
  EXPECT_EQ(refusal(tar({{"a.xml", kXml}})), "users: is a tar archive without gzip" + hint);
}

}  // namespace
}  // namespace roster::sis::testing
