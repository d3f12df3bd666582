#include "purge/why.hpp"

#include "tests/purge/purge_fixture.hpp"

namespace roster::purge::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class WhyTest : public PurgeTest {
 protected:
  Why ask(std::string_view id) {
    const auto transaction = store_->begin(Access::read);
    return why(*transaction, *find_user(*transaction, id), request_.policy, {}, now_);
  }
};

TEST_F(WhyTest, SaysThatAUserWouldBePurged) {
  add({leaver("s1")});
  const Why answer = ask("B-s1");
  EXPECT_EQ(answer.primary_id, "s1");
  EXPECT_EQ(answer.purge_date, parse_day("2026-11-01"));
  EXPECT_TRUE(answer.is_due());
  EXPECT_TRUE(answer.is_purged());
}

TEST_F(WhyTest, SaysEveryReasonWhyNot) {
  add({stayer("s1")});
  owes({{"s1", ObligationKind::loan, 2, {}}});
  request_.policy.user_group = "STAFF";
  const Why answer = ask("s1");
  EXPECT_THAT(answer.not_due, ElementsAre("user_group:UNDERGRAD", "purge_date:2029-06-30"));
  EXPECT_THAT(answer.blockers, ElementsAre("loans:2", "not_expired:2028-06-30"));
  EXPECT_FALSE(answer.is_due());
  EXPECT_FALSE(answer.is_purged());
}

TEST_F(WhyTest, ADueUserMayBeKept) {
  add({leaver("s1")});
  owes({{"s1", ObligationKind::loan, 2, {}}});
  EXPECT_TRUE(ask("s1").is_due());
  EXPECT_FALSE(ask("s1").is_purged());
}

TEST_F(WhyTest, AgreesWithThePurge) {
  User undated = leaver("s4");
  undated.purge_date.reset();
  add({leaver("s1"), leaver("s2"), stayer("s3"), undated});
  owes({{"s2", ObligationKind::asset, 1, {}}});
  std::vector<std::string> expected;
  for (const std::string& id : everybody()) {
    if (!ask(id).is_purged()) expected.push_back(id);
  }
  purge();
  EXPECT_EQ(everybody(), expected);
}

}  // namespace
}  // namespace roster::purge::test
