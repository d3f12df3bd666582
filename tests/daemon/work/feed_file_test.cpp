// Files that a command or the daemon opens, or that a client opened for it.
#include "daemon/work/feed_file.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/show/outcome.hpp"
#include "tests/support/files.hpp"
#include "tests/users/temporary_directory.hpp"

namespace roster {
namespace {

namespace fs = std::filesystem;

class FeedFileTest : public testing::Test {
 protected:
  fs::path file(const std::string& name, std::string_view text) const {
    test::write_file(directory_.path() / name, text);
    return directory_.path() / name;
  }

  test::TemporaryDirectory directory_;
};

TEST_F(FeedFileTest, IsKnownByTheLastPartOfItsPath) {
  EXPECT_EQ(FeedFile(file("users.xml", "<users/>")).name(), "users.xml");
}

TEST_F(FeedFileTest, ThatIsNotThereIsNotFound) {
  try {
    const FeedFile missing(directory_.path() / "users.xml");
    FAIL();
  } catch (const CommandError& error) {
    EXPECT_EQ(error.code, Exit::not_found);
    EXPECT_EQ(error.what(), "cannot open " + (directory_.path() / "users.xml").string() +
                                ": No such file or directory");
  }
}

TEST_F(FeedFileTest, APipeOrADirectoryIsRefusedAtOnce) {
  const fs::path pipe = directory_.path() / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  for (const fs::path& path : {pipe, directory_.path()}) {
    try {
      const FeedFile odd(path);
      FAIL() << path;
    } catch (const CommandError& error) {
      EXPECT_EQ(error.code, Exit::refused);
      EXPECT_EQ(error.what(), path.string() + " is not a regular file");
    }
  }
}

TEST_F(FeedFileTest, AClientsDescriptorStaysTheClients) {
  const int fd = ::open(file("users.xml", "text").c_str(), O_RDONLY | O_CLOEXEC);
  { const FeedFile feed(fd, "/home/me/users.xml"); }
  char byte = 0;
  EXPECT_EQ(::read(fd, &byte, 1), 1);
  EXPECT_EQ(byte, 't');
  ::close(fd);
}

TEST_F(FeedFileTest, ATextThatWasCutOffDoesNotEndWithALineBreak) {
  EXPECT_TRUE(FeedFile(file("whole", "a,b\nc,d\n")).ends_with_line_break());
  EXPECT_FALSE(FeedFile(file("cut", "a,b\nc,")).ends_with_line_break());
  EXPECT_FALSE(FeedFile(file("empty", "")).ends_with_line_break());
}

TEST_F(FeedFileTest, ACopyIsWholeAndForNobodyElse) {
  const FeedFile feed(file("users.xml", "<users/>"));
  const fs::path spool = directory_.path() / "a" / "spool";
  const std::string copy = feed.copy_to(spool, "17");
  EXPECT_EQ(copy, spool / "17");
  EXPECT_EQ(test::read_file(copy), "<users/>");
  EXPECT_EQ(fs::status(copy).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_EQ(fs::status(spool).permissions(), fs::perms::owner_all);
}

TEST_F(FeedFileTest, ACopyThatFindsNoRoomIsAnErrorOfTheDisk) {
  const FeedFile feed(file("users.xml", "<users/>"));
  fs::create_symlink("/dev/full", directory_.path() / "17.partial");
  EXPECT_THROW(feed.copy_to(directory_.path(), "17"), std::system_error);
  EXPECT_FALSE(fs::exists(directory_.path() / "17"));
}

}  // namespace
}  // namespace roster
