// A writer that was stopped and goes on, although another one has taken over.
#include <gmock/gmock.h>

#include <filesystem>

#include "tests/support/files.hpp"
#include "tests/users/store/postgres/postgres_fixture.hpp"
#include "tests/users/temporary_directory.hpp"
#include "users/jobs/job_run.hpp"

namespace roster {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class PostgresFence : public test::PostgresTest {
 protected:
  JobPlace place(Store& store, Step takes_over_at) {
    JobPlace place{store, reports(), {}, {}, [this](Job&) { ++followed_; }, {}};
    place.on_step = [this, takes_over_at](Step step) {
      if (step == takes_over_at) take_over();
    };
    return place;
  }
  JobPlace place(Store& store) {
    return {store, reports(), {}, {}, [this](Job&) { ++followed_; }, {}};
  }

  /// The lease of who has it runs out, and another writer takes it.
  void take_over() {
    sql("UPDATE lease SET expires_at = now() - interval '1 second'");
    later_ = open_store(url_);
  }

  Job run(const JobPlace& place, const Job& job) {
    return run_job(place, job, now_, [&](JobWork& work) {
      put(work.transaction, "ada");
      work.report.line({.outcome = "created", .primary_id = "ada"});
      return completed(JobStatus::completed_successfully);
    });
  }

  fs::path reports() const { return directory_.path() / "reports"; }
  std::vector<std::string> names() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(reports()))
      names.push_back(entry.path().filename());
    return names;
  }

  test::TemporaryDirectory directory_;
  Now now_{test::at(1000), Day{}};
  std::unique_ptr<Store> stopped_ = open_store(url_), later_;
  int followed_ = 0;
};

TEST_F(PostgresFence, ThatWasStoppedBeforeItsCommitAppliesAndLeavesNothing) {
  const Job job = add_job(*stopped_, {}, now_);
  EXPECT_THROW(run(place(*stopped_, Step::reported), job), StoreError);
  EXPECT_THAT(names(), IsEmpty());
  EXPECT_EQ(followed_, 0);
  const Job row = later_->begin(Access::read)->job(job.number).value();
  run(place(*later_), row);
  EXPECT_THAT(names(), ElementsAre("1"));
  EXPECT_EQ(test::read_file(reports() / "1/.fence"), std::to_string(later_->fence()) + "\n");
  EXPECT_EQ(count(*later_), 1);
}

TEST_F(PostgresFence, ThatWasStoppedAfterItsCommitLeavesTheRestToTheOtherOne) {
  const Job job = add_job(*stopped_, {}, now_);
  EXPECT_THAT(refusal<StoreTaken>([&] { run(place(*stopped_, Step::committed), job); }),
              HasSubstr(": another process has become the writer"));
  EXPECT_THAT(names(), ElementsAre(".1." + std::to_string(stopped_->fence()) + ".partial"));
  EXPECT_EQ(followed_, 0) << "nothing is renamed";
  recover_jobs(place(*later_), {}, now_);
  EXPECT_THAT(names(), ElementsAre("1"));
  EXPECT_EQ(followed_, 1);
  EXPECT_EQ(count(*later_), 1);
}

TEST_F(PostgresFence, ThatWasStoppedBeforeAFileIsRenamedRenamesNothing) {
  const Job job = add_job(*stopped_, {}, now_);
  EXPECT_THROW(run(place(*stopped_, Step::published), job), StoreTaken);
  EXPECT_EQ(followed_, 0);
}

TEST_F(PostgresFence, IsHigherThanThatOfEachWriterBefore) {
  take_over();
  EXPECT_GT(later_->fence(), stopped_->fence());
  later_->require_writer();
  EXPECT_THROW(stopped_->require_writer(), StoreTaken);
}

TEST_F(PostgresFence, AWriterThatAsksHoldsTheLeaseForSecondsToCome) {
  sql("UPDATE lease SET expires_at = now() + interval '1 second'");
  stopped_->require_writer();
  EXPECT_EQ(sql("SELECT expires_at > now() + interval '20 seconds' FROM lease"), "t\n");
}

}  // namespace
}  // namespace roster
