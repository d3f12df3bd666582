// A purge dies after each of its steps, and is brought to its end by the next process.
#include <unistd.h>

#include "purge/delete_user.hpp"
#include "purge/obligations.hpp"
#include "tests/purge/file_with.hpp"
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

  /// What a start does with the jobs of the last life. Returns the job as it is then.
  Job recover(const PurgeRequest& request, JobNumber number) {
    Recovery recovery;
    recovery.repeat = [&](const Job& job) {
      PurgeRequest again = request;
      run_as_kept(again, read_payload<PurgePayload>(job.payload));
      return run_purge(*store_, again, job, now_);
    };
    recover_jobs({*store_, reports(), {}, {}, follow_up(*store_, request_.traces), {}}, recovery,
                 now_);
    return store_->begin(Access::read)->job(number).value();
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
    EXPECT_EQ(store_->begin(Access::read)->erasures(0, 100).size(), 1U);
    EXPECT_EQ(store_->begin(Access::read)->jobs({}).size(), 1U);
    EXPECT_EQ(read_file(path()).find("Family-s1"), std::string::npos);
    EXPECT_EQ(read_file(path().string() + "-wal").find("Family-s1"), std::string::npos);
  }
};

TEST_P(DyingPurge, EndsInTheSameStoreWithOneReport) {
  const Job job = add_purge(*store_, request_, now_);
  die(job);
  EXPECT_EQ(fs::exists(report_directory(reports(), job.number)), GetParam() >= Step::published);
  expect_done(recover(request_, job.number));
}

TEST_P(DyingPurge, MayDieAgainWhileItIsResumed) {
  const Job job = add_purge(*store_, request_, now_);
  die(job);
  if (GetParam() < Step::committed) {
    EXPECT_THROW(recover(dying(), job.number), Died);
    reopen();
  }
  expect_done(recover(request_, job.number));
}

TEST_P(DyingPurge, KeepsItsApproval) {
  request_.guard = {0.10, 3};
  const Job held = run_purge(*store_, request_, add_purge(*store_, request_, now_), now_);
  ASSERT_EQ(held.status, JobStatus::held);
  request_.guard_mode = GuardMode::approved;
  die(held);
  request_.guard_mode = GuardMode::on;
  const Job job = recover(request_, held.number);
  EXPECT_EQ(job.status, JobStatus::completed_successfully);
  EXPECT_EQ(job.counts, (Counts{{"due", 1}, {"purged", 1}, {"kept", 0}}));  // of those shown
  EXPECT_THAT(everybody(), ElementsAre("s2", "s9"));
}

TEST_P(DyingPurge, ResumedTwiceChangesNothing) {
  const Job job = add_purge(*store_, request_, now_);
  die(job);
  recover(request_, job.number);
  expect_done(recover(request_, job.number));
}

