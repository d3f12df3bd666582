// What a drop directory is seen to hold.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include "tests/sis/drop/drop_directory.hpp"

namespace roster::sis::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

class DropList : public DropTest {
 protected:
  /// When the file says it was modified.
  void set_modified(const std::string& name, std::int64_t seconds) const {
    const timespec times[] = {{0, UTIME_OMIT}, {seconds, 0}};
    ASSERT_EQ(::utimensat(AT_FDCWD, path(name).c_str(), times, 0), 0);
  }

  std::vector<std::string> oddities() const {
    std::vector<std::string> told;
    for (const Oddity& oddity : listing().oddities)
      told.push_back(fmt::format("{} is {}", oddity.name, oddity.what));
    return told;
  }
};

TEST_F(DropList, TheOldestFileComesFirstAndNamesDecideBetweenEqualOnes) {
  for (const char* name : {"b.xml", "a.xml", "late.xml", "early.xml"}) drop(name);
  set_modified("late.xml", 3000);
  set_modified("b.xml", 2000);
  set_modified("a.xml", 2000);
  set_modified("early.xml", 1000);
  EXPECT_THAT(listed(), ElementsAre("early.xml", "a.xml", "b.xml", "late.xml"));
}

TEST_F(DropList, UploadsInProgressAndFilesDealtWithAreLeftOut) {
  for (const char* name :
       {".hidden.xml", "a.xml.part", "a.xml.filepart", "a.xml.tmp", "a.xml.partial", "a.xml.swp",
        "a.xml~", "a.xml.crdownload", "a.xml.handled", "a.xml.failed", "a.xml.held",
        "a.xml.report.csv", "a.xml.2.handled"})
    drop(name);
  EXPECT_THAT(listed(), IsEmpty());
  EXPECT_THAT(oddities(), IsEmpty());
  drop("part");
  drop("tmp.xml");
  drop("report.csv");
  EXPECT_THAT(listed(), UnorderedElementsAre("part", "report.csv", "tmp.xml"));
}

TEST_F(DropList, AnyNameIsToldApart) {
  for (const char* name : {"", ".", "..", ".a", "a.part", "a~", "a.handled", "a.report.csv"})
    EXPECT_TRUE(is_ignored_name(name)) << name;
  for (const char* name : {"a", "a.xml", "part", "a.part.xml", "~a", "a.handled.xml", "a b.zip"})
    EXPECT_FALSE(is_ignored_name(name)) << name;
}

TEST_F(DropList, WhatIsNoPlainFileIsAnOddity) {
  drop("a.xml");
  fs::create_symlink("a.xml", path("link.xml"));
  fs::create_symlink("nowhere", path("dangling.xml"));
  fs::create_directory(path("folder"));
  ASSERT_EQ(::mkfifo(path("pipe.xml").c_str(), 0600), 0);
  drop_socket("socket.xml");
  EXPECT_THAT(listed(), ElementsAre("a.xml"));
  EXPECT_THAT(oddities(),
              UnorderedElementsAre("link.xml is a symbolic link", "dangling.xml is a symbolic link",
                                   "folder is a directory", "pipe.xml is a pipe",
                                   "socket.xml is a socket"));
}

TEST_F(DropList, AFileThatIsAlsoSomewhereElseIsAnOddity) {
  drop("a.xml");
  fs::create_hard_link(path("a.xml"), spool() / "elsewhere");
  EXPECT_THAT(listed(), IsEmpty());
  EXPECT_THAT(oddities(), ElementsAre("a.xml is a file with 2 links"));
}

TEST_F(DropList, ANameThatNoReportCouldSpellIsAnOddity) {
  drop("caf\xe9.xml");
  drop("a\nb.xml");
  drop("\u00f8.xml");
  EXPECT_THAT(listed(), ElementsAre("\u00f8.xml"));
  EXPECT_THAT(oddities(),
              UnorderedElementsAre("caf\xe9.xml is a file whose name is not plain UTF-8",
                                   "a\nb.xml is a file whose name is not plain UTF-8"));
}

TEST_F(DropList, ANameWithoutRoomForAnEndingIsAnOddity) {
  const std::string longest(235, 'a');
  drop(longest);
  drop(longest + 'a');
  EXPECT_THAT(listed(), ElementsAre(longest));
  EXPECT_THAT(oddities(), ElementsAre(longest + "a is a file whose name is longer than 235 bytes"));
  const DroppedFile file = listing().files.front();
  const DropDirectory directory(inbox());
  EXPECT_EQ(directory.finish(file.name, file.stamp, file.name, ".handled", 1),
            longest + ".handled");
  directory.write(longest + ".report.csv", "text");
  EXPECT_EQ(read_file(path(longest + ".report.csv")), "text");
}

TEST_F(DropList, AFileThatMayNotBeReadIsAnOddityUntilItMay) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can become somebody who may not read";
  drop("a.xml");
  ASSERT_EQ(::chmod(path("a.xml").c_str(), 0600), 0);
  fs::permissions(directory_.path(), fs::perms(0755));
  ASSERT_EQ(::seteuid(65534), 0);
  const auto told = oddities();
  const auto files = listed();
  ASSERT_EQ(::seteuid(0), 0);
  EXPECT_THAT(told, ElementsAre("a.xml is a file without read permission"));
  EXPECT_THAT(files, IsEmpty());
  EXPECT_THAT(listed(), ElementsAre("a.xml"));
}

TEST_F(DropList, ADirectoryThatIsNotThereIsSaid) {
  drop("a.xml");
  try {
    DropDirectory gone(inbox() / "gone");
    FAIL() << "there is no such directory";
  } catch (const std::system_error& error) {
    EXPECT_EQ(
        std::string(error.what()),
        "cannot open the directory " + (inbox() / "gone").string() + ": No such file or directory");
  }
  EXPECT_THROW(DropDirectory file(path("a.xml")), std::system_error);
}

TEST_F(DropList, TheDirectoryKnowsItsDevice) {
  struct stat status {};
  ASSERT_EQ(::stat(inbox().c_str(), &status), 0);
  EXPECT_EQ(DropDirectory(inbox()).device(), status.st_dev);
}

}  // namespace
}  // namespace roster::sis::test
