// What is done to dropped files afterwards: renamed, reported on, removed. Never another file.
#include <gmock/gmock.h>

#include <dirent.h>
#include <dlfcn.h>

#include "tests/sis/drop/drop_directory.hpp"

namespace {
int directory_entries_read = 0;
}

/// Counts how many names of directories the whole executable reads.
extern "C" dirent* readdir(DIR* directory) {
  static const auto real = reinterpret_cast<dirent* (*)(DIR*)>(::dlsym(RTLD_NEXT, "readdir"));
  ++directory_entries_read;
  return real(directory);
}

namespace roster::sis::test {
namespace {

using testing::ElementsAre;

class DropFinish : public DropTest {
 protected:
  std::optional<std::string> finish(const DroppedFile& file, std::string_view suffix) const {
    return DropDirectory(inbox()).finish(file.name, file.stamp, file.name, suffix, 17);
  }
};

TEST_F(DropFinish, TheFileThatWasReadGetsItsEnding) {
  drop("a.xml", "text");
  EXPECT_EQ(finish(listing().files.front(), ".handled"), "a.xml.handled");
  EXPECT_THAT(everything(), ElementsAre("a.xml.handled"));
  EXPECT_EQ(read_file(path("a.xml.handled")), "text");
}

TEST_F(DropFinish, ATakenEndingIsNumberedAndNothingIsReplaced) {
  drop("a.xml.failed", "first");
  drop("a.xml.2.failed", "second");
  drop("a.xml", "third");
  EXPECT_EQ(finish(listing().files.front(), ".failed"), "a.xml.3.failed");
  EXPECT_THAT(everything(), ElementsAre("a.xml.2.failed", "a.xml.3.failed", "a.xml.failed"));
  EXPECT_EQ(read_file(path("a.xml.failed")), "first");
  EXPECT_EQ(read_file(path("a.xml.3.failed")), "third");
}

TEST_F(DropFinish, WhereManyEndingsAreTakenTheJobsNumberTellsThemApart) {
  drop("a.xml.handled");
  for (int n = 2; n < 10; ++n) drop("a.xml." + std::to_string(n) + ".handled");
  drop("a.xml");
  EXPECT_EQ(finish(listing().files.front(), ".handled"), "a.xml.job-17.handled");
  drop("a.xml");
  try {
    finish(listing().files.front(), ".handled");
    FAIL() << "all names are taken";
  } catch (const std::system_error& error) {
    EXPECT_STREQ(error.what(), "cannot rename a.xml: File exists");
  }
}

TEST_F(DropFinish, AHeldFileGetsTheEndingOfItsDecision) {
  drop("a.xml");
  const DroppedFile file = listing().files.front();
  finish(file, ".held");
  EXPECT_EQ(DropDirectory(inbox()).finish("a.xml.held", file.stamp, "a.xml", ".failed", 17),
            "a.xml.failed");
}

TEST_F(DropFinish, AFileSwappedMeanwhileIsLeftAlone) {
  drop("a.xml", "read");
  const DroppedFile file = listing().files.front();
  drop("new", "another");
  fs::rename(path("new"), path("a.xml"));
  EXPECT_EQ(finish(file, ".handled"), std::nullopt);
  EXPECT_THAT(everything(), ElementsAre("a.xml"));
  EXPECT_EQ(read_file(path("a.xml")), "another");
}

TEST_F(DropFinish, AFileWrittenOnMeanwhileIsLeftAlone) {
  drop("a.xml", "read");
  const DroppedFile file = listing().files.front();
  drop("a.xml", "written anew");
  EXPECT_EQ(finish(file, ".handled"), std::nullopt);
  EXPECT_THAT(everything(), ElementsAre("a.xml"));
}

TEST_F(DropFinish, ALinkPutInItsPlaceIsLeftAlone) {
  drop("a.xml");
  const DroppedFile file = listing().files.front();
  fs::rename(path("a.xml"), path("b.xml"));
  fs::create_symlink("b.xml", path("a.xml"));
  EXPECT_EQ(finish(file, ".handled"), std::nullopt);
  EXPECT_THAT(everything(), ElementsAre("a.xml", "b.xml"));
}

TEST_F(DropFinish, AFileThatIsGoneIsNoTrouble) {
  drop("a.xml");
  const DroppedFile file = listing().files.front();
  fs::remove(path("a.xml"));
  EXPECT_EQ(finish(file, ".handled"), std::nullopt);
}

/// So it costs the same beside sixty thousand others.
TEST_F(DropFinish, NoOtherNameInTheDirectoryIsRead) {
  for (int n = 0; n < 30; ++n) drop("other" + std::to_string(n) + ".xml");
  drop("a.xml");
  directory_entries_read = 0;
  const DroppedFile file = listing().files.front();
  EXPECT_GT(directory_entries_read, 30) << "a listing reads them, and this counts";
  directory_entries_read = 0;
  EXPECT_NE(finish(file, ".handled"), std::nullopt);
  DropDirectory(inbox()).write("a.xml.report.csv", "head");
  EXPECT_EQ(directory_entries_read, 0);
}

TEST_F(DropFinish, FinishingTwiceIsFinishingOnce) {
  drop("a.xml");
  const DroppedFile file = listing().files.front();
  finish(file, ".handled");
  EXPECT_EQ(finish(file, ".handled"), std::nullopt);
  EXPECT_THAT(everything(), ElementsAre("a.xml.handled"));
}

TEST_F(DropFinish, AReportReplacesTheOneBefore) {
  const DropDirectory directory(inbox());
  directory.write("a.xml.report.csv", "first, and longer");
  directory.write("a.xml.report.csv", "second");
  EXPECT_EQ(read_file(path("a.xml.report.csv")), "second");
  EXPECT_THAT(everything(), ElementsAre("a.xml.report.csv"));
}

TEST_F(DropFinish, AReportIsItsHeadAndItsRows) {
  write_file(spool() / "rows", "row 1\nrow 2\n");
  DropDirectory(inbox()).write("a.xml.report.csv", "head\n", spool() / "rows");
  EXPECT_EQ(read_file(path("a.xml.report.csv")), "head\nrow 1\nrow 2\n");
  DropDirectory(inbox()).write("a.xml.report.csv", "head\n", spool() / "none");
  EXPECT_EQ(read_file(path("a.xml.report.csv")), "head\n");
}

TEST_F(DropFinish, APlantedLinkIsReplacedAndNotFollowed) {
  const fs::path victim = directory_.path() / "victim";
  write_file(victim, "precious");
  fs::create_symlink(victim, path("a.xml.report.csv"));
  fs::create_symlink(victim, path(".a.xml.report.csv.partial"));
  DropDirectory(inbox()).write("a.xml.report.csv", "report");
  EXPECT_EQ(read_file(victim), "precious");
  EXPECT_TRUE(fs::is_regular_file(fs::symlink_status(path("a.xml.report.csv"))));
  EXPECT_EQ(read_file(path("a.xml.report.csv")), "report");
}

TEST_F(DropFinish, ADirectoryInTheReportsPlaceIsSaid) {
  fs::create_directory(path("a.xml.report.csv"));
  try {
    DropDirectory(inbox()).write("a.xml.report.csv", "report");
    FAIL() << "a directory is no report";
  } catch (const std::system_error& error) {
    EXPECT_STREQ(error.what(), "cannot create a.xml.report.csv: Is a directory");
  }
}

TEST_F(DropFinish, OldFilesDealtWithAndReportsGoButForThoseThatAreHeld) {
  for (const char* name :
       {"a.xml", "a.xml.handled", "a.xml.report.csv", "b.xml.failed", "c.xml.held", "handled"})
    drop(name);
  fs::create_directory(path("folder.handled"));
  fs::create_symlink("a.xml", path("link.handled"));
  const DropDirectory directory(inbox());
  const Time changed = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  drop("d.xml.held");
  struct stat held {};
  ASSERT_EQ(::stat(path("d.xml.held").c_str(), &held), 0);
  EXPECT_EQ(directory.remove_finished_before(changed - std::chrono::hours(1), {}), 0);
  EXPECT_EQ(directory.remove_finished_before(changed + std::chrono::hours(1), {held.st_ino}), 4);
  EXPECT_THAT(everything(),
              ElementsAre("a.xml", "d.xml.held", "folder.handled", "handled", "link.handled"));
}

TEST_F(DropFinish, WhenAFileWasHandledCountsNotWhenItWasMade) {
  drop("a.xml");
  const timespec long_ago[] = {{0, UTIME_OMIT}, {1000, 0}};
  ASSERT_EQ(::utimensat(AT_FDCWD, path("a.xml").c_str(), long_ago, 0), 0);
  const DroppedFile file = listing().files.front();
  finish(file, ".handled");
  const Time changed{
      std::chrono::floor<std::chrono::seconds>(std::chrono::nanoseconds{file.stamp.changed})};
  EXPECT_EQ(DropDirectory(inbox()).remove_finished_before(changed, {}), 0);
}

}  // namespace
}  // namespace roster::sis::test
