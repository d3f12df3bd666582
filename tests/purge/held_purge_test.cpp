// A purge that would remove too many waits for a person, who decides about those who were shown.
#include "tests/purge/purge_fixture.hpp"

namespace roster::purge::test {
namespace {

using testing::ElementsAre;

const Obligation kLoan{"s2", ObligationKind::loan, 2, {}};

TEST_F(PurgeTest, IsHeldWhenTooManyWouldGo) {
  add({leaver("s1"), leaver("s2"), stayer("s9")});
  request_.guard = {0.10, 3};
  const Job job = purge();
  EXPECT_EQ(job.status, JobStatus::held);
  EXPECT_EQ(job.message, "purged: 2 of 3 users (66.7 %, limit 10.0 %)");
  EXPECT_EQ(lines(job.number).size(), 2U);
  EXPECT_EQ(everybody().size(), 3U);
  EXPECT_FALSE(fs::exists(key()));
}

TEST_F(PurgeTest, TheGuardLooksAtTheJobsOwnUsers) {
  std::vector<User> users = {leaver("s1"), leaver("s2"), stayer("s3")};
  for (int i = 0; i < 50; ++i) {
    users.push_back(stayer("t" + std::to_string(i)));
    users.back().user_group = {"STAFF", ""};
  }
  add(users);
  request_.guard = {0.10, 3};
  EXPECT_EQ(preview().status, JobStatus::completed_successfully);
  request_.policy.user_group = "UNDERGRAD";
  EXPECT_EQ(preview().status, JobStatus::held);
}

TEST_F(PurgeTest, AHeldJobIsAppliedUnderItsNumberOnceApproved) {
  add({leaver("s1"), leaver("s2"), stayer("s9")});
  request_.guard = {0.10, 3};
  const Job held = purge();
  request_.guard_mode = GuardMode::approved;
  const Job job = run_purge(*store_, request_, held, now_);
  EXPECT_EQ(job.number, held.number);
  EXPECT_EQ(job.status, JobStatus::completed_successfully);
  EXPECT_EQ(job.message, "");
  EXPECT_THAT(everybody(), ElementsAre("s9"));
  EXPECT_EQ(lines(job.number).size(), 2U);
}

TEST_F(PurgeTest, AnApprovalIsForThePeopleWhoWereShownAndNobodyElse) {
  add({leaver("s1"), leaver("s2"), stayer("s9")});
  owes({kLoan});  // of s2
  request_.guard = {0.10, 3};
  const Job held = purge();
  owes({});
  add({leaver("s3")});
  request_.guard_mode = GuardMode::approved;
  const Job job = run_purge(*store_, request_, held, now_);
  EXPECT_EQ(job.counts, (Counts{{"due", 1}, {"purged", 1}, {"kept", 0}}));
  EXPECT_THAT(everybody(), ElementsAre("s2", "s3", "s9"));
}

TEST_F(PurgeTest, WhomSomethingKeepsByNowStaysWhateverWasApproved) {
  add({leaver("s1"), leaver("s2"), leaver("s3"), stayer("s9")});
  request_.guard = {0.10, 3};
  const Job held = purge();
  owes({kLoan});  // of s2
  put("s1", [](User& user) { user.purge_date = parse_day("2029-01-01"); });
  request_.guard_mode = GuardMode::approved;
  const Job job = run_purge(*store_, request_, held, now_);
  EXPECT_EQ(job.counts, (Counts{{"due", 3}, {"purged", 1}, {"kept", 2}}));
  EXPECT_THAT(lines(job.number),
              testing::Contains(
                  R"({"outcome":"kept","primary_id":"s1","blockers":["purge_date:2029-01-01"]})"));
  EXPECT_THAT(everybody(), ElementsAre("s1", "s2", "s9"));
}

TEST_F(PurgeTest, ALaterRunDropsWhatAnEarlierOneWasHeldWith) {
  add({leaver("s1"), leaver("s2"), stayer("s9")});
  request_.guard = {0.10, 3};
  const Job first = purge();
  const Job second = purge();
  EXPECT_EQ(second.status, JobStatus::held);
  const auto transaction = store_->begin(Access::read);
  const Job dropped = *transaction->job(first.number);
  EXPECT_EQ(dropped.status, JobStatus::dropped);
  EXPECT_EQ(dropped.message, "superseded by job 2");
  EXPECT_EQ(read_file(report_directory(reports(), first.number) / "report.json"),
            to_json(dropped) + '\n');
}

// Without a configuration all purges have the same name.
TEST_F(PurgeTest, ALaterRunForOtherUsersDropsNothing) {
  add({leaver("s1"), leaver("s2"), stayer("s9")});
  request_.guard_mode = GuardMode::always;
  request_.policy.user_group = "UNDERGRAD";
  const Job first = purge();
  ASSERT_EQ(first.status, JobStatus::held);
  request_.policy.user_group = "STAFF";
  EXPECT_EQ(purge().status, JobStatus::completed_successfully);
  EXPECT_EQ(store_->begin(Access::read)->job(first.number)->status, JobStatus::held);
}

TEST_F(PurgeTest, APreviewDropsNothing) {
  add({leaver("s1"), leaver("s2"), stayer("s9")});
  request_.guard = {0.10, 3};
  const Job held = purge();
  preview();
  EXPECT_EQ(store_->begin(Access::read)->job(held.number)->status, JobStatus::held);
}

}  // namespace
}  // namespace roster::purge::test
