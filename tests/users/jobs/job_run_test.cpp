// The one life of a job: what is true after each of its ends, and after a death at each step.
#include "users/jobs/job_run.hpp"

#include <gmock/gmock.h>

#include <algorithm>

#include "tests/support/failing_fsync.hpp"
#include "tests/support/files.hpp"
#include "tests/users/sample_users.hpp"
#include "tests/users/temporary_directory.hpp"
#include "users/jobs/payload.hpp"

namespace roster {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::IsEmpty;

/// What a test throws where the process would die.
struct Died {};

constexpr Step kSteps[] = {Step::started,   Step::reported, Step::committed,
                           Step::published, Step::followed, Step::closed};

class JobRunTest : public testing::Test {
 protected:
  JobRunTest() { reopen(); }

  fs::path reports() const { return directory_.path() / "reports"; }
  void reopen() {
    store_ = nullptr;
    store_ = open_store("sqlite:" + (directory_.path() / "users.db").string());
  }

  JobPlace place() {
    return {*store_,
            reports(),
            {},
            on_step_,
            [this](Job& job) { follow(job); },
            [this](const Job&, const std::string& text) { told_.push_back(text); }};
  }
  void follow(const Job& job) {
    if (follow_up_) follow_up_();
    followed_.push_back(job.number);
  }

  Job add(JobKind kind = JobKind::synchronize) {
    Job job;
    job.kind = kind;
    job.name = "SIS";
    return add_job(*store_, job, now_);
  }
  Job row(JobNumber number) { return store_->begin(Access::read)->job(number).value(); }

  /// A job that creates one user and reports it.
  Job run(const Job& job, Ending ending) {
    return run_job(place(), job, now_, [&](JobWork& work) {
      const User user = test::plain_user("ada");
      Write write{0, &user, nullptr, {}, {}};
      work.transaction.begin_change(work.job.number, now_.time, "test");
      work.transaction.put({&write, 1});
      work.job.counts = {{"processed", 1}};
      work.job.warnings = {{"bad_date", 1}};
      ReportLine line;
      line.outcome = "created";
      line.primary_id = "ada";
      work.report.line(line);
      return ending;
    });
  }
  Job run() { return run(add(), completed(JobStatus::completed_successfully)); }

  bool is_applied() { return find_user(*store_->begin(Access::read), "ada").has_value(); }
  bool is_published(JobNumber number) const {
    return fs::exists(report_directory(reports(), number) / "report.json");
  }
  std::string report(JobNumber number) const {
    return test::read_file(report_directory(reports(), number) / "report.json");
  }
  std::vector<std::string> report_names() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(reports()))
      names.push_back(entry.path().filename());
    std::sort(names.begin(), names.end());
    return names;
  }

  void recover() {
    Recovery recovery;
    recovery.repeat = [this](const Job& job) -> std::optional<Job> {
      if (job.kind == JobKind::undo) return {};
      return run(job, completed(JobStatus::completed_successfully));
    };
    recovery.on_ended = [this](const Job& job) { ended_.push_back(job.number); };
    recover_jobs(place(), recovery, now_);
  }

  test::TemporaryDirectory directory_;
  std::unique_ptr<Store> store_;
  Now now_{test::at(1000), Day{}};
  std::function<void(Step)> on_step_;
  std::function<void()> follow_up_;
  std::vector<std::string> told_;
  std::vector<JobNumber> followed_, ended_;
};

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
  EXPECT_EQ(test::read_file(report_directory(reports(), 1) / "users.ndjson"),
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
  test::write_file(report_directory(reports(), 1) / "sender.csv", "row");
  const Job dropped = drop_job(place(), job, {}, now_);
  EXPECT_EQ(dropped.status, JobStatus::dropped);
  EXPECT_EQ(dropped.message, "too many");
  EXPECT_EQ(report(1), to_json(dropped) + '\n');
  EXPECT_EQ(test::read_file(report_directory(reports(), 1) / "users.ndjson"),
            "{\"outcome\":\"created\",\"primary_id\":\"ada\"}\n");
  EXPECT_EQ(test::read_file(report_directory(reports(), 1) / "sender.csv"), "row");
}

TEST_F(JobRunTest, WhatFollowsTheCommitMayFailAndIsDoneByRecovery) {
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

TEST_F(JobRunTest, ADeathAtAnyStepIsMadeGoodByRecovery) {
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

TEST_F(JobRunTest, AReportThatTheDiskDoesNotConfirmIsNoEndOfAJob) {
  for (const char* file : {"users.ndjson", "report.json", ".1.partial"}) {
    SCOPED_TRACE(file);
    fs::remove_all(directory_.path());
    fs::create_directories(directory_.path());
    reopen();
    test::fsync_fails_on = file;
    EXPECT_THROW(run(), std::system_error);
    test::fsync_fails_on.clear();
    EXPECT_FALSE(is_applied());
    EXPECT_FALSE(is_published(1));
    EXPECT_EQ(row(1).status, JobStatus::running);
    recover();
    EXPECT_TRUE(is_applied());
    EXPECT_EQ(row(1).status, JobStatus::completed_successfully);
  }
}

TEST_F(JobRunTest, WhatCannotBeRepeatedHasFailed) {
  add(JobKind::undo);
  recover();
  EXPECT_EQ(row(1).status, JobStatus::failed);
  EXPECT_EQ(row(1).message, "interrupted; nothing was applied");
  EXPECT_THAT(ended_, ElementsAre(1));
}

TEST_F(JobRunTest, OpenJobsAreRecoveredInTheirOrderHoweverManyCameSince) {
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

TEST_F(JobRunTest, ADamagedRowFailsAloneAndStopsNoStart) {
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

TEST_F(JobRunTest, TroubleWithOneJobDoesNotKeepTheOthersWaiting) {
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

TEST_F(JobRunTest, AJobDuringWhichTheProcessCrashedTwiceHasFailed) {
  add();
  test::write_file(reports() / ".1.crashes", "x");
  EXPECT_EQ(run(row(1), given_back("once more")).status, JobStatus::pending);
  test::write_file(reports() / ".1.crashes", "xx");
  recover();
  EXPECT_EQ(row(1).status, JobStatus::failed);
  EXPECT_EQ(row(1).message, "the process crashed twice while this job ran");
  EXPECT_THAT(report_names(), ElementsAre("1"));
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
}  // namespace roster
