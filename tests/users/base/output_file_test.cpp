// A file that appears complete or not at all, and what it never replaces.
#include "users/base/output_file.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <system_error>

#include "tests/support/files.hpp"
#include "tests/users/temporary_directory.hpp"

namespace roster {
namespace {

namespace fs = std::filesystem;

class OutputFileTest : public testing::Test {
 protected:
  std::string path(const std::string& name) const { return directory_.path() / name; }
  int names() const {
    const fs::directory_iterator all(directory_.path());
    return static_cast<int>(std::distance(fs::begin(all), fs::end(all)));
  }

  test::TemporaryDirectory directory_;
};

TEST_F(OutputFileTest, AppearsWhenItIsPublished) {
  test::write_file(path("list"), "earlier");
  OutputFile file(path("list"));
  file.write("one\n");
  file.write("two\n");
  EXPECT_EQ(test::read_file(path("list")), "earlier");
  file.publish();
  EXPECT_EQ(test::read_file(path("list")), "one\ntwo\n");
  EXPECT_EQ(names(), 1);
}

TEST_F(OutputFileTest, LeavesWhatWasThereUntilItIsPublished) {
  test::write_file(path("list"), "earlier");
  OutputFile(path("list")).write("half");
  OutputFile(path("list")).publish();
  EXPECT_EQ(test::read_file(path("list")), "earlier");
  EXPECT_EQ(names(), 1);
}

TEST_F(OutputFileTest, IsPublishedWithTheRightsThatMadeIt) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can become another account";
  fs::permissions(directory_.path(), fs::perms::owner_all);
  test::write_file(path("list"), "earlier");
  {
    OutputFile file(path("list")), refused(path("other")), left(path("third"));
    for (OutputFile* one : {&file, &refused, &left}) {
      one->keep_rights();
      one->write("one\n");
    }
    fs::create_directory(path("third"));
    ASSERT_EQ(::seteuid(65534), 0);
    file.publish();
    EXPECT_THROW(left.publish(), std::system_error);
    EXPECT_NE(left.leave(), "");
  }
  ASSERT_EQ(::seteuid(0), 0);
  EXPECT_EQ(test::read_file(path("list")), "one\n");
  EXPECT_FALSE(fs::exists(path("other")));
  EXPECT_EQ(names(), 3) << "the list, a directory, and what was left";
}

TEST_F(OutputFileTest, MayBeEmpty) {
  OutputFile file(path("list"));
  file.write("");
  file.publish();
  EXPECT_EQ(test::read_file(path("list")), "");
}

TEST_F(OutputFileTest, FollowsNoLinkThatLiesInWait) {
  test::write_file(path("mine"), "mine");
  fs::create_symlink(path("mine"), path("list.partial"));
  OutputFile file(path("list"));
  file.write("one\n");
  file.publish();
  EXPECT_EQ(test::read_file(path("mine")), "mine");
}

TEST_F(OutputFileTest, WritesIntoWhatIsNoFileAndReplacesItNever) {
  fs::create_symlink("/dev/null", path("null"));
  test::write_file(path("list"), "a longer text than the next");
  fs::create_symlink(path("list"), path("link"));
  for (const char* name : {"null", "link"}) {
    OutputFile file(path(name));
    file.write("one\n");
    file.publish();
    EXPECT_TRUE(fs::is_symlink(path(name)));
  }
  EXPECT_EQ(test::read_file(path("list")), "one\n");
  EXPECT_TRUE(fs::is_character_file("/dev/null"));
}

TEST_F(OutputFileTest, LeavesAFileBehindALinkUntilSomethingIsWritten) {
  test::write_file(path("list"), "earlier");
  fs::create_symlink(path("list"), path("link"));
  OutputFile(path("link")).publish();
  EXPECT_EQ(test::read_file(path("list")), "earlier");
}

TEST_F(OutputFileTest, HasTheModeOfAnyNewFile) {
  const mode_t before = ::umask(027);
  OutputFile file(path("list"));
  ::umask(before);
  file.write("one\n");
  file.publish();
  EXPECT_EQ(static_cast<unsigned>(fs::status(path("list")).permissions()), 0640U);
}

TEST_F(OutputFileTest, LeavesNothingThatIsNotWhole) {
  OutputFile file("/dev/full");
  file.write("one\n");
  EXPECT_THROW(file.publish(), std::system_error);
  EXPECT_EQ(file.leave(), "");
}

TEST_F(OutputFileTest, NeedsANameAndADirectory) {
  EXPECT_THROW(OutputFile(""), std::system_error);
  EXPECT_THROW(OutputFile(path("none/list")), std::system_error);
  EXPECT_THROW(OutputFile(directory_.path().string()), std::system_error);
}

}  // namespace
}  // namespace roster
