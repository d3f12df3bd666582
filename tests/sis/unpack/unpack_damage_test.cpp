// Files cut at every byte and with every bit changed.
#include "sis/unpack/unpack.hpp"

#include <gtest/gtest.h>

#include "tests/sis/unpack/archives.hpp"

namespace roster::sis::testing {
namespace {

const std::string kXml = "<users>\n  <user><primary_id>s1</primary_id></user>\n</users>\n";

TEST(UnpackDamage, a_zip_that_ends_too_early_is_incomplete_wherever_it_is_cut) {
  const std::string file = Zip().add({.text = kXml}).add({.name = "b.xml"}).bytes("a comment");
  ASSERT_EQ(refusal(file), "accepted");
  for (std::size_t length = 0; length < file.size(); ++length)
    ASSERT_EQ(refusal(std::string_view(file).substr(0, length)).substr(0, 18), "incomplete: users:")
        << length;
}

TEST(UnpackDamage, a_gzip_that_ends_too_early_is_incomplete_wherever_it_is_cut) {
  const std::string file = gzipped(kXml);
  for (std::size_t length = 4; length < file.size(); ++length)
    ASSERT_EQ(refusal(std::string_view(file).substr(0, length)),
              "incomplete: users: the gzip data ends too early")
        << length;
}

TEST(UnpackDamage, a_tar_gz_that_ends_too_early_is_incomplete_wherever_it_is_cut) {
  const std::string file = tar_gz({{"a.xml", kXml}, {"b.xml", "<users/>"}});
  for (std::size_t length = 4; length < file.size(); ++length)
    ASSERT_EQ(refusal(std::string_view(file).substr(0, length)),
              "incomplete: users: the gzip data ends too early")
        << length;
}

TEST(UnpackDamage, a_changed_bit_is_never_read_as_something_else) {
  for (const std::string& sound : {zip_of({.text = kXml}), gzipped(kXml)}) {
    const Contents contents = contents_of(sound);
    for (std::size_t bit = 0; bit < sound.size() * 8; ++bit) {
      std::string file = sound;
      file[bit / 8] = static_cast<char>(file[bit / 8] ^ (1 << bit % 8));
      Contents read;
      try {
        read = contents_of(file);
      } catch (const FeedError&) {
        continue;
      }
      const bool plain = read.size() == 1 && read[0].second == file;  // no longer an archive at all
      if (!plain) {
        ASSERT_EQ(read[0].second, contents[0].second) << "bit " << bit;
      }
    }
  }
}

}  // namespace
}  // namespace roster::sis::testing
