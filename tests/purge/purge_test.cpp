#include "tests/purge/purge_fixture.hpp"

namespace roster::purge::test {
namespace {

using std::chrono::hours;
using testing::ElementsAre;
using testing::IsEmpty;

const Obligation kLoan{"s2", ObligationKind::loan, 2, {}};

TEST_F(PurgeTest, RemovesWhoIsDueAndKeepsTheRest) {
  add({leaver("s1"), stayer("s9")});
  const Job job = purge();
  EXPECT_EQ(job.status, JobStatus::completed_successfully);
  EXPECT_EQ(job.counts, (Counts{{"due", 1}, {"purged", 1}, {"kept", 0}}));
  EXPECT_THAT(everybody(), ElementsAre("s9"));
}

TEST_F(PurgeTest, SaysThatItGoesOn) {
  std::vector<User> users;
  for (int i = 0; i < 1200; ++i) users.push_back(leaver("s" + std::to_string(i)));
  add(users);
  int told = 0;
  request_.on_progress = [&] { ++told; };
  purge();
  EXPECT_EQ(told, 6);  // while deciding and while removing, after each 500
}

TEST_F(PurgeTest, TellsEverybodyKeptWithEveryReason) {
  User unexpired = leaver("s3");
  unexpired.expiry_date = parse_day("2027-06-30");
  add({leaver("s1"), leaver("s2"), unexpired});
  owes({kLoan, {"S2", ObligationKind::fee, 1, *parse_amount("12.5")}});
  const Job job = purge();
  EXPECT_EQ(job.counts, (Counts{{"due", 3}, {"purged", 1}, {"kept", 2}}));
  EXPECT_THAT(
      lines(job.number),
      ElementsAre(
          R"({"outcome":"kept","primary_id":"s2","blockers":["loans:2","balance:12.50"]})",
          R"({"outcome":"kept","primary_id":"s3","blockers":["not_expired:2027-06-30"]})",
          R"({"outcome":"purged","primary_id":"s1","user_group":"UNDERGRAD","purge_date":"2026-11-01"})"));
}

TEST_F(PurgeTest, LeavesOtherGroupsAndRecordTypesAlone) {
  User staff = leaver("s2"), contact = leaver("s3");
  staff.user_group = {"STAFF", ""};
  contact.record_type = {"CONTACT", ""};
  add({leaver("s1"), staff, contact});
  request_.policy.user_group = "UNDERGRAD";
  request_.policy.record_type = "PUBLIC";
  EXPECT_EQ(purge().counts, (Counts{{"due", 1}, {"purged", 1}, {"kept", 0}}));
  EXPECT_THAT(everybody(), ElementsAre("s2", "s3"));
}

TEST_F(PurgeTest, MeetsADebtUnderAnIdentifierInAnyCase) {
  add({leaver("s1")});
  owes({{"b-S1", ObligationKind::loan, 1, {}}});
  EXPECT_EQ(purge().counts["kept"], 1);
}

/// Nobody can tell which of them the source means.
TEST_F(PurgeTest, AnIdThatTwoPeopleHaveKeepsBoth) {
  User other = leaver("s2");
  other.user_identifiers = {identifier("OLD_ID", "S1")};
  add({leaver("s1"), other});
  owes({{"s1", ObligationKind::loan, 1, {}}});
  purge();
  EXPECT_THAT(everybody(), ElementsAre("s1", "s2"));
}

TEST_F(PurgeTest, ALeaseKeepsARecord) {
  add({leaver("s1")});
  {
    const auto transaction = store_->begin(Access::write);
    const UserId id = find_user(*transaction, "s1")->id;
    transaction->set_lock(id, Lock{"desk", now_.time + hours(1)});
    transaction->commit();
  }
  EXPECT_EQ(purge().counts["kept"], 1);
  now_.time += hours(1);
  EXPECT_EQ(purge().counts["purged"], 1);
}

TEST_F(PurgeTest, WorksInManyBatches) {
  std::vector<User> users;
  for (int i = 0; i < 1201; ++i) users.push_back(leaver("s" + std::to_string(10000 + i)));
  add(users);
  request_.guard.share = 1;
  const Job job = purge();
  EXPECT_EQ(job.counts, (Counts{{"due", 1201}, {"purged", 1201}, {"kept", 0}}));
  EXPECT_EQ(lines(job.number).size(), 1201U);
  EXPECT_THAT(everybody(), IsEmpty());
}

// Preview ----------------------------------------------------------------------------------------

TEST_F(PurgeTest, APreviewSaysWhatTheRealRunDoes) {
  add({leaver("s1"), leaver("s2"), stayer("s9")});
  owes({kLoan});
  const Job seen = preview();
  EXPECT_EQ(seen.dry_run, DryRun::yes);
  EXPECT_THAT(everybody(), ElementsAre("s1", "s2", "s9"));
  EXPECT_FALSE(fs::exists(key()));
  const Job done = purge();
  EXPECT_EQ(seen.counts, done.counts);
  EXPECT_EQ(lines(seen.number), lines(done.number));
}

// Guard ------------------------------------------------------------------------------------------

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

TEST_F(PurgeTest, APreviewDropsNothing) {
  add({leaver("s1"), leaver("s2"), stayer("s9")});
  request_.guard = {0.10, 3};
  const Job held = purge();
  preview();
  EXPECT_EQ(store_->begin(Access::read)->job(held.number)->status, JobStatus::held);
}

// Kept, and the feeds ----------------------------------------------------------------------------

TEST_F(PurgeTest, WhoIsKeptStays) {
  add({leaver("s1"), leaver("s2")});
  keep("s1", Keep{"emeritus", std::nullopt, "anna", now_.time});
  const Job job = purge();
  EXPECT_THAT(
      lines(job.number),
      testing::Contains(R"({"outcome":"kept","primary_id":"s1","blockers":["kept:emeritus"]})"));
  EXPECT_THAT(everybody(), ElementsAre("s1"));
}

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

// Obligations ------------------------------------------------------------------------------------

TEST_F(PurgeTest, IsRefusedWhileObligationsAreMissingOrStale) {
  add({leaver("s1")});
  request_.obligations = NeededObligations{{"circulation", "acquisitions"}, hours(24)};
  owes("circulation", {}, now_.time - hours(31));
  const Job job = purge();
  EXPECT_EQ(job.status, JobStatus::failed);
  EXPECT_EQ(job.message,
            "obligations of circulation are 31 h old (limit 24 h); "
            "obligations of acquisitions never arrived");
  EXPECT_EQ(job.counts, (Counts{{"due", 0}, {"purged", 0}, {"kept", 0}}));
  EXPECT_TRUE(knows("s1"));
  EXPECT_THAT(lines(job.number), IsEmpty());
  EXPECT_EQ(read_file(report_directory(reports(), job.number) / "report.json"),
            to_json(job) + '\n');
}

TEST_F(PurgeTest, GoesOnceEverySourceHasSpoken) {
  add({leaver("s1")});
  request_.obligations = NeededObligations{{"circulation", "acquisitions"}, hours(24)};
  owes("circulation", {}, now_.time - hours(24));
  owes("acquisitions", {}, now_.time);
  EXPECT_EQ(purge().counts["purged"], 1);
}

TEST_F(PurgeTest, APreviewIsRefusedToo) {
  request_.obligations = NeededObligations{{"circulation"}, hours(24)};
  EXPECT_EQ(preview().message, "obligations of circulation never arrived");
}

}  // namespace
}  // namespace roster::purge::test
