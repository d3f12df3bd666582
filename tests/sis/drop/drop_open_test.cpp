// Opening a dropped file: exactly what was listed, or nothing; and noticing that it changed since.
#include <fcntl.h>
#include <gmock/gmock.h>

#include <fstream>
#include <functional>

#include "tests/sis/drop/drop_directory.hpp"

namespace roster::sis::test {
namespace {

using OpenedDrop = DropTest;

TEST_F(OpenedDrop, IsTheFileWhereItLies) {
  drop("a.xml", "<users/>");
  const auto opened = DropDirectory(inbox()).open(listing().files.front());
  ASSERT_TRUE(opened);
  char bytes[100] = {};
  EXPECT_EQ(::pread(opened->fd(), bytes, sizeof bytes, 0), 8);
  EXPECT_STREQ(bytes, "<users/>");
  EXPECT_TRUE(opened->is_unchanged());
}

TEST_F(OpenedDrop, IsNoLongerWhatItWasOnceAnybodyTouchedIt) {
  const DropDirectory directory(inbox());
  const auto changes = [&](const char* what, const std::function<void()>& change) {
    drop("a.xml", "one");
    const auto opened = directory.open(listing().files.front());
    ASSERT_TRUE(opened) << what;
    change();
    EXPECT_FALSE(opened->is_unchanged()) << what;
    fs::remove(path("a.xml"));
  };
  changes("it grew", [&] { std::ofstream(path("a.xml"), std::ios::app) << "more"; });
  changes("it shrank", [&] { fs::resize_file(path("a.xml"), 1); });
  changes("it was written anew", [&] { drop("a.xml", "two"); });
  changes("its time was put back", [&] {
    const auto modified = fs::last_write_time(path("a.xml"));
    drop("a.xml", "two");
    fs::last_write_time(path("a.xml"), modified);
  });
  changes("it was removed", [&] { fs::remove(path("a.xml")); });
  changes("another took its place", [&] {
    drop("b.xml", "two");
    fs::rename(path("b.xml"), path("a.xml"));
  });
}

TEST_F(OpenedDrop, UnderItsPresentNameItIsWhateverIsThere) {
  const DropDirectory directory(inbox());
  drop("a.xml", "one");
  fs::rename(path("a.xml"), path("a.xml.handled"));
  const auto opened = directory.open_named("a.xml.handled");
  ASSERT_TRUE(opened);
  char bytes[100] = {};
  EXPECT_EQ(::pread(opened->fd(), bytes, sizeof bytes, 0), 3);
  EXPECT_FALSE(directory.open_named("a.xml")) << "it is gone";
  fs::create_symlink(path("a.xml.handled"), path("link.xml"));
  EXPECT_FALSE(directory.open_named("link.xml"));
  fs::create_directory(path("directory.xml"));
  EXPECT_FALSE(directory.open_named("directory.xml"));
  EXPECT_FALSE(directory.open_named("../inbox/a.xml.handled")) << "it is elsewhere";
}

TEST_F(OpenedDrop, AFileThatWentOnGrowingIsNotTaken) {
  drop("a.xml", "half");
  const DroppedFile file = listing().files.front();
  std::ofstream(path("a.xml"), std::ios::app) << " and half";
  EXPECT_FALSE(is_opened(file));
}

TEST_F(OpenedDrop, AFileChangedBehindItsTimesIsNotTaken) {
  drop("a.xml", "one");
  const DroppedFile file = listing().files.front();
  const auto modified = fs::last_write_time(path("a.xml"));
  drop("a.xml", "two");
  fs::last_write_time(path("a.xml"), modified);
  EXPECT_EQ(listing().files.front().stamp.modified, file.stamp.modified);
  EXPECT_FALSE(is_opened(file));
}

TEST_F(OpenedDrop, AFileSwappedSinceItWasListedIsNotTaken) {
  drop("a.xml", "one");
  const DroppedFile file = listing().files.front();
  drop("b.xml", "two");
  fs::rename(path("b.xml"), path("a.xml"));
  EXPECT_FALSE(is_opened(file));
}

TEST_F(OpenedDrop, AFileThatIsGoneIsNotTaken) {
  drop("a.xml");
  const DroppedFile file = listing().files.front();
  fs::remove(path("a.xml"));
  EXPECT_FALSE(is_opened(file));
}

TEST_F(OpenedDrop, NoLinkIsFollowed) {
  write_file(directory_.path() / "secret", "secret");
  fs::create_symlink(directory_.path() / "secret", path("a.xml"));
  EXPECT_FALSE(is_opened(as_if_listed("a.xml")));
  DroppedFile target = as_if_listed("../secret");
  target.name = "a.xml";
  EXPECT_FALSE(is_opened(target));
}

TEST_F(OpenedDrop, NothingOutsideOfTheDirectoryIsReached) {
  write_file(directory_.path() / "secret", "secret");
  fs::create_directory_symlink(directory_.path(), path("up"));
  EXPECT_FALSE(is_opened(as_if_listed("../secret")));
  EXPECT_FALSE(is_opened(as_if_listed("up/secret")));
  DroppedFile absolute = as_if_listed("../secret");
  absolute.name = directory_.path() / "secret";
  EXPECT_FALSE(is_opened(absolute));
}

TEST_F(OpenedDrop, AFileWithASecondNameIsNotTaken) {
  drop("a.xml");
  fs::create_hard_link(path("a.xml"), spool() / "elsewhere");
  EXPECT_FALSE(is_opened(as_if_listed("a.xml")));
}

TEST_F(OpenedDrop, APipeASocketAndADirectoryAreNotWaitedFor) {
  ASSERT_EQ(::mkfifo(path("pipe").c_str(), 0600), 0);
  drop_socket("socket");
  fs::create_directory(path("folder"));
  for (const char* name : {"pipe", "socket", "folder"})
    EXPECT_FALSE(is_opened(as_if_listed(name))) << name;
}

}  // namespace
}  // namespace roster::sis::test
