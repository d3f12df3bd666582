// An export dies after each of its steps, and is brought to its end by the next process.
#include "tests/exports/export_fixture.hpp"

namespace roster::exports::test {
namespace {

using testing::ElementsAre;

struct Died {};

class DyingExport : public ExportTest, public testing::WithParamInterface<Step> {
 protected:
  void SetUp() override {
    ExportTest::SetUp();
    settings_.as = Preset::columns;
    settings_.removed_ids = "primary_id";
    add({student("s1"), student("s2"), student("s3")});
    run();
    change("s2", [](User& user) { user.last_name = "Byron"; });
    remove("s3");
  }

  /// Runs an export up to the step, and the store is opened anew by another process.
  Job die() {
    on_step_ = [](Step step) {
      if (step == GetParam()) throw Died{};
    };
    const ExportRequest dying = request();
    const Job job = add_export(dying, now_);
    EXPECT_THROW(run_export(dying, job, now_), Died);
    on_step_ = {};
    reopen();
    return job;
  }

  /// What a start does with the jobs of the last life.
  Job recover(JobNumber number) {
    const JobPlace place{
        *store_, reports(), {}, {}, [this](Job& job) { publish_files(*store_, job); }, {}};
    Recovery recovery;
    recovery.repeat = [&](const Job& job) { return run_export_again(place, job, now_); };
    recover_jobs(place, recovery, now_);
    return store_->begin(Access::read)->job(number).value();
  }

  void expect_done(const Job& job) {
    EXPECT_EQ(job.status, JobStatus::completed_successfully);
    EXPECT_EQ(job.counts,
              (Counts{{"processed", 1}, {"exported", 1}, {"rejected", 0}, {"removed", 1}}));
    EXPECT_FALSE(job.open);
    EXPECT_THAT(files(), ElementsAre("library-2026-11-22-1.csv", "library-2026-11-22-2-removed.txt",
                                     "library-2026-11-22-2.csv"));
    EXPECT_EQ(text("library-2026-11-22-2.csv"), "primary_id\ns2\n");
    EXPECT_EQ(text("library-2026-11-22-2-removed.txt"), "s3\n");
  }
};

TEST_P(DyingExport, EndsWithEachChangeHandedOnOnce) {
  const Job job = die();
  expect_done(recover(job.number));
  EXPECT_EQ(run().file, "");
}

TEST_P(DyingExport, AFileHasItsNameOnlyAfterTheCommit) {
  die();
  EXPECT_EQ(text("library-2026-11-22-2.csv").empty(), GetParam() < Step::followed);
}

TEST_P(DyingExport, ResumedTwiceChangesNothing) {
  const Job job = die();
  recover(job.number);
  expect_done(recover(job.number));
}

TEST_P(DyingExport, WhatTheTargetTookIsNotMadeAgain) {
  const Job job = die();
  recover(job.number);
  fs::remove(outbox() / "library/library-2026-11-22-2.csv");
  recover(job.number);
  EXPECT_THAT(files(), ElementsAre("library-2026-11-22-1.csv", "library-2026-11-22-2-removed.txt"));
}

INSTANTIATE_TEST_SUITE_P(AfterEachStep, DyingExport,
                         testing::Values(Step::started, Step::applied, Step::reported,
                                         Step::committed, Step::published, Step::followed,
                                         Step::closed));

using AbandonedExport = ExportTest;

TEST_F(AbandonedExport, LeavesNothingForTheNextOne) {
  add({student("s1")});
  on_step_ = [](Step step) {
    if (step == Step::reported) throw Died{};
  };
  const ExportRequest dying = request();
  const Job job = add_export(dying, now_);
  EXPECT_THROW(run_export(dying, job, now_), Died);
  on_step_ = {};
  const Job open = store_->begin(Access::read)->job(job.number).value();
  fail_job(request().place, open, "given up", now_);
  EXPECT_THAT(files(), ElementsAre(".1.1.partial"));
  run();
  EXPECT_THAT(files(), ElementsAre("library-2026-11-22-2.csv"));
}

}  // namespace
}  // namespace roster::exports::test
