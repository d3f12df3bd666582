// A purge dies after each of its steps, and is brought to its end by the next process.
#include "tests/purge/purge_fixture.hpp"

namespace roster::purge::test {
namespace {

using testing::ElementsAre;
using testing::UnorderedElementsAre;

struct Died {};

class DyingPurge : public PurgeTest, public testing::WithParamInterface<Step> {
 protected:
  void SetUp() override {
    PurgeTest::SetUp();
    add({leaver("s1"), leaver("s2"), stayer("s9")});
    owes({{"s2", ObligationKind::loan, 1, {}}});
    store_->checkpoint();
  }

  /// A request whose purge dies at the step.
  PurgeRequest dying() const {
    PurgeRequest request = request_;
    request.on_step = [](Step step) {
      if (step == GetParam()) throw Died{};
    };
    return request;
  }
  /// Runs the job up to the step, and the store is opened anew by another process.
  void die(const Job& job) {
    EXPECT_THROW(run_purge(*store_, dying(), job, now_), Died);
    reopen();
  }

  std::vector<std::string> report_names() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(reports())) {
      names.push_back(entry.path().filename());
    }
    return names;
  }

  void expect_done(const Job& job) {
    EXPECT_EQ(job.status, JobStatus::completed_successfully);
    EXPECT_EQ(job.counts, (Counts{{"due", 2}, {"purged", 1}, {"kept", 1}}));
    EXPECT_THAT(everybody(), ElementsAre("s2", "s9"));
    EXPECT_THAT(report_names(), ElementsAre(std::to_string(job.number)));
    EXPECT_EQ(lines(job.number).size(), 2U);
    EXPECT_EQ(read_file(report_directory(reports(), job.number) / "report.json"),
              to_json(job) + '\n');
    EXPECT_EQ(remains().size(), 1U);
    EXPECT_EQ(store_->begin(Access::read)->erasures(0, 100).size(), 2U);  // primary id and barcode
    EXPECT_EQ(store_->begin(Access::read)->jobs({}).size(), 1U);
    EXPECT_EQ(read_file(path()).find("Family-s1"), std::string::npos);
    EXPECT_EQ(read_file(path().string() + "-wal").find("Family-s1"), std::string::npos);
  }
};

TEST_P(DyingPurge, EndsInTheSameStoreWithOneReport) {
  const Job job = add_purge(*store_, request_, now_);
  die(job);
  expect_done(resume_purge(*store_, request_, job.number, now_));
}

TEST_P(DyingPurge, MayDieAgainWhileItIsResumed) {
  const Job job = add_purge(*store_, request_, now_);
  die(job);
  if (GetParam() < Step::committed) {
    EXPECT_THROW(resume_purge(*store_, dying(), job.number, now_), Died);
    reopen();
  }
  expect_done(resume_purge(*store_, request_, job.number, now_));
}

TEST_P(DyingPurge, KeepsItsApproval) {
  request_.guard = {0.10, 3};
  const Job held = run_purge(*store_, request_, add_purge(*store_, request_, now_), now_);
  ASSERT_EQ(held.status, JobStatus::held);
  request_.guard_mode = GuardMode::approved;
  die(held);
  request_.guard_mode = GuardMode::on;
  expect_done(resume_purge(*store_, request_, held.number, now_));
}

TEST_P(DyingPurge, ResumedTwiceChangesNothing) {
  const Job job = add_purge(*store_, request_, now_);
  die(job);
  resume_purge(*store_, request_, job.number, now_);
  expect_done(resume_purge(*store_, request_, job.number, now_));
}

INSTANTIATE_TEST_SUITE_P(AfterEveryStep, DyingPurge,
                         testing::Values(Step::started, Step::decided, Step::guarded, Step::removed,
                                         Step::reported, Step::committed, Step::published,
                                         Step::wiped));

TEST_F(PurgeTest, OnlyAPurgeIsResumedAsOne) {
  EXPECT_THROW(resume_purge(*store_, request_, 17, now_), StoreError);
}

}  // namespace
}  // namespace roster::purge::test
