// A store that is older than its reports, in a session.
#include <gtest/gtest.h>

#include <filesystem>
#include <optional>

#include "daemon/show/outcome.hpp"
#include "daemon/work/session.hpp"
#include "tests/users/temporary_directory.hpp"
#include "users/base/day.hpp"

namespace roster {
namespace {

class HeldBack : public testing::Test {
 protected:
  void begin() {
    session_.reset();
    session_.emplace(config_, [] { return *parse_time("2026-11-22T02:00:00Z"); });
  }

  /// The row of a job that did not come to its end.
  JobNumber add(JobKind kind) const {
    Job job;
    job.kind = kind;
    job.name = "default";
    job.status = JobStatus::running;
    const auto store = open_store(config_.store);
    const auto transaction = store->begin(Access::write);
    job.number = transaction->add_job(job);
    transaction->commit();
    return job.number;
  }

  /// Why the store is not given out.
  std::string refusal() {
    try {
      session_->store();
    } catch (const StoreBehind& held) {
      EXPECT_EQ(held.code, Exit::held);
      return held.what();
    }
    return "the store was given out";
  }

  test::TemporaryDirectory directory_;
  Config config_ = builtin_config("sqlite:" + (directory_.path() / "users.db").string());
  std::optional<Session> session_;
};

TEST_F(HeldBack, AStoreThatARunningProcessSawGoBackIsHeldUntilSomebodySaysGoOn) {
  const JobNumber number = add(JobKind::undo);
  begin();
  session_->note_that_it_went_back("users.db: the server lacks commits");
  EXPECT_EQ(refusal(),
            "users.db: the server lacks commits. Nothing is loaded, purged or changed until "
            "somebody says `rosterctl go-on`");
  EXPECT_THROW(session_->existing_store(), StoreBehind);
  const auto row = [&] { return session_->view().begin(Access::read)->job(number).value(); };
  EXPECT_EQ(row().status, JobStatus::running) << "nothing is resumed, but looked at";
  begin();
  EXPECT_THROW(session_->store(), StoreBehind) << "it outlives the process";
  EXPECT_TRUE(session_->go_on().empty()) << "no job is lost";
  EXPECT_EQ(row().status, JobStatus::failed) << "what was interrupted is settled";
  begin();
  session_->store();
}

TEST_F(HeldBack, AStoreOlderThanItsReportsIsHeldAndNamesTheFirstJobsThatItLacks) {
  for (int i = 0; i < 7; ++i) add(JobKind::undo);
  begin();
  session_->store();  // they have failed, with a report
  session_.reset();
  std::filesystem::remove(directory_.path() / "users.db");
  add(JobKind::undo);
  begin();
  EXPECT_EQ(refusal(),
            "the store is older than the reports in " + config_.reports.string() +
                "; it lacks job 1 undo default (failed), job 2 undo default (failed), job 3 undo "
                "default (failed), job 4 undo default (failed), job 5 undo default (failed) and 2 "
                "more. Nothing is loaded, purged or changed until somebody says `rosterctl go-on`");
  EXPECT_EQ(session_->lost_jobs().size(), 7U);
}

TEST_F(HeldBack, AStoreThatIsNewIsNotOlderThanReportsThatLieThere) {
  add(JobKind::undo);
  begin();
  session_->store();
  session_.reset();
  std::filesystem::remove(directory_.path() / "users.db");
  begin();
  EXPECT_EQ(refusal(), "the store was given out");
}

}  // namespace
}  // namespace roster
