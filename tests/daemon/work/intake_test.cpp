// Files that arrive in an input directory: which are taken, when, and what becomes of them.
#include "daemon/work/intake.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>

#include <atomic>
#include <thread>

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

TEST_F(Intake, ALoadThatIsStoppedLeavesEverythingForTheNextStart) {
  drop("a.xml", feed_of("ada"));
  now_ = touched("a.xml") + seconds(3600);
  cancelled_ = [] { return true; };
  EXPECT_THROW(visit(), sis::Cancelled);
  EXPECT_FALSE(knows("ada"));
  EXPECT_EQ(session().store().begin(Access::read)->job(1)->status, JobStatus::pending);
  EXPECT_THAT(in(inbox()), ElementsAre("a.xml"));
  cancelled_ = {};
  const IntakeResult result = visit();
  ASSERT_EQ(result.jobs.size(), 1U);
  EXPECT_EQ(result.jobs.front().number, 1) << "the same job, not another one";
  EXPECT_TRUE(knows("ada"));
  EXPECT_THAT(in(inbox()), ElementsAre("a.xml.handled", "a.xml.report.csv"));
}

TEST_F(Intake, AFileThatMeetsAnErrorNobodyForesawFailsAndTheNextIsLoaded) {
  drop("a.xml", feed_of("ada"), 2);
  drop("b.xml", feed_of("bob"), 1);
  bool first = true;
  cancelled_ = [&]() -> bool {
    if (std::exchange(first, false)) throw std::length_error("too long");
    return false;
  };
  visit();
  EXPECT_THAT(in(inbox()),
              ElementsAre("a.xml.failed", "a.xml.report.csv", "b.xml.handled", "b.xml.report.csv"));
  EXPECT_EQ(session().store().begin(Access::read)->job(1)->message, "given up: too long");
  EXPECT_FALSE(knows("ada"));
  EXPECT_TRUE(knows("bob"));
}

TEST_F(Intake, AFileWhoseLoadWasCommittedIsOnlyRenamed) {
  drop("a.xml", feed_of("ada"));
  const sis::DroppedFile file = sis::DropDirectory(inbox()).list().files.front();
  Job done;
  done.name = "SIS";
  done.file = "a.xml";
  done.status = JobStatus::completed_successfully;
  JobFile place;
  place.dropped = inbox() / "a.xml";
  place.stamp = file.stamp;
  done.payload = write_payload(place);
  {
    const auto transaction = session().store().begin(Access::write);
    transaction->add_job(done);
    transaction->commit();
  }
  EXPECT_THAT(visit().jobs, IsEmpty());
  EXPECT_FALSE(knows("ada"));
  EXPECT_THAT(in(inbox()), ElementsAre("a.xml.handled", "a.xml.report.csv"));
}

TEST_F(Intake, AFileThatChangesWhileItIsReadIsTakenBackAndReadAgain) {
  drop("a.xml", feed_of("ada"));
  while_reading_ = [&] { write_file(inbox() / "a.xml", feed_of("bob")); };
  EXPECT_THAT(visit().jobs, IsEmpty());
  EXPECT_FALSE(knows("ada"));
  EXPECT_THAT(told_, ElementsAre("a.xml: it changed while it was read"));
  EXPECT_EQ(session().store().begin(Access::read)->job(1)->status, JobStatus::pending);
  while_reading_ = {};
  now_ = touched("a.xml") + seconds(10);
  const IntakeResult result = visit();
  ASSERT_EQ(result.jobs.size(), 1U);
  EXPECT_EQ(result.jobs.front().number, 1);
  EXPECT_FALSE(knows("ada"));
  EXPECT_TRUE(knows("bob"));
  EXPECT_THAT(in(inbox()), ElementsAre("a.xml.handled", "a.xml.report.csv"));
}

TEST_F(Intake, AFileThatIsWrittenByAnotherThreadWhileItIsReadIsNeverHalfApplied) {
  std::string many, others;
  for (int i = 0; i < 20'000; ++i) {
    many += record(fmt::format("s{:05}", i));
    others += record(fmt::format("t{:05}", i));
  }
  drop("a.xml", users(many));
  std::atomic<bool> reading = false, written = false;
  while_reading_ = [&] {
    reading = true;
    while (!written) std::this_thread::yield();
  };
  std::thread writer([&] {
    while (!reading) std::this_thread::yield();
    write_file(inbox() / "a.xml", users(others));
    written = true;
  });
  visit();
  writer.join();
  while_reading_ = {};
  EXPECT_FALSE(knows("s00000"));
  EXPECT_FALSE(knows("t19999"));
  now_ = touched("a.xml") + seconds(10);
  visit();
  EXPECT_FALSE(knows("s00000"));
  EXPECT_TRUE(knows("t00000"));
  EXPECT_TRUE(knows("t19999"));
}

TEST_F(Intake, ADirectoryInTheReportsPlaceIsToldAndTheNextFileIsLoaded) {
  fs::create_directory(inbox() / "a.xml.report.csv");
  drop("a.xml", feed_of("ada"), 2);
  drop("b.xml", feed_of("bob"), 1);
  EXPECT_EQ(visit().jobs.size(), 2U);
  EXPECT_THAT(told_, ElementsAre("a.xml: cannot create a.xml.report.csv: Is a directory"));
  EXPECT_THAT(in(inbox()), ElementsAre("a.xml.handled", "a.xml.report.csv", "b.xml.handled",
                                       "b.xml.report.csv"));
  EXPECT_TRUE(knows("bob"));
}

