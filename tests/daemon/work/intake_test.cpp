// Files that arrive in an input directory: which are taken, when, and what becomes of them.
#include "daemon/work/intake.hpp"

#include <gmock/gmock.h>

#include "daemon/show/outcome.hpp"
#include "tests/daemon/work/dropped_files.hpp"

namespace roster::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

using Intake = DroppedFiles;

TEST_F(Intake, AFileIsTakenWhenItHasStoodStill) {
  drop("a.xml", feed_of("ada"));
  now_ = touched("a.xml") + seconds(9);
  const IntakeResult early = visit();
  EXPECT_THAT(early.jobs, IsEmpty());
  EXPECT_EQ(early.look_again, touched("a.xml") + seconds(10));
  EXPECT_THAT(in(inbox()), ElementsAre("a.xml"));
  now_ += seconds(1);
  const IntakeResult result = visit();
  ASSERT_EQ(result.jobs.size(), 1U);
  EXPECT_EQ(result.jobs.front().status, JobStatus::completed_successfully);
  EXPECT_EQ(result.look_again, std::nullopt);
  EXPECT_THAT(ended_, ElementsAre(1));
  EXPECT_TRUE(knows("ada"));
}

TEST_F(Intake, AFileThatSaysItIsOldMustStandStillAllTheSame) {
  drop("a.xml", feed_of("ada"), 1'000'000);
  now_ = touched("a.xml") + seconds(9);
  EXPECT_THAT(visit().jobs, IsEmpty());
}

TEST_F(Intake, AClockBehindTheFilesKeepsNothingWaitingForever) {
  drop("a.xml", feed_of("ada"));
  now_ = touched("a.xml") - std::chrono::hours(24);
  EXPECT_EQ(visit().jobs.size(), 1U);
}

TEST_F(Intake, AHandledFileHasItsEndingAndItsReportBesideIt) {
  drop("a.xml", feed_of("ada"));
  visit();
  EXPECT_THAT(in(inbox()), ElementsAre("a.xml.handled", "a.xml.report.csv"));
  EXPECT_EQ(read_file(inbox() / "a.xml.handled"), feed_of("ada"));
  EXPECT_EQ(read_file(inbox() / "a.xml.report.csv"),
            "# a.xml: completed successfully; processed 1, created 1, updated 0, unchanged 0, "
            "rejected 0, purge date from feed 1\r\n"
            "severity,entry,line,primary_id,code,message\r\n");
  EXPECT_THAT(visit().jobs, IsEmpty());
}

TEST_F(Intake, RejectedRecordsAreInTheReport) {
  drop("a.xml", users(record("ada") + record("A & B")));
  EXPECT_EQ(visit().jobs.front().status, JobStatus::completed_with_errors);
  EXPECT_THAT(in(inbox()), ElementsAre("a.xml.handled", "a.xml.report.csv"));
  EXPECT_EQ(read_file(inbox() / "a.xml.report.csv"),
            "# a.xml: completed with errors; processed 2, created 1, updated 0, unchanged 0, "
            "rejected 1, purge date from feed 1\r\n"
            "severity,entry,line,primary_id,code,message\r\n"
            "error,\"\",\"1\",\"A & B\",\"malformed\","
            "\"line 1, column 104: a bare & (write &amp;)\"\r\n");
}

TEST_F(Intake, FilesAreTakenInTheOrderTheyWereModified) {
  drop("a.xml", feed_of("ada", element("last_name", "Second")), 100);
  drop("b.xml", feed_of("ada", element("last_name", "First")), 200);
  const IntakeResult result = visit();
  ASSERT_EQ(result.jobs.size(), 2U);
  EXPECT_EQ(result.jobs[0].file, "b.xml");
  EXPECT_EQ(result.jobs[1].file, "a.xml");
  EXPECT_EQ(find_user(*session().store().begin(Access::read), "ada")->user.last_name, "Second");
}

TEST_F(Intake, ARefusedFileDoesNotKeepTheNextOneWaiting) {
  drop("a.xml", "<people></people>", 200);
  drop("b.xml", feed_of("ada"), 100);
  const IntakeResult result = visit();
  ASSERT_EQ(result.jobs.size(), 2U);
  EXPECT_EQ(result.jobs[0].status, JobStatus::failed);
  EXPECT_EQ(result.jobs[1].status, JobStatus::completed_successfully);
  EXPECT_THAT(in(inbox()),
              ElementsAre("a.xml.failed", "a.xml.report.csv", "b.xml.handled", "b.xml.report.csv"));
}

