// A purge removes who is due, keeps whom something keeps, and says both.
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
  EXPECT_EQ(told, 24);  // while deciding and while removing, after each 100
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

TEST_F(PurgeTest, WhoIsKeptStays) {
  add({leaver("s1"), leaver("s2")});
  keep("s1", Keep{"emeritus", std::nullopt, "anna", now_.time});
  const Job job = purge();
  EXPECT_THAT(
      lines(job.number),
      testing::Contains(R"({"outcome":"kept","primary_id":"s1","blockers":["kept:emeritus"]})"));
  EXPECT_THAT(everybody(), ElementsAre("s1"));
}

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

}  // namespace
}  // namespace roster::purge::test
