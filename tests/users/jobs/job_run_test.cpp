// The one life of a job: what is true after each of its ends.
#include "users/jobs/job_run.hpp"

#include "tests/users/jobs/job_run_fixture.hpp"

namespace roster::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST_F(JobRunTest, ACompletedJobIsAppliedReportedFollowedAndClosed) {
  const Job job = run();
  EXPECT_EQ(job.status, JobStatus::completed_successfully);
  EXPECT_FALSE(job.open);
  EXPECT_TRUE(is_applied());
  EXPECT_EQ(report(1), to_json(job) + '\n');
  EXPECT_EQ(to_json(row(1)), to_json(job));
  EXPECT_FALSE(row(1).open);
  EXPECT_THAT(followed_, ElementsAre(1));
}

TEST_F(JobRunTest, AHeldJobAppliesNothingAndKeepsWhatItShowed) {
  const Job job = run(add(), held("too many"));
  EXPECT_EQ(job.status, JobStatus::held);
  EXPECT_EQ(job.message, "too many");
  EXPECT_EQ(job.counts.at("processed"), 1);
  EXPECT_FALSE(is_applied());
  EXPECT_EQ(read_file(report_directory(reports(), 1) / "users.ndjson"),
            "{\"outcome\":\"created\",\"primary_id\":\"ada\"}\n");
  EXPECT_EQ(run(job, completed(JobStatus::completed_successfully)).number, 1) << "approved";
  EXPECT_TRUE(is_applied());
}

TEST_F(JobRunTest, AFailedJobHasTheCountsOfItsKind) {
  const Job job = run(add(JobKind::purge), failed("no key"));
  EXPECT_EQ(job.status, JobStatus::failed);
  EXPECT_EQ(job.counts, no_counts(JobKind::purge));
  EXPECT_THAT(job.warnings, IsEmpty());
  EXPECT_FALSE(is_applied());
  EXPECT_TRUE(is_published(1));
}

TEST_F(JobRunTest, AJobThatIsGivenBackIsPendingAndHasNoReport) {
  const Job job = run(add(), given_back("waiting for the rest of a.xml"));
  EXPECT_EQ(job.status, JobStatus::pending);
  EXPECT_EQ(row(1).message, "waiting for the rest of a.xml");
  EXPECT_TRUE(row(1).open);
  EXPECT_FALSE(is_applied());
  EXPECT_THAT(report_names(), IsEmpty());
}

// A purge that was refused for want of room was carried out by the next look at the store.
TEST_F(JobRunTest, WhatSomebodyWasToldToHaveFailedIsNotDoneLater) {
  const Job job = add(JobKind::purge);
  const auto full = [&]() -> Job {
    begin_job(*store_, job, now_);
    throw std::system_error(ENOSPC, std::generic_category(), "cannot write a.ndjson");
  };
  EXPECT_THROW(run_asked(place(), job, now_, full), std::system_error);
  EXPECT_EQ(row(1).status, JobStatus::failed);
  EXPECT_EQ(row(1).message, "cannot write a.ndjson: No space left on device");
  EXPECT_FALSE(row(1).open);
}

TEST_F(JobRunTest, ADryRunIsTakenBack) {
  Job job;
  job.dry_run = DryRun::yes;
  job = run(add_job(*store_, job, now_), completed(JobStatus::completed_successfully));
  EXPECT_EQ(job.status, JobStatus::completed_successfully);
  EXPECT_FALSE(roster::is_applied(job));
  EXPECT_FALSE(is_applied());
}

TEST_F(JobRunTest, ADroppedJobKeepsItsLinesAndFiles) {
  const Job job = run(add(), held("too many"));
  write_file(report_directory(reports(), 1) / "sender.csv", "row");
  const Job dropped = drop_job(place(), job, {}, now_);
  EXPECT_EQ(dropped.status, JobStatus::dropped);
  EXPECT_EQ(dropped.message, "too many");
  EXPECT_EQ(report(1), to_json(dropped) + '\n');
  EXPECT_EQ(read_file(report_directory(reports(), 1) / "users.ndjson"),
            "{\"outcome\":\"created\",\"primary_id\":\"ada\"}\n");
  EXPECT_EQ(read_file(report_directory(reports(), 1) / "sender.csv"), "row");
}

std::chrono::nanoseconds steady_present{0};

TEST_F(JobRunTest, IsMeasuredByTheSteadyClock) {
  now_.steady = [] { return steady_present; };
  Job job = run_job(place(), add(JobKind::purge), now_, [](JobWork&) {
    steady_present += std::chrono::microseconds(812'900);
    return completed(JobStatus::completed_successfully);
  });
  EXPECT_EQ(job.took, std::chrono::milliseconds(812));
  EXPECT_EQ(row(job.number).took, std::chrono::milliseconds(812));
  EXPECT_EQ(job.ended, now_.time);
  job = run_job(place(), add(JobKind::purge), now_, [](JobWork&) {
    steady_present += std::chrono::milliseconds(61'500);
    return completed(JobStatus::completed_successfully);
  });
  EXPECT_EQ(job.ended, now_.time + Seconds(61)) << "where no clock says it";
}

TEST_F(JobRunTest, IsNotMeasuredWithoutASteadyClock) {
  const Job job = run(add(), completed(JobStatus::completed_successfully));
  EXPECT_EQ(job.took, std::nullopt);
}

}  // namespace
}  // namespace roster::test
