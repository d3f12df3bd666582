// Is a dropped file all there, or does it merely end too early?
#include "sis/load/probe.hpp"

#include <gtest/gtest.h>

#include "tests/sis/unpack/archives.hpp"

namespace roster::sis::testing {
namespace {

bool is_whole(std::string_view bytes) {
  const MemoryFile file(bytes);
  return is_complete(file.fd(), {});
}

const std::string kFeed = "<users><user><primary_id>ada</primary_id></user></users>";

TEST(Probe, a_feed_is_complete_with_its_last_byte_and_not_before) {
  for (std::size_t length = 0; length < kFeed.size(); ++length)
    EXPECT_FALSE(is_whole(kFeed.substr(0, length))) << length;
  EXPECT_TRUE(is_whole(kFeed));
  EXPECT_TRUE(is_whole(kFeed + "\n<!-- made at night -->\n"));
}

TEST(Probe, a_packed_feed_is_complete_with_its_last_byte_and_not_before) {
  for (const std::string& file :
       {gzipped(kFeed), zip_of({.text = kFeed}), tar_gz({{"a.xml", kFeed}})}) {
    for (std::size_t length = 0; length < file.size(); ++length)
      EXPECT_FALSE(is_whole(file.substr(0, length))) << length << " of " << file.size();
    EXPECT_TRUE(is_whole(file));
  }
}

TEST(Probe, a_feed_cut_before_it_was_packed_is_incomplete) {
  EXPECT_FALSE(is_whole(gzipped(kFeed.substr(0, 30))));
  EXPECT_FALSE(is_whole(zip_of({.text = kFeed.substr(0, 30)})));
}

TEST(Probe, a_record_that_is_broken_inside_is_no_matter_of_waiting) {
  EXPECT_TRUE(is_whole("<users><user><primary_id>A & B</primary_id></user></users>"));
}

TEST(Probe, what_is_wrong_in_another_way_is_complete) {
  EXPECT_TRUE(is_whole("%PDF-1.7 a report by mistake"));
  EXPECT_TRUE(is_whole("<!DOCTYPE users><users></users>"));
  EXPECT_TRUE(is_whole("<people></people>"));
  EXPECT_TRUE(is_whole("not XML at all"));
  EXPECT_TRUE(is_whole(zip_of({.text = kFeed, .crc = 1})));
}

}  // namespace
}  // namespace roster::sis::testing
