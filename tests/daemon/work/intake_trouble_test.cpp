// Files in an input directory, and a world that stands in the way: the load is stopped, the file
// changes, its name or its report's is taken, the disk fails.
#include <fcntl.h>
#include <gmock/gmock.h>

#include <atomic>
#include <thread>

#include "tests/daemon/work/dropped_files.hpp"

namespace roster::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

using IntakeTrouble = DroppedFiles;

TEST_F(IntakeTrouble, ALoadThatIsStoppedLeavesEverythingForTheNextStart) {
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

TEST_F(IntakeTrouble, AFileThatMeetsAnErrorNobodyForesawFailsAndTheNextIsLoaded) {
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

TEST_F(IntakeTrouble, AFileWhoseLoadWasCommittedIsOnlyRenamed) {
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

TEST_F(IntakeTrouble, AFileThatChangesWhileItIsReadIsTakenBackAndReadAgain) {
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

TEST_F(IntakeTrouble, AFileThatIsWrittenByAnotherThreadWhileItIsReadIsNeverHalfApplied) {
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

TEST_F(IntakeTrouble, ADirectoryInTheReportsPlaceIsToldAndTheNextFileIsLoaded) {
  fs::create_directory(inbox() / "a.xml.report.csv");
  drop("a.xml", feed_of("ada"), 2);
  drop("b.xml", feed_of("bob"), 1);
  EXPECT_EQ(visit().jobs.size(), 2U);
  const std::string text =
      "job 1 is complete, but the sender's report is missing: cannot create a.xml.report.csv: Is a "
      "directory; `rosterctl job 1` shows what it would say";
  EXPECT_THAT(told_, ElementsAre("a.xml: " + text));
  EXPECT_EQ(left_text({LeftAlone::Why::unreported, "a.xml", text}), "a.xml: " + text);
  EXPECT_THAT(in(inbox()), ElementsAre("a.xml.handled", "a.xml.report.csv", "b.xml.handled",
                                       "b.xml.report.csv"));
  EXPECT_TRUE(knows("bob"));
}

TEST_F(IntakeTrouble, AReportThatIsMissingIsRememberedForADay) {
  fs::create_directory(inbox() / "a.xml.report.csv");
  drop("a.xml", feed_of("ada"));
  visit();
  for (const int hours : {0, 23}) {
    now_ += std::chrono::hours(hours);
    visit();
    EXPECT_TRUE(memory_.left.contains("a.xml")) << "status shows it";
  }
  EXPECT_EQ(told_.size(), 1U);
  now_ += std::chrono::hours(1);
  visit();
  EXPECT_FALSE(memory_.left.contains("a.xml"));
}

TEST_F(IntakeTrouble, AReportThatIsMissingIsToldOfAFileThatFailedToo) {
  fs::create_directory(inbox() / "a.xml.report.csv");
  drop("a.xml", "<people></people>");
  visit();
  EXPECT_THAT(told_, ElementsAre("a.xml: job 1 has failed, but the sender's report is missing: "
                                 "cannot create a.xml.report.csv: Is a directory; `rosterctl job "
                                 "1` shows what it would say"));
}

TEST_F(IntakeTrouble, AFileWhoseEndingsAreAllTakenIsLoadedOnceAndToldOnce) {
  drop("a.xml", feed_of("ada"));
  write_file(inbox() / "a.xml.handled", "");
  for (int n = 2; n < 10; ++n) write_file(inbox() / fmt::format("a.xml.{}.handled", n), "");
  write_file(inbox() / "a.xml.job-1.handled", "");
  const IntakeResult first = visit();
  EXPECT_EQ(first.jobs.size(), 1U);
  EXPECT_EQ(
      first.trouble,
      "job 1 is complete, but something is left to do: cannot rename a.xml: File exists; it is "
      "tried again");
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

TEST_F(IntakeTrouble, AnAppliedFileThatCouldNotBeRenamedIsKnownWhenItsTimesOrItsNameChange) {
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

TEST_F(IntakeTrouble, AYoungerFileWaitsForAnOlderOneThatStillChangesButNotForEver) {
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

TEST_F(IntakeTrouble, AFileInTroubleHoldsLaterOnesBackButNotForEver) {
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

TEST_F(IntakeTrouble, AWaitingFileThatIsTakenAwayHasFailed) {
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

}  // namespace
}  // namespace roster::test
