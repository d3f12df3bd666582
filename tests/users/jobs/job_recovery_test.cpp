// What recovery makes of a job whose process died, at each step, or that could not end.
#include "tests/support/failing_fsync.hpp"
#include "tests/users/jobs/job_run_fixture.hpp"
#include "users/jobs/payload.hpp"

namespace roster::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// What a test throws where the process would die.
struct Died {};

constexpr Step kSteps[] = {Step::started,   Step::reported, Step::committed,
                           Step::published, Step::followed, Step::closed};

using JobRecovery = JobRunTest;

TEST_F(JobRecovery, WhatFollowsTheCommitMayFailAndIsDoneByRecovery) {
  follow_up_ = [] { throw std::system_error(EIO, std::generic_category(), "cannot rename"); };
  const Job job = run();
  EXPECT_EQ(job.status, JobStatus::completed_successfully) << "it is applied";
  EXPECT_TRUE(is_published(1));
  EXPECT_TRUE(row(1).open);
  EXPECT_THAT(told_, ElementsAre("cannot rename: Input/output error"));
  follow_up_ = {};
  recover();
  EXPECT_THAT(followed_, ElementsAre(1));
  EXPECT_FALSE(row(1).open);
  EXPECT_THAT(ended_, IsEmpty()) << "it had ended before";
  recover();
  EXPECT_THAT(followed_, ElementsAre(1)) << "once";
}

TEST_F(JobRecovery, ADeathAtAnyStepIsMadeGoodByRecovery) {
  for (const Step fatal : kSteps) {
    SCOPED_TRACE(static_cast<int>(fatal));
    fs::remove_all(directory_.path());
    fs::create_directories(directory_.path());
    reopen();
    on_step_ = [fatal](Step step) {
      if (step == fatal) throw Died{};
    };
    EXPECT_THROW(run(), Died);
    on_step_ = {};
    reopen();
    EXPECT_EQ(is_applied(), fatal >= Step::committed);
    EXPECT_EQ(is_published(1), fatal >= Step::published);
    recover();
    EXPECT_TRUE(is_applied());
    EXPECT_EQ(report(1), to_json(row(1)) + '\n');
    EXPECT_THAT(report_names(), ElementsAre("1"));
    EXPECT_FALSE(row(1).open);
    EXPECT_EQ(store_->begin(Access::read)->jobs({}).size(), 1U);
  }
}

TEST_F(JobRecovery, AReportThatTheDiskDoesNotConfirmIsNoEndOfAJob) {
  for (const char* file : {"users.ndjson", "report.json", ".1.partial"}) {
    SCOPED_TRACE(file);
    fs::remove_all(directory_.path());
    fs::create_directories(directory_.path());
    reopen();
    fsync_fails_on = file;
    EXPECT_THROW(run(), std::system_error);
    fsync_fails_on.clear();
    EXPECT_FALSE(is_applied());
    EXPECT_FALSE(is_published(1));
    EXPECT_EQ(row(1).status, JobStatus::running);
    recover();
    EXPECT_TRUE(is_applied());
    EXPECT_EQ(row(1).status, JobStatus::completed_successfully);
  }
}

TEST_F(JobRecovery, WhatCannotBeRepeatedHasFailed) {
  add(JobKind::undo);
  recover();
  EXPECT_EQ(row(1).status, JobStatus::failed);
  EXPECT_EQ(row(1).message, "interrupted; nothing was applied");
  EXPECT_THAT(ended_, ElementsAre(1));
}

TEST_F(JobRecovery, OpenJobsAreRecoveredInTheirOrderHoweverManyCameSince) {
  add();
  {
    const auto transaction = store_->begin(Access::write);
    Job closed;
    closed.open = false;
    closed.status = JobStatus::completed_successfully;
    for (int i = 0; i < 500; ++i) transaction->add_job(closed);
    transaction->commit();
  }
  add(JobKind::undo);
  recover();
  EXPECT_THAT(ended_, ElementsAre(1, 502));
}

TEST_F(JobRecovery, ADamagedRowFailsAloneAndStopsNoStart) {
  add();
  Job over = run(add(), completed(JobStatus::completed_successfully));
  over.open = true;
  over.payload = "{";
  {
    const auto transaction = store_->begin(Access::write);
    transaction->update_job(over);
    transaction->commit();
  }
  JobPlace damaged = place();
  damaged.follow_up = [](Job& job) { read_payload<JobFile>(job.payload); };
  Recovery recovery;
  recovery.repeat = [](const Job&) -> std::optional<Job> { throw JsonError("it is cut off"); };
  recovery.on_ended = [this](const Job& job) { ended_.push_back(job.number); };
  recover_jobs(damaged, recovery, now_);
  EXPECT_EQ(row(1).message, "interrupted, and its row is damaged; nothing was applied");
  EXPECT_EQ(row(1).status, JobStatus::failed);
  EXPECT_EQ(row(2).status, JobStatus::completed_successfully);
  EXPECT_FALSE(row(1).open);
  EXPECT_THAT(ended_, ElementsAre(1));
}

TEST_F(JobRecovery, TroubleWithOneJobDoesNotKeepTheOthersWaiting) {
  add();
  add(JobKind::undo);
  Recovery recovery;
  recovery.repeat = [](const Job& job) -> std::optional<Job> {
    if (job.kind == JobKind::undo) return {};
    throw std::system_error(ENOSPC, std::generic_category(), "cannot write");
  };
  EXPECT_THROW(recover_jobs(place(), recovery, now_), std::system_error);
  EXPECT_EQ(row(1).status, JobStatus::pending);
  EXPECT_EQ(row(2).status, JobStatus::failed);
}

TEST_F(JobRecovery, AJobDuringWhichTheProcessCrashedTwiceHasFailed) {
  add();
  write_file(reports() / ".1.crashes", "x");
  EXPECT_EQ(run(row(1), given_back("once more")).status, JobStatus::pending);
  write_file(reports() / ".1.crashes", "xx");
  recover();
  EXPECT_EQ(row(1).status, JobStatus::failed);
  EXPECT_EQ(row(1).message, "the process crashed twice while this job ran");
  EXPECT_THAT(report_names(), ElementsAre("1"));
}

}  // namespace
}  // namespace roster::test
