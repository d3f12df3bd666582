// Reading a feed: how far it is, in bytes of the file as it lies on disk, however it is packed.
// Which batches come together: unchanged_test.cpp.
#include <gtest/gtest.h>

#include "sis/load/read_feed.hpp"
#include "tests/sis/unpack/archives.hpp"
#include "tests/support/load_fixture.hpp"

namespace roster::sis::testing {
namespace {

/// Some batches' worth of people, whose names do not pack well.
std::string large_feed() {
  std::string records;
  std::uint64_t state = 1;
  for (int i = 0; i < 20'000; ++i) {
    std::string name;
    for (int j = 0; j < 20; ++j) {
      state = state * 6364136223846793005U + 1442695040888963407U;
      name += static_cast<char>('a' + (state >> 33) % 26);
    }
    records +=
        roster::test::user_xml("s" + std::to_string(i), roster::test::element("last_name", name));
  }
  return roster::test::users(records);
}

/// What is told with each batch of a file.
std::vector<ReadSoFar> told(const std::string& bytes) {
  const MemoryFile file(bytes);
  Profile profile;
  const ReadOptions options =
      read_options(profile, profile.synchronize, JobKind::synchronize, nullptr);
  std::vector<ReadSoFar> all;
  read_feed(file.fd(), "users", {}, options, 1, [&](std::span<ReadBatch> batches) {
    for (const ReadBatch& batch : batches) all.push_back(batch.so_far);
  });
  return all;
}

TEST(SoFar, grows_to_the_size_of_the_file_whatever_its_packing) {
  const std::string feed = large_feed();
  const std::string half =
      roster::test::users(feed.substr(7, feed.find("<user>", feed.size() / 2) - 7));
  for (const std::string& file :
       {feed, gzipped(feed), tar_gz({{"a.xml", half}, {"b.xml", half}}), zip_of({.text = feed}),
        zip_of({.text = feed, .method = 0}),
        Zip().add({.name = "a.xml", .text = half}).add({.name = "b.xml", .text = half}).bytes()}) {
    const std::vector<ReadSoFar> all = told(file);
    ASSERT_GT(all.size(), 3U);
    std::uint64_t before = 0;
    for (const ReadSoFar& so_far : all) {
      EXPECT_EQ(so_far.of, file.size());
      EXPECT_GE(so_far.bytes, before);
      EXPECT_LE(so_far.bytes, so_far.of);
      before = so_far.bytes;
    }
    EXPECT_GT(all.front().bytes, 0U);
    EXPECT_GE(before, file.size() - 1000) << "a zip's directory is behind its data";
  }
}

class LoadProgress : public roster::test::LoadTest {};

TEST_F(LoadProgress, is_told_in_records_and_bytes) {
  std::vector<std::pair<std::uint64_t, ReadSoFar>> all;
  request_.on_progress = [&](std::uint64_t records, ReadSoFar file) {
    all.emplace_back(records, file);
  };
  const std::string feed = large_feed();
  load(feed);
  ASSERT_GT(all.size(), 3U);
  EXPECT_GT(all.front().first, 0U);
  EXPECT_LT(all.front().first, 20'000U);
  EXPECT_EQ(all.back().first, 20'000U);
  EXPECT_EQ(all.back().second.bytes, feed.size());
  EXPECT_EQ(all.back().second.of, feed.size());
}

}  // namespace
}  // namespace roster::sis::testing