/// Nobody is taken out of the reports before they are out of the store, and everybody afterwards.
TEST_P(DyingPurge, ScrubsTheReportsOnceItIsCommittedAndNotBefore) {
  constexpr JobNumber kLoad = 900;
  const std::string named = R"({"outcome":"created","primary_id":"s1"})";
  {
    ReportWriter report(reports(), kLoad);
    report.raw_line(named);
    report.finish({});
    report.publish();
  }
  request_.delete_policy = DeletePolicy::fully_remove;
  const Job job = add_purge(*store_, request_, now_);
  die(job);
  if (GetParam() < Step::committed) {
    EXPECT_THAT(lines(kLoad), ElementsAre(named));
  }
  recover(request_, job.number);
  EXPECT_THAT(lines(kLoad), ElementsAre(R"j({"outcome":"created","primary_id":"(erased)"})j"));
  EXPECT_THAT(store_->begin(Access::read)->to_scrub(), testing::IsEmpty());
  EXPECT_EQ(read_file(path()).find("B-s1"), std::string::npos);
  EXPECT_EQ(read_file(path().string() + "-wal").find("B-s1"), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(AfterEveryStep, DyingPurge,
                         testing::Values(Step::started, Step::decided, Step::guarded, Step::removed,
                                         Step::reported, Step::committed, Step::published,
                                         Step::followed, Step::closed));

// The other kinds ---------------------------------------------------------------------------------

constexpr Step kCommonSteps[] = {Step::started,   Step::reported, Step::committed,
                                 Step::published, Step::followed, Step::closed};

class DyingKind : public PurgeTest, public testing::WithParamInterface<Step> {
 protected:
  static bool is_committed() { return GetParam() >= Step::committed; }
  static void die(Step step) {
    if (step == GetParam()) throw Died{};
  }

  void recover(const std::function<std::optional<Job>(const Job&)>& repeat) {
    Recovery recovery;
    recovery.repeat = repeat;
    recover_jobs({*store_, reports(), {}, {}, follow_up(*store_, request_.traces), {}}, recovery,
                 now_);
  }
  bool is_published(JobNumber number) const {
    return fs::exists(report_directory(reports(), number) / "report.json");
  }
  Job row(JobNumber number) { return store_->begin(Access::read)->job(number).value(); }
};

TEST_P(DyingKind, AListOfObligationsIsTakenInOnce) {
  add({stayer("s1")});
  const roster::test::FileWith file("primary_id,kind,count,amount\ns1,loan,2,\n");
  ObligationsRequest request;
  request.source = "circulation";
  request.fd = file.fd();
  request.file = "circulation.csv";
  request.modified = now_.time;
  request.traces = request_.traces;
  request.on_step = die;
  const Job job = add_obligations(*store_, request, now_);
  EXPECT_THROW(run_obligations(*store_, request, job, now_), Died);
  reopen();
  EXPECT_EQ(is_published(1), GetParam() >= Step::published);
  request.on_step = {};
  recover([&](const Job& again) {
    ::lseek(file.fd(), 0, SEEK_SET);
    return run_obligations(*store_, request, again, now_);
  });
  EXPECT_EQ(row(1).status, JobStatus::completed_successfully);
  EXPECT_TRUE(is_published(1));
  EXPECT_EQ(store_->begin(Access::read)->jobs({}).size(), 1U);
  EXPECT_EQ(store_->begin(Access::read)->count_obligations("circulation").rows, 1);
}

TEST_P(DyingKind, ADeletionIsDoneOnce) {
  add({stayer("s1"), stayer("s2")});
  owes({{"s1", ObligationKind::loan, 1, {}}});
  store_->checkpoint();
  DeleteRequest request;
  request.id = "B-s1";
  request.force = Force::yes;
  request.traces = request_.traces;
  request.ledger_key = key();
  request.on_step = die;
  EXPECT_THROW(run_delete(*store_, request, now_), Died);
  reopen();
  EXPECT_EQ(is_published(1), GetParam() >= Step::published);
  EXPECT_EQ(knows("s1"), !is_committed());
  EXPECT_EQ(row(1).payload.find("s1"), std::string::npos) << "it would outlive the user";
  recover([&](const Job& again) {
    DeleteRequest rest;  // the row has the others
    rest.traces = request_.traces;
    rest.ledger_key = key();
    return resume_delete(*store_, rest, again, now_);
  });
  EXPECT_FALSE(knows("s1"));
  EXPECT_TRUE(knows("s2"));
  EXPECT_EQ(row(1).status, JobStatus::completed_successfully);
  EXPECT_TRUE(is_published(1));
  EXPECT_EQ(store_->begin(Access::read)->erasures(0, 100).size(), 1U);
  EXPECT_EQ(read_file(path()).find("Family-s1"), std::string::npos);
  EXPECT_EQ(read_file(path().string() + "-wal").find("Family-s1"), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(AfterEveryStep, DyingKind, testing::ValuesIn(kCommonSteps));

}  // namespace
}  // namespace roster::purge::test
