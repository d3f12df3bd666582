// What a session finds when it opens a store in which a process died.
#include "daemon/work/session.hpp"

#include <gtest/gtest.h>

#include "daemon/show/outcome.hpp"
#include "daemon/work/rerun.hpp"
#include "tests/support/files.hpp"
#include "tests/users/sample_users.hpp"
#include "tests/users/temporary_directory.hpp"
#include "users/jobs/report.hpp"

namespace roster {
namespace {

class SessionTest : public testing::Test {
 protected:
  SessionTest() {
    config_ = builtin_config("sqlite:" + (directory_.path() / "users.db").string());
    config_.obligations.kind = ObligationsConfig::Kind::none;
  }

  JobNumber add(Job job) const {
    const auto store = open_store(config_.store);
    const auto transaction = store->begin(Access::write);
    job.number = transaction->add_job(job);
    transaction->commit();
    return job.number;
  }

  static Job job(JobKind kind, JobStatus status) {
    Job job;
    job.kind = kind;
    job.name = "default";
    job.status = status;
    job.started = *parse_time("2026-11-22T01:00:00Z");
    return job;
  }

  /// The job as it is after the store was opened.
  Job settled(JobNumber number) {
    session_.emplace(config_, [] { return *parse_time("2026-11-22T02:00:00Z"); });
    return session_->store().begin(Access::read)->job(number).value();
  }

  std::filesystem::path report(JobNumber number) const {
    return report_directory(config_.reports, number) / "report.json";
  }

  test::TemporaryDirectory directory_;
  Config config_;
  std::optional<Session> session_;
};

TEST_F(SessionTest, AJobThatDiedWithItsProcessHasFailed) {
  for (const JobKind kind :
       {JobKind::synchronize, JobKind::undo, JobKind::obligations, JobKind::remove}) {
    for (const JobStatus status : {JobStatus::pending, JobStatus::running}) {
      const JobNumber number = add(job(kind, status));
      const Job ended = settled(number);
      EXPECT_EQ(ended.status, JobStatus::failed);
      EXPECT_EQ(ended.message, "interrupted; nothing was applied");
      EXPECT_EQ(ended.ended, *parse_time("2026-11-22T02:00:00Z"));
      EXPECT_EQ(test::read_file(report(number)), to_json(ended) + "\n");
      session_.reset();
    }
  }
}

TEST_F(SessionTest, ALoadWithASpooledCopyIsLeftForTheDaemonToRun) {
  Job waiting = job(JobKind::synchronize, JobStatus::running);
  waiting.request = to_json(Rerun{directory_.path() / "copy", {}, {}});
  test::write_file(directory_.path() / "copy", "<users/>");
  EXPECT_EQ(settled(add(waiting)).status, JobStatus::running);
}

TEST_F(SessionTest, APurgeThatDiedIsFinishedUnderItsNumber) {
  {
    User leaver = test::plain_user("ada");
    leaver.purge_date = parse_day("2026-11-01");
    Write write{0, &leaver, nullptr, {}, {}};
    const auto store = open_store(config_.store);
    const auto transaction = store->begin(Access::write);
    transaction->begin_change(0, Time{}, "test");
    transaction->put({&write, 1});
    transaction->commit();
  }
  Job purge = job(JobKind::purge, JobStatus::running);
  purge.request = R"({"purge":{"days":0,"waive_threshold":"0","policy":"fully_remove"}})";
  const Job ended = settled(add(purge));
  EXPECT_EQ(ended.status, JobStatus::completed_successfully);
  EXPECT_EQ(ended.counts,
            (std::map<std::string, std::int64_t>{{"due", 1}, {"purged", 1}, {"kept", 0}}));
  EXPECT_FALSE(find_user(*session_->store().begin(Access::read), "ada"));
}

TEST_F(SessionTest, JobsThatDiedByAnErrorAreSettledWithoutARestartAndToldOnce) {
  settled(add(job(JobKind::obligations, JobStatus::completed_successfully)));
  EXPECT_TRUE(session_->take_settled().empty());
  JobNumber number = 0;
  {
    const auto transaction = session_->store().begin(Access::write);
    number = transaction->add_job(job(JobKind::undo, JobStatus::running));
    transaction->commit();
  }
  session_->settle_interrupted();
  const std::vector<Job> told = session_->take_settled();
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told.front().number, number);
  EXPECT_EQ(told.front().status, JobStatus::failed);
  session_->settle_interrupted();
  EXPECT_TRUE(session_->take_settled().empty());
}

TEST_F(SessionTest, AReportThatWasNotPublishedAnyMoreIs) {
  Job done = job(JobKind::synchronize, JobStatus::completed_successfully);
  done.number = add(done);
  {
    ReportWriter report(config_.reports, done.number);
    report.finish(done);
  }
  ASSERT_EQ(test::read_file(report(done.number)), "");
  settled(done.number);
  EXPECT_EQ(test::read_file(report(done.number)), to_json(done) + "\n");
}

TEST_F(SessionTest, JobsThatAreOverStayAsTheyAre) {
  for (const JobStatus status :
       {JobStatus::held, JobStatus::failed, JobStatus::dropped, JobStatus::completed_with_errors}) {
    const JobNumber number = add(job(JobKind::purge, status));
    EXPECT_EQ(settled(number).status, status);
    session_.reset();
  }
}

TEST_F(SessionTest, AProfileIsFoundByItsCodeOrByBeingTheOnlyOne) {
  sis::Profile staff = config_.profiles.front();
  staff.code = "STAFF";
  const Session one(config_, [] { return Time{}; });
  EXPECT_EQ(one.profile("").code, "default");
  EXPECT_EQ(one.profile("default").code, "default");
  config_.profiles.push_back(staff);
  const Session two(config_, [] { return Time{}; });
  EXPECT_EQ(two.profile("STAFF").code, "STAFF");
  const auto refusal = [&](const std::string& code) {
    try {
      two.profile(code);
    } catch (const CommandError& error) {
      return std::string(to_string(error.code)) + ": " + error.what();
    }
    return std::string("found");
  };
  EXPECT_EQ(refusal(""), "usage: name a profile: default, STAFF");
  EXPECT_EQ(refusal("SIS"), "not_found: there is no profile SIS; there are: default, STAFF");
}

TEST_F(SessionTest, TodayIsTheDayInTheConfiguredZone) {
  config_.timezone = "Europe/Oslo";
  Session session(config_, [] { return *parse_time("2026-11-21T23:30:00Z"); });
  EXPECT_EQ(session.now().today, *parse_day("2026-11-22"));
  config_.timezone = "UTC";
  session.set_config(config_);
  EXPECT_EQ(session.now().today, *parse_day("2026-11-21"));
}

TEST_F(SessionTest, WithoutAConfigurationEverythingLiesBesideTheStore) {
  const Config config = builtin_config("sqlite:/data/users.db");
  EXPECT_EQ(config.reports, "/data/users.db.d/reports");
  EXPECT_EQ(config.spool, "/data/users.db.d/spool");
  ASSERT_EQ(config.profiles.size(), 1U);
  EXPECT_EQ(config.profiles.front().code, "default");
}

}  // namespace
}  // namespace roster