TEST_F(Intake, HalfAFileIsWaitedForAndSaidOnce) {
  drop("a.xml", feed_of("ada").substr(0, 30));
  for (int i = 0; i < 3; ++i) {
    now_ = touched("a.xml") + seconds(10 + i);
    const IntakeResult result = visit();
    EXPECT_THAT(result.jobs, IsEmpty());
    EXPECT_EQ(result.look_again, touched("a.xml") + seconds(600));
  }
  EXPECT_THAT(told_, ElementsAre("a.xml: it is incomplete; waiting for the rest"));
  EXPECT_THAT(in(inbox()), ElementsAre("a.xml"));
  EXPECT_THAT(in(config_.spool), IsEmpty());
  EXPECT_EQ(session().store().begin(Access::read)->jobs({}).size(), 1U);
}

TEST_F(Intake, HalfAFileThatIsCompletedIsLoaded) {
  drop("a.xml", feed_of("ada").substr(0, 30));
  now_ = touched("a.xml") + seconds(10);
  visit();
  drop("a.xml", feed_of("ada"));
  now_ = touched("a.xml") + seconds(10);
  EXPECT_EQ(visit().jobs.front().status, JobStatus::completed_successfully);
}

TEST_F(Intake, HalfAFileIsGivenUpInTheEnd) {
  drop("a.xml", feed_of("ada").substr(0, 30));
  now_ = touched("a.xml") + seconds(599);
  EXPECT_THAT(visit().jobs, IsEmpty());
  now_ += seconds(1);
  const IntakeResult result = visit();
  ASSERT_EQ(result.jobs.size(), 1U);
  EXPECT_EQ(result.jobs.front().status, JobStatus::failed);
  EXPECT_EQ(result.jobs.front().message, "a.xml:1: the file ends inside the <user> of line 1");
  EXPECT_THAT(in(inbox()), ElementsAre("a.xml.failed", "a.xml.report.csv"));
}

TEST_F(Intake, WhatIsNoPlainFileIsSaidOnceAndLeftAlone) {
  fs::create_symlink("/etc/passwd", inbox() / "a.xml");
  fs::create_directory(inbox() / "folder");
  EXPECT_THAT(visit().jobs, IsEmpty());
  EXPECT_THAT(visit().jobs, IsEmpty());
  EXPECT_THAT(told_, testing::UnorderedElementsAre("a.xml: it is a symbolic link",
                                                   "folder: it is a directory"));
  EXPECT_THAT(in(inbox()), ElementsAre("a.xml", "folder"));
}

TEST_F(Intake, AFloodOfOddThingsIsNoFloodOfLines) {
  for (int n = 0; n < 100; ++n)
    fs::create_symlink("/etc/passwd", inbox() / fmt::format("{}.xml", n));
  visit();
  EXPECT_EQ(told_.size(), 21U);
  EXPECT_EQ(told_.back(), inbox().string() + ": 80 more of its files");
  visit();
  EXPECT_EQ(told_.size(), 21U);
}

TEST_F(Intake, OtherNamesThanFeedsHaveAreToldOnceAndLeftAlone) {
  for (const char* name : {"read me.txt", "a.xml.md5", "a.csv", "users"}) drop(name, "x");
  drop("B.XML", feed_of("bob"));
  drop("c.Zip", "no zip");
  EXPECT_EQ(visit().jobs.size(), 2U);
  visit();
  EXPECT_THAT(told_, testing::UnorderedElementsAre(
                         "read me.txt: its name does not end in .xml, .zip, .gz or .tgz",
                         "a.xml.md5: its name does not end in .xml, .zip, .gz or .tgz",
                         "a.csv: its name does not end in .xml, .zip, .gz or .tgz",
                         "users: its name does not end in .xml, .zip, .gz or .tgz"));
  EXPECT_THAT(in(inbox()), ElementsAre("B.XML.handled", "B.XML.report.csv", "a.csv", "a.xml.md5",
                                       "c.Zip.failed", "c.Zip.report.csv", "read me.txt", "users"));
}

TEST_F(Intake, ADirectoryThatIsNotThereIsSaid) {
  fs::remove_all(inbox());
  try {
    visit();
    FAIL() << "there is no directory";
  } catch (const std::system_error& error) {
    EXPECT_EQ(std::string(error.what()),
              "cannot open the directory " + inbox().string() + ": No such file or directory");
  }
}

TEST_F(Intake, AnInputThatIsNotConfiguredIsSaid) {
  try {
    visit({"SIS", JobKind::import});
    FAIL() << "import has no input";
  } catch (const CommandError& error) {
    EXPECT_STREQ(error.what(), "profile SIS has no input for import");
    EXPECT_EQ(error.code, Exit::usage);
  }
}

}  // namespace
}  // namespace roster::test
