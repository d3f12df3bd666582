// What a session finds when it opens a store in which a process died.
#include "daemon/work/session.hpp"

#include <gtest/gtest.h>

#include "daemon/show/outcome.hpp"
#include "purge/purge.hpp"
#include "tests/support/files.hpp"
#include "tests/support/memory_file.hpp"
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
      EXPECT_EQ(ended.message,
                kind == JobKind::undo
                    ? "interrupted; nothing was undone: its row is of an earlier version"
                : kind == JobKind::remove
                    ? "interrupted; nobody was deleted: its row is of an earlier version"
                    : "interrupted; nothing was applied");
      EXPECT_EQ(ended.ended, *parse_time("2026-11-22T02:00:00Z"));
      EXPECT_EQ(test::read_file(report(number)), to_json(ended) + "\n");
      session_.reset();
    }
  }
}

TEST_F(SessionTest, ALoadWithASpooledCopyIsLeftForTheDaemonToRun) {
  Job waiting = job(JobKind::synchronize, JobStatus::running);
  JobFile file;
  file.spooled = directory_.path() / "copy";
  waiting.payload = write_payload(file);
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
  purge::PurgePayload kept;
  kept.policy.emplace();
  kept.delete_policy = DeletePolicy::fully_remove;
  purge.payload = write_payload(kept);
  const Job ended = settled(add(purge));
  EXPECT_EQ(ended.status, JobStatus::completed_successfully);
  EXPECT_EQ(ended.counts,
            (std::map<std::string, std::int64_t>{{"due", 1}, {"purged", 1}, {"kept", 0}}));
  EXPECT_FALSE(find_user(*session_->store().begin(Access::read), "ada"));
}

TEST_F(SessionTest, APurgeByALostLedgerThatDiedSaysHowToGoOn) {
  Job again = job(JobKind::purge, JobStatus::running);
  again.name = "again";
  again.payload = write_payload(purge::AgainPayload{"/var/lib/roster/lost.db"});
  const Job ended = settled(add(again));
  EXPECT_EQ(ended.status, JobStatus::failed);
  EXPECT_EQ(ended.message,
            "interrupted; nobody was removed. Say it once more: rosterctl purge --again "
            "'/var/lib/roster/lost.db'");
}

/// Purges a user of this family name, dies after the commit, and leaves the store's files as a
/// killed process does: closing the store would write the log back.
void die_after_a_purge(const Config& config, const std::string& path, const std::string& family) {
  User leaver = test::plain_user("ada");
  leaver.last_name = family;
  leaver.purge_date = parse_day("2026-11-01");
  Write write{0, &leaver, nullptr, {}, {}};
  auto store = open_store(config.store);
  {
    const auto transaction = store->begin(Access::write);
    transaction->begin_change(0, Time{}, "test");
    transaction->put({&write, 1});
    transaction->commit();
  }
  purge::PurgeRequest request;
  request.name = "default";
  request.policy.require_expired = false;
  request.policy.keep_internal = false;
  request.delete_policy = DeletePolicy::fully_remove;
  request.traces.reports = config.reports;
  request.ledger_key = path + ".key";
  request.on_step = [](Step step) {
    if (step == Step::committed) throw std::length_error("dies here");
  };
  const Now now{*parse_time("2026-11-22T01:00:00Z"), *parse_day("2026-11-22")};
  const Job added = purge::add_purge(*store, request, now);
  EXPECT_THROW(purge::run_purge(*store, request, added, now), std::length_error);
  constexpr const char* kParts[] = {"", "-wal"};
  for (const char* part : kParts) std::filesystem::copy_file(path + part, path + part + "2");
  store = nullptr;
  for (const char* part : kParts) {
    std::filesystem::remove(path + part);
    std::filesystem::rename(path + part + "2", path + part);
  }
}

TEST_F(SessionTest, APurgeThatDiedAfterItsCommitLeavesNoTraceInTheSideFiles) {
  const std::string path = directory_.path() / "users.db";
  const std::string family = "Family-of-ada";
  die_after_a_purge(config_, path, family);
  const auto is_in_files = [&] {
    return (test::read_file(path) + test::read_file(path + "-wal")).find(family) !=
           std::string::npos;
  };
  ASSERT_TRUE(is_in_files());
  EXPECT_FALSE(settled(1).open);
  EXPECT_FALSE(is_in_files());
  EXPECT_NE(test::read_file(report(1)), "");
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

/// What became of opening a file for somebody who asks the daemon.
std::string refusal(const Session& session, const std::string& name) {
  try {
    session.open(name);
  } catch (const CommandError& refused) {
    return refused.what();
  }
  return "opened";
}

TEST_F(SessionTest, OpensNoPathForWhoAsksTheDaemon) {
  const std::string secret = directory_.path() / "ledger.key";
  test::write_file(secret, "secret");
  Session session(config_, [] { return Time{}; });
  EXPECT_EQ(refusal(session, secret), "opened");
  GivenFiles files;
  files.add("mine.xml", {test::MemoryFile("text").duplicate(), 0});
  files.add("gone.xml", {-1, ENOENT});
  session.set_files(&files);
  EXPECT_EQ(refusal(session, "mine.xml"), "opened");
  EXPECT_EQ(refusal(session, "gone.xml"), "cannot open gone.xml: No such file or directory");
  EXPECT_EQ(refusal(session, secret),
            secret + " was not passed with the request; the daemon opens no files for clients");
  EXPECT_THROW(session.schema(secret), CommandError);
  session.set_files(&files, Session::NotGiven::opened);
  EXPECT_EQ(refusal(session, secret), "opened") << "by who runs the command himself";
  session.set_files(nullptr);
  EXPECT_EQ(refusal(session, secret), "opened");
}

TEST_F(SessionTest, ASchemaThatSomebodyGaveIsACopyForTheTimeOfHisRequest) {
  Session session(config_, [] { return Time{}; });
  GivenFiles files;
  files.add("/home/ada/mine.xsd", {test::MemoryFile("<schema/>").duplicate(), 0});
  session.set_files(&files);
  EXPECT_EQ(session.schema("v1").kind, sis::XsdChoice::Kind::v1);
  const sis::XsdChoice choice = session.schema("/home/ada/mine.xsd");
  EXPECT_EQ(choice.kind, sis::XsdChoice::Kind::file);
  EXPECT_EQ(test::read_file(choice.path), "<schema/>");
  EXPECT_TRUE(choice.path.starts_with(config_.spool.string()));
  session.set_files(nullptr);
  EXPECT_FALSE(std::filesystem::exists(choice.path));
}

}  // namespace
}  // namespace roster
