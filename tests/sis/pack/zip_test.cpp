#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

#include "sis/sample/sample.hpp"
#include "sis/unpack/unpack.hpp"

namespace roster::sis {
namespace {

namespace fs = std::filesystem;

class SampleZip : public testing::Test {
 protected:
  const fs::path directory_ =
      fs::path(testing::TempDir()) / ("sample_zip_" + std::to_string(getpid()));
  const std::string path_ = directory_ / "users.zip";

  void SetUp() override { fs::create_directories(directory_); }
  void TearDown() override { fs::remove_all(directory_); }

  std::string bytes() const {
    std::ifstream in(path_, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }

  /// The entries as `name: content`.
  std::vector<std::pair<std::string, std::string>> unpacked() const {
    std::vector<std::pair<std::string, std::string>> entries;
    const int fd = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC);
    unpack(fd, "users.zip", Limits{}, [&](const Entry& entry) {
      auto& [name, content] = entries.emplace_back(entry.name, "");
      char buffer[4096];
      while (const std::size_t got = entry.read(buffer)) content.append(buffer, got);
    });
    ::close(fd);
    return entries;
  }
};

void two_thousand(const Output& out) {
  write_sample({.version = FormatVersion::v2, .users = 2000}, out);
}

TEST_F(SampleZip, a_load_unpacks_what_was_written) {
  std::string feed;
  two_thousand([&](std::string_view piece) { feed += piece; });
  write_zip(path_, "users.xml", two_thousand);
  const auto entries = unpacked();
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_EQ(entries[0].first, "users.xml");
  EXPECT_TRUE(entries[0].second == feed);
  EXPECT_LT(fs::file_size(path_), feed.size() / 4);
}

TEST_F(SampleZip, equal_feeds_make_equal_files_in_every_time_zone) {
  setenv("TZ", "Asia/Kathmandu", 1);
  tzset();
  write_zip(path_, "users.xml", two_thousand);
  const std::string first = bytes();
  setenv("TZ", "America/Los_Angeles", 1);
  tzset();
  write_zip(path_, "users.xml", two_thousand);
  unsetenv("TZ");
  tzset();
  EXPECT_TRUE(bytes() == first);
}

TEST_F(SampleZip, an_older_longer_file_is_replaced) {
  std::ofstream(path_) << std::string(1'000'000, 'x');
  write_zip(path_, "a.xml", [](const Output& out) { out("<users/>"); });
  EXPECT_EQ(unpacked(), (std::vector<std::pair<std::string, std::string>>{{"a.xml", "<users/>"}}));
}

TEST_F(SampleZip, a_name_may_be_in_any_script) {
  write_zip(path_, "brukere-æøå-王.xml", [](const Output& out) { out("<users/>"); });
  ASSERT_EQ(unpacked().size(), 1U);
}

TEST_F(SampleZip, a_failure_of_the_producer_comes_through_and_leaves_no_file) {
  const auto fail = [](const Output& out) {
    out("<users>");
    throw FeedError("a.xml:1: broken");
  };
  EXPECT_THROW(write_zip(path_, "a.xml", fail), FeedError);
  EXPECT_FALSE(fs::exists(path_));
}

TEST_F(SampleZip, a_file_that_cannot_be_made_is_named_with_the_reason) {
  const std::string path = directory_ / "missing" / "users.zip";
  try {
    write_zip(path, "users.xml", two_thousand);
    FAIL() << "no exception";
  } catch (const std::system_error& error) {
    EXPECT_EQ(error.code(), std::errc::no_such_file_or_directory);
    EXPECT_EQ(error.what(), path + ": No such file or directory");
  }
}

TEST_F(SampleZip, a_file_that_may_not_be_written_stays) {
  std::ofstream(path_) << "mine";
  const std::string below = path_ + "/users.zip";
  EXPECT_THROW(write_zip(below, "users.xml", two_thousand), std::system_error);
  EXPECT_EQ(bytes(), "mine");
}

TEST_F(SampleZip, its_bytes_can_be_passed_on) {
  write_zip(path_, "users.xml", two_thousand);
  std::string passed;
  ZipWriter zip("users.zip", [&](std::string_view bytes) { passed += bytes; });
  zip.entry("users.xml");
  two_thousand([&](std::string_view text) { zip.write(text); });
  zip.complete();
  EXPECT_EQ(passed, bytes());
}

TEST_F(SampleZip, what_refuses_its_bytes_comes_through) {
  ZipWriter zip("users.zip", [](std::string_view) { throw FeedError("no room"); });
  zip.entry("users.xml");
  EXPECT_THROW(zip.complete(), FeedError);
}

TEST_F(SampleZip, a_full_disk_is_said) {
  try {
    write_zip("/dev/full", "users.xml", two_thousand);
    FAIL() << "no exception";
  } catch (const std::system_error& error) {
    EXPECT_EQ(error.what(), std::string("/dev/full: No space left on device"));
  }
  EXPECT_TRUE(fs::exists("/dev/full"));
}

}  // namespace
}  // namespace roster::sis