TEST_F(Intake, AFileWhoseEndingsAreAllTakenIsLoadedOnceAndToldOnce) {
  drop("a.xml", feed_of("ada"));
  write_file(inbox() / "a.xml.handled", "");
  for (int n = 2; n < 10; ++n) write_file(inbox() / fmt::format("a.xml.{}.handled", n), "");
  write_file(inbox() / "a.xml.job-1.handled", "");
  const IntakeResult first = visit();
  EXPECT_EQ(first.jobs.size(), 1U);
  EXPECT_EQ(first.trouble, "cannot rename a.xml: File exists");
  drop("b.xml", feed_of("bob"));
  const IntakeResult second = visit();
  EXPECT_EQ(second.jobs.size(), 1U) << "b.xml alone";
  EXPECT_EQ(second.trouble, first.trouble);
  fs::remove(inbox() / "a.xml.handled");
  const IntakeResult last = visit();
  EXPECT_THAT(last.jobs, IsEmpty());
  EXPECT_EQ(last.trouble, "");
  EXPECT_FALSE(fs::exists(inbox() / "a.xml"));
  EXPECT_TRUE(fs::exists(inbox() / "a.xml.handled"));
}

TEST_F(Intake, AnAppliedFileThatCouldNotBeRenamedIsKnownWhenItsTimesOrItsNameChange) {
  drop("a.xml", feed_of("ada"));
  write_file(inbox() / "a.xml.handled", "");
  for (int n = 2; n < 10; ++n) write_file(inbox() / fmt::format("a.xml.{}.handled", n), "");
  write_file(inbox() / "a.xml.job-1.handled", "");
  visit();
  const timespec times[] = {{0, UTIME_OMIT}, {1'800'000'000, 0}};
  ASSERT_EQ(::utimensat(AT_FDCWD, (inbox() / "a.xml").c_str(), times, 0), 0);
  EXPECT_THAT(visit().jobs, IsEmpty());
  fs::rename(inbox() / "a.xml", inbox() / "b.xml");
  EXPECT_THAT(visit().jobs, IsEmpty());
  EXPECT_TRUE(fs::exists(inbox() / "b.xml.handled"));
}

TEST_F(Intake, AYoungerFileWaitsForAnOlderOneThatStillChangesButNotForEver) {
  drop("b.xml", feed_of("bob"), 1);
  drop("a.xml", feed_of("ada"), 100);  // older, as it says itself
  config_.settle = std::chrono::hours(2);
  now_ = std::max(touched("a.xml"), touched("b.xml")) + std::chrono::hours(2);
  const timespec times[] = {{0, UTIME_OMIT}, {1'700'000'000 - 100, 0}};
  const auto touch_older = [&] {  // its time of change is the real present
    ASSERT_EQ(::utimensat(AT_FDCWD, (inbox() / "a.xml").c_str(), times, 0), 0);
  };
  while (touched("a.xml") <= touched("b.xml")) touch_older();
  now_ = touched("b.xml") + std::chrono::hours(2);
  EXPECT_THAT(visit().jobs, IsEmpty()) << "a.xml comes first";
  memory_.held_back.at("a.xml") -= seconds(600);
  const IntakeResult result = visit();
  ASSERT_EQ(result.jobs.size(), 1U);
  EXPECT_EQ(result.jobs.front().file, "b.xml");
  EXPECT_THAT(told_, ElementsAre("a.xml: it is still changing; later files are loaded first"));
}

TEST_F(Intake, AFileInTroubleHoldsLaterOnesBackButNotForEver) {
  drop("a.xml", feed_of("ada"), 2);
  drop("b.xml", feed_of("bob"), 1);
  int reads = 0;
  cancelled_ = [&] {
    if (reads++ < 2) throw std::system_error(EIO, std::generic_category(), "a.xml: trouble");
    return false;
  };
  const IntakeResult first = visit();
  EXPECT_THAT(first.jobs, IsEmpty());
  EXPECT_EQ(first.trouble, "a.xml: trouble: Input/output error");
  memory_.held_back.at("a.xml") -= seconds(600);
  const IntakeResult second = visit();
  ASSERT_EQ(second.jobs.size(), 1U);
  EXPECT_EQ(second.jobs.front().file, "b.xml");
  EXPECT_EQ(visit().jobs.front().file, "a.xml");
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

TEST_F(Intake, AWaitingFileThatIsTakenAwayHasFailed) {
  drop("a.xml", feed_of("ada").substr(0, 30));
  now_ = touched("a.xml") + seconds(10);
  visit();
  EXPECT_EQ(session().store().begin(Access::read)->job(1)->message,
            "waiting for the rest of a.xml");
  fs::remove(inbox() / "a.xml");
  const IntakeResult result = visit();
  ASSERT_EQ(result.jobs.size(), 1U);
  EXPECT_EQ(result.jobs.front().status, JobStatus::failed);
  EXPECT_EQ(result.jobs.front().message,
            "its file was removed before it was read; nothing was applied");
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
