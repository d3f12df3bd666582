// A purge of people whom another system has confirmed.
#include "tests/purge/purge_fixture.hpp"

namespace roster::purge::test {
namespace {

using testing::ElementsAre;

class ConfirmedPurge : public PurgeTest {
 protected:
  void SetUp() override {
    PurgeTest::SetUp();
    add({leaver("s1"), leaver("s2"), stayer("s9")});
  }
  void confirm(const std::vector<std::string>& ids) {
    request_.only_confirmed = true;
    request_.confirmed.clear();
    for (const std::string& id : ids)
      request_.confirmed.push_back(find_user(*store_->begin(Access::read), id)->id);
  }
};

TEST_F(ConfirmedPurge, RemovesExactlyThem) {
  confirm({"s2", "s9"});
  const Job job = purge();
  EXPECT_EQ(job.counts, (Counts{{"due", 2}, {"purged", 1}, {"kept", 1}}));
  EXPECT_THAT(everybody(), ElementsAre("s1", "s9"));
  EXPECT_THAT(
      lines(job.number),
      testing::Contains(R"({"outcome":"kept","primary_id":"s1","blockers":["not_confirmed"]})"));
}

TEST_F(ConfirmedPurge, OfNobodyRemovesNobody) {
  confirm({});
  EXPECT_EQ(purge().counts, (Counts{{"due", 2}, {"purged", 0}, {"kept", 2}}));
}

TEST_F(ConfirmedPurge, ObeysWhatKeepsThem) {
  confirm({"s2"});
  owes({{"s2", ObligationKind::loan, 1, {}}});
  EXPECT_EQ(purge().counts.at("purged"), 0);
}

TEST_F(ConfirmedPurge, IsRunAgainForTheSamePeople) {
  confirm({"s2"});
  const Job job = add_purge(*store_, request_, now_);
  reopen();
  PurgeRequest again;
  again.name = request_.name;
  again.traces = request_.traces;
  again.ledger_key = request_.ledger_key;
  run_as_kept(again, read_payload<PurgePayload>(job.payload));
  EXPECT_EQ(run_purge(*store_, again, job, now_).counts.at("purged"), 1);
  EXPECT_THAT(everybody(), ElementsAre("s1", "s9"));
}

TEST_F(ConfirmedPurge, ThatIsHeldIsApprovedForThePeopleShown) {
  request_.guard = {0.10, 1};
  confirm({"s2"});
  const Job held = purge();
  ASSERT_EQ(held.status, JobStatus::held);
  request_.guard_mode = GuardMode::approved;
  EXPECT_EQ(run_purge(*store_, request_, held, now_).counts.at("purged"), 1);
  EXPECT_THAT(everybody(), ElementsAre("s1", "s9"));
}

}  // namespace
}  // namespace roster::purge::test
