#include "sis/unpack/untar.hpp"

#include <gtest/gtest.h>

#include "tests/sis/unpack/archives.hpp"

namespace roster::sis::testing {
namespace {

const std::string kXml = "<users>\n  <user><primary_id>s1</primary_id></user>\n</users>\n";

TEST(Untar, only_files_and_directories_are_accepted) {
  EXPECT_EQ(refusal(tar_gz({{"a.xml", "", AE_IFLNK, "/etc/passwd"}})),
            "users!a.xml: is a link or another special file");
  EXPECT_EQ(refusal(tar_gz({{"a.xml", kXml}, {"b.xml", "", AE_IFREG, "", "a.xml"}})),
            "users!b.xml: is a link or another special file");
  EXPECT_EQ(refusal(tar_gz({{"a.xml", kXml}, {"b.xml", kXml, AE_IFREG, "", "a.xml"}})),
            "users!b.xml: is a link or another special file")
      << "a hard link that brings bytes";
  EXPECT_EQ(refusal(tar_gz({{"a.xml", "", AE_IFIFO}})),
            "users!a.xml: is a link or another special file");
  EXPECT_EQ(refusal(tar_gz({{"a.xml", "", AE_IFBLK}})),
            "users!a.xml: is a link or another special file");
}

TEST(Untar, a_sparse_file_is_refused) {
  // As GNU tar writes it: type S, one piece of data, 1 MiB in all.
  std::string header = tar({{"a.xml", std::string(512, 'x')}}).substr(0, 1024);
  header.replace(156, 1, "S");
  header.replace(257, 8, std::string("ustar  \0", 8));
  header.replace(386, 24,
                 std::string("00000000000\0"
                             "00000001000\0",
                             24));
  header.replace(483, 12, std::string("00004000000\0", 12));
  header.replace(148, 8, "        ");
  unsigned sum = 0;
  for (const char c : header.substr(0, 512)) sum += static_cast<unsigned char>(c);
  char octal[8];
  std::snprintf(octal, sizeof octal, "%06o", sum);
  header.replace(148, 7, std::string(octal, 7));
  EXPECT_EQ(refusal(gzipped(header + std::string(1024, '\0'))), "users!a.xml: is a sparse file");
}

TEST(Untar, names_obey_the_same_rules_as_in_a_zip) {
  const auto named = [](std::string name) { return refusal(tar_gz({{std::move(name), kXml}})); };
  EXPECT_EQ(named("../a.xml"), "users!../a.xml: has `..` in its name");
  EXPECT_EQ(named("/etc/a.xml"), "users!/etc/a.xml: has an absolute name");
  EXPECT_EQ(named("readme.txt"),
            "users!readme.txt: is not an XML file; a feed may contain only XML files");
  EXPECT_EQ(named("./.a.xml"),
            "users!.a.xml: is hidden (its name has a part that starts with a dot)");
  EXPECT_EQ(refusal(tar_gz({{"a.xml", kXml}, {"./a.xml", kXml}})),
            "users!a.xml: occurs twice in the archive");
}

TEST(Untar, there_must_be_an_xml_file_and_not_too_many) {
  EXPECT_EQ(refusal(tar_gz({{"export/", "", AE_IFDIR}})), "users: holds no XML file");
  EXPECT_EQ(refusal(tar_gz({{"a.xml", kXml}, {"b.xml", kXml}, {"c.xml", kXml}}), {.entries = 2}),
            "users: holds more than 2 entries (limits.entries)");
}

TEST(Untar, an_archive_that_ends_too_early_before_it_was_packed_is_incomplete) {
  const std::string sound = tar({{"a.xml", std::string(700, 'x')}, {"b.xml", "<b/>"}});
  ASSERT_EQ(refusal(gzipped(sound)), "accepted");
  const std::size_t closing = 512 + 1024 + 512 + 512;
  for (std::size_t length = 513; length < closing + 1024; length += 7)
    ASSERT_EQ(refusal(gzipped(std::string_view(sound).substr(0, length))),
              "incomplete: users: the tar archive ends too early")
        << length;
}

TEST(Untar, nothing_but_zeros_may_follow_the_archive) {
  const std::string sound = tar({{"a.xml", kXml}});
  EXPECT_EQ(refusal(gzipped(sound + std::string(20000, '\0'))), "accepted");
  EXPECT_EQ(refusal(gzipped(sound + "x")),
            "users: unexpected data after the end of the tar archive");
  EXPECT_EQ(refusal(gzipped(sound + sound)),
            "users: unexpected data after the end of the tar archive");
}

TEST(Untar, a_damaged_header_is_refused_with_libarchives_reason) {
  std::string file = tar({{"a.xml", kXml}, {"b.xml", kXml}});
  file[1024] = 'x';  // the second name, so that its checksum fails
  EXPECT_EQ(refusal(gzipped(file)), "users: damaged tar archive: Damaged tar archive");
}

TEST(Untar, a_bomb_stops_at_the_ratio) {
  EXPECT_EQ(refusal(tar_gz({{"a.xml", std::string(8U << 20, ' ')}})),
            "users: unpacks to more than 200 times its size (limits.ratio)");
}

}  // namespace
}  // namespace roster::sis::testing
