// Claiming a dropped file: a private copy of exactly what was listed, or nothing.
#include <fcntl.h>
#include <gmock/gmock.h>

#include "tests/sis/drop/drop_directory.hpp"

namespace roster::sis::test {
namespace {

using SpoolClaim = DropTest;

TEST_F(SpoolClaim, TheCopyIsThatOfTheFileAndPrivate) {
  std::string text;
  for (int i = 0; i < 100'000; ++i) text += "line " + std::to_string(i) + '\n';
  drop("a.xml", text);
  const DroppedFile file = listing().files.front();
  EXPECT_EQ(DropDirectory(inbox()).claim(file, copy()), file.stamp);
  EXPECT_EQ(read_file(copy()), text);
  EXPECT_EQ(fs::status(copy()).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_EQ(read_file(path("a.xml")), text);
}

TEST_F(SpoolClaim, AnEarlierCopyIsReplaced) {
  write_file(copy(), "a longer text that a dead process left");
  drop("a.xml", "short");
  EXPECT_TRUE(is_claimed(listing().files.front()));
  EXPECT_EQ(read_file(copy()), "short");
}

TEST_F(SpoolClaim, AFileThatWentOnGrowingIsNotTaken) {
  drop("a.xml", "half");
  const DroppedFile file = listing().files.front();
  std::ofstream(path("a.xml"), std::ios::app) << " and half";
  EXPECT_FALSE(is_claimed(file));
  EXPECT_FALSE(fs::exists(copy()));
}

TEST_F(SpoolClaim, AFileChangedBehindItsTimesIsNotTaken) {
  drop("a.xml", "one");
  const DroppedFile file = listing().files.front();
  const auto modified = fs::last_write_time(path("a.xml"));
  drop("a.xml", "two");
  fs::last_write_time(path("a.xml"), modified);
  EXPECT_EQ(listing().files.front().stamp.modified, file.stamp.modified);
  EXPECT_FALSE(is_claimed(file));
}

TEST_F(SpoolClaim, AFileSwappedSinceItWasListedIsNotTaken) {
  drop("a.xml", "one");
  const DroppedFile file = listing().files.front();
  drop("b.xml", "two");
  fs::rename(path("b.xml"), path("a.xml"));
  EXPECT_FALSE(is_claimed(file));
}

TEST_F(SpoolClaim, AFileThatIsGoneIsNotTaken) {
  drop("a.xml");
  const DroppedFile file = listing().files.front();
  fs::remove(path("a.xml"));
  EXPECT_FALSE(is_claimed(file));
}

TEST_F(SpoolClaim, NoLinkIsFollowed) {
  write_file(directory_.path() / "secret", "secret");
  fs::create_symlink(directory_.path() / "secret", path("a.xml"));
  EXPECT_FALSE(is_claimed(as_if_listed("a.xml")));
  DroppedFile target = as_if_listed("../secret");
  target.name = "a.xml";
  EXPECT_FALSE(is_claimed(target));
  EXPECT_FALSE(fs::exists(copy()));
}

TEST_F(SpoolClaim, NothingOutsideOfTheDirectoryIsReached) {
  write_file(directory_.path() / "secret", "secret");
  fs::create_directory_symlink(directory_.path(), path("up"));
  EXPECT_FALSE(is_claimed(as_if_listed("../secret")));
  EXPECT_FALSE(is_claimed(as_if_listed("up/secret")));
  DroppedFile absolute = as_if_listed("../secret");
  absolute.name = directory_.path() / "secret";
  EXPECT_FALSE(is_claimed(absolute));
}

TEST_F(SpoolClaim, AFileWithASecondNameIsNotTaken) {
  drop("a.xml");
  fs::create_hard_link(path("a.xml"), spool() / "elsewhere");
  EXPECT_FALSE(is_claimed(as_if_listed("a.xml")));
}

TEST_F(SpoolClaim, APipeASocketAndADirectoryAreNotWaitedFor) {
  ASSERT_EQ(::mkfifo(path("pipe").c_str(), 0600), 0);
  drop_socket("socket");
  fs::create_directory(path("folder"));
  for (const char* name : {"pipe", "socket", "folder"})
    EXPECT_FALSE(is_claimed(as_if_listed(name))) << name;
  EXPECT_FALSE(fs::exists(copy()));
}

TEST_F(SpoolClaim, ASpoolThatIsNotThereIsSaid) {
  drop("a.xml");
  try {
    DropDirectory(inbox()).claim(listing().files.front(), spool() / "gone" / "copy");
    FAIL() << "there is no such directory";
  } catch (const std::system_error& error) {
    EXPECT_EQ(std::string(error.what()),
              "cannot create " + (spool() / "gone/copy").string() + ": No such file or directory");
  }
}

}  // namespace
}  // namespace roster::sis::test
