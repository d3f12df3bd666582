// A user whose row of the store is damaged is not purged, and can be removed by the row's number.
#include <gmock/gmock.h>

#include "purge/delete_user.hpp"
#include "purge/ledger/ledger.hpp"
#include "purge/why.hpp"
#include "tests/purge/purge_fixture.hpp"
#include "tests/support/damage.hpp"

namespace roster::purge::test {
namespace {

using testing::Contains;
using testing::ElementsAre;

class DamagedRow : public PurgeTest {
 protected:
  void SetUp() override {
    PurgeTest::SetUp();
    add({leaver("s1"), leaver("s2")});
    store_ = nullptr;
    roster::test::damage_row(path(), 2);
    reopen();
  }
  Job remove_row(UserId row) {
    DeleteRequest request;
    request.row = row;
    request.traces = request_.traces;
    request.ledger_key = key();
    return run_delete(*store_, request, now_);
  }
};

TEST_F(DamagedRow, KeepsItsUserFromBeingPurged) {
  const Job job = purge();
  EXPECT_EQ(job.counts, (Counts{{"due", 2}, {"purged", 1}, {"kept", 1}}));
  EXPECT_THAT(lines(job.number),
              ElementsAre(R"({"outcome":"kept","primary_id":"s2","blockers":["damaged_row:2"]})",
                          R"({"outcome":"purged","primary_id":"s1","user_group":"UNDERGRAD",)"
                          R"("purge_date":"2026-11-01"})"));
  EXPECT_TRUE(knows("s2"));
}

TEST_F(DamagedRow, IsNotOnAListThatWaitsForApproval) {
  request_.guard_mode = GuardMode::always;
  const Job job = purge();
  EXPECT_EQ(job.status, JobStatus::held);
  EXPECT_EQ(job.counts, (Counts{{"due", 2}, {"purged", 1}, {"kept", 1}}));
  EXPECT_THAT(store_->begin(Access::read)->listed(job.number), ElementsAre(1));
}

TEST_F(DamagedRow, IsToldAmongAllReasonsToKeepItsUser) {
  owes({{"s2", ObligationKind::loan, 2, {}}});
  EXPECT_THAT(
      lines(purge().number),
      Contains(R"({"outcome":"kept","primary_id":"s2","blockers":["loans:2","damaged_row:2"]})"));
}

/// By its columns this user is due, by its document not.
TEST_F(DamagedRow, WhoseDateIsNotThatOfItsDocumentKeepsItsUser) {
  add({stayer("s3")});
  store_ = nullptr;
  roster::test::execute_sql(
      path(), "UPDATE users SET purge_date = 20000, expiry_date = 20000 WHERE id = 3");
  reopen();
  const Job job = purge();
  EXPECT_EQ(job.counts, (Counts{{"due", 3}, {"purged", 1}, {"kept", 2}}));
  EXPECT_THAT(lines(job.number),
              Contains(R"({"outcome":"kept","primary_id":"s3","blockers":["damaged_row:3"]})"));
  EXPECT_TRUE(knows("s3"));
}

TEST_F(DamagedRow, IsRemovedByItsNumber) {
  EXPECT_EQ(remove_row(2).counts, (Counts{{"purged", 1}, {"kept", 0}}));
  EXPECT_THAT(everybody(), ElementsAre("s1"));
  EXPECT_EQ(find_erasures(*store_->begin(Access::read), key(), "s2").size(), 1U);
}

TEST_F(DamagedRow, IsNoneThatCanBeRead) {
  EXPECT_THROW(remove_row(1), NoSuchUser);
  EXPECT_THROW(remove_row(3), NoSuchUser);
  EXPECT_TRUE(knows("s1"));
}

TEST_F(DamagedRow, IsKeptWhileItsUserOwesSomething) {
  owes({{"s2", ObligationKind::loan, 2, {}}});
  const Job job = remove_row(2);
  EXPECT_EQ(job.message, "kept: loans:2");
  EXPECT_TRUE(knows("s2"));
}

}  // namespace
}  // namespace roster::purge::test
