// A purge wants fresh feeds: the users of a profile whose loads stopped, or wait, are kept.
#include "tests/purge/purge_fixture.hpp"

namespace roster::purge::test {
namespace {

using std::chrono::hours;
using testing::ElementsAre;
using testing::IsEmpty;

class StaleFeed : public PurgeTest {
 protected:
  void SetUp() override {
    PurgeTest::SetUp();
    User other = leaver("o1");
    other.external_id = "HR";
    add({leaver("s1"), leaver("s2"), other});
    request_.feeds = {{"SIS", hours(24 * 14)}};
    request_.guard.from = 1000;
  }
  void loaded(JobStatus status, Time at, JobKind kind = JobKind::synchronize) {
    last_ = add_row(kind, "SIS", status, at);
  }
  std::vector<std::string> left() {
    purge();
    return everybody();
  }
  Time ago(int days) const { return now_.time - hours(24 * days); }

  JobNumber last_ = 0;
};

TEST_F(StaleFeed, KeepsTheProfilesUsersAndSaysSo) {
  loaded(JobStatus::completed_successfully, ago(15));
  const Job job = purge();
  EXPECT_EQ(job.status, JobStatus::completed_with_warnings);
  EXPECT_EQ(job.counts, (Counts{{"due", 3}, {"purged", 1}, {"kept", 2}}));
  EXPECT_EQ(job.warnings, (Counts{{"feed_stale", 2}}));
  EXPECT_EQ(lines(job.number).front(),
            R"({"outcome":"kept","primary_id":"s1","blockers":["feed_stale:SIS"]})");
  EXPECT_THAT(everybody(), ElementsAre("s1", "s2"));
}

TEST_F(StaleFeed, IsNoneThatWasLoadedLately) {
  loaded(JobStatus::completed_with_errors, ago(13));
  EXPECT_THAT(left(), IsEmpty());
}

TEST_F(StaleFeed, IsOneThatWasNeverLoadedOrOnlyRefused) {
  loaded(JobStatus::failed, ago(1));
  loaded(JobStatus::completed_successfully, ago(1), JobKind::import);
  EXPECT_THAT(left(), ElementsAre("s1", "s2"));
}

TEST_F(StaleFeed, IsOneThatWasLoadedInPartAlone) {
  add_row(JobKind::synchronize, "SIS", JobStatus::completed_successfully, ago(1),
          R"({"extent":1})");
  EXPECT_THAT(left(), ElementsAre("s1", "s2"));
}

TEST_F(StaleFeed, IsOneOfWhoseLoadNobodyKnowsWhetherItWasWhole) {
  add_row(JobKind::synchronize, "SIS", JobStatus::completed_successfully, ago(1), "{damaged");
  EXPECT_THAT(left(), ElementsAre("s1", "s2"));
}

TEST_F(StaleFeed, IsOneWhoseLoadIsHeld) {
  loaded(JobStatus::completed_successfully, ago(1));
  loaded(JobStatus::held, ago(0));
  EXPECT_THAT(left(), ElementsAre("s1", "s2"));
}

TEST_F(StaleFeed, IsOneWhoseLoadWasUndone) {
  loaded(JobStatus::completed_successfully, ago(1));
  add_row(JobKind::undo, std::to_string(last_), JobStatus::completed_successfully, ago(0));
  EXPECT_THAT(left(), ElementsAre("s1", "s2"));
}

TEST_F(StaleFeed, IsOneWhoseLoadIsOfTheFuture) {
  loaded(JobStatus::completed_successfully, ago(-30));
  EXPECT_THAT(left(), ElementsAre("s1", "s2"));
}

TEST_F(StaleFeed, AnyAgeWillDoWhereThatWasSaid) {
  request_.feeds = {{"SIS", std::nullopt}};
  EXPECT_THAT(left(), IsEmpty());
}

}  // namespace
}  // namespace roster::purge::test
