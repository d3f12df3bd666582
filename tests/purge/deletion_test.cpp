// What each delete policy keeps.
#include "purge/deletion.hpp"

#include "purge/delete_user.hpp"
#include "tests/purge/purge_fixture.hpp"

namespace roster::purge::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

User counted_leaver(std::string primary_id) {
  User user = leaver(std::move(primary_id));
  user.job_category = {"TEACH", "Teaching"};
  user.user_statistics.push_back({Segment::external, {"LAW", "Law"}, {"FACULTY", ""}, "Ms Doe"});
  user.manual_edits.push_back({1, "secret"});
  return user;
}

TEST(DeletePolicy, KeepFullyReportableKeepsEverythingDeactivated) {
  User expected = counted_leaver("s1");
  expected.status = {"DELETED", "Deleted"};
  expected.user_identifiers.front().status = "INACTIVE";
  const auto kept =
      remains_of(counted_leaver("s1"), DeletePolicy::keep_fully_reportable, "0a1b", "77");
  EXPECT_EQ(kept, (Remains{"0a1b", DeletePolicy::keep_fully_reportable, expected}));
}

TEST(DeletePolicy, KeepStatisticsMovesThePrimaryIdIntoTheLastName) {
  User expected;
  expected.record_type = {"PUBLIC", ""};
  expected.user_group = {"UNDERGRAD", "Undergraduate"};
  expected.job_category = {"TEACH", "Teaching"};
  expected.user_statistics = counted_leaver("s1").user_statistics;
  expected.last_name = "s1";
  const auto kept = remains_of(counted_leaver("s1"), DeletePolicy::keep_statistics, "0a1b", "77");
  EXPECT_EQ(kept, (Remains{"0a1b", DeletePolicy::keep_statistics, expected}));
}

TEST(DeletePolicy, RemovePrimaryIdPutsAnotherIdThereAndDropsFreeText) {
  User expected;
  expected.record_type = {"PUBLIC", ""};
  expected.user_group = {"UNDERGRAD", "Undergraduate"};
  expected.job_category = {"TEACH", "Teaching"};
  expected.user_statistics.push_back({Segment::external, {"LAW", "Law"}, {"FACULTY", ""}, ""});
  expected.last_name = "77";
  const auto policy = DeletePolicy::keep_statistics_and_remove_primary_id;
  EXPECT_EQ(remains_of(counted_leaver("s1"), policy, "0a1b", "77"),
            (Remains{"0a1b", policy, expected}));
}

TEST(DeletePolicy, FullyRemoveKeepsNothing) {
  EXPECT_EQ(remains_of(counted_leaver("s1"), DeletePolicy::fully_remove, "0a1b", "77"),
            std::nullopt);
}

TEST(DeletePolicy, IsSpelledAsInTheConfiguration) {
  for (const char* name : {"keep_fully_reportable", "keep_statistics",
                           "keep_statistics_and_remove_primary_id", "fully_remove"}) {
    const auto policy = parse_delete_policy(name);
    ASSERT_TRUE(policy) << name;
    EXPECT_EQ(to_string(*policy), name);
  }
  EXPECT_EQ(parse_delete_policy("keep"), std::nullopt);
}

TEST_F(PurgeTest, RemainsMeetNobody) {
  add({counted_leaver("s1")});
  request_.delete_policy = DeletePolicy::keep_fully_reportable;
  purge();
  ASSERT_EQ(remains().size(), 1U);
  EXPECT_FALSE(knows("s1"));
  EXPECT_FALSE(knows("B-s1"));
  EXPECT_THAT(everybody(), IsEmpty());
  EXPECT_EQ(store_->begin(Access::read)->count({}), 0);
}

TEST_F(PurgeTest, SomebodyWhoComesBackIsANewUser) {
  add({counted_leaver("s1")});
  request_.delete_policy = DeletePolicy::keep_fully_reportable;
  purge();
  add({stayer("s1")});
  EXPECT_THAT(everybody(), ElementsAre("s1"));
  EXPECT_EQ(remains().size(), 1U);
}

TEST_F(PurgeTest, AStricterPolicyAppliesToThosePurgedBefore) {
  add({counted_leaver("s1")});
  request_.delete_policy = DeletePolicy::keep_fully_reportable;
  purge();
  EXPECT_EQ(remains().front().user.first_name, "Given-s1");

  request_.delete_policy = DeletePolicy::keep_statistics;
  EXPECT_EQ(purge().counts, (Counts{{"due", 0}, {"purged", 0}, {"kept", 0}, {"tightened", 1}}));
  EXPECT_EQ(remains().front().user.first_name, "");
  EXPECT_EQ(remains().front().user.last_name, "s1");

  request_.delete_policy = DeletePolicy::keep_statistics_and_remove_primary_id;
  EXPECT_EQ(purge().counts["tightened"], 1);
  EXPECT_THAT(remains().front().user.last_name, testing::MatchesRegex("[0-9a-f]+"));
  EXPECT_NE(remains().front().user.last_name, remains().front().id);
  EXPECT_EQ(remains().front().user.user_group.value, "UNDERGRAD");

  request_.delete_policy = DeletePolicy::fully_remove;
  EXPECT_EQ(purge().counts["tightened"], 1);
  EXPECT_THAT(remains(), IsEmpty());
}

class RemovedTwice : public PurgeTest {
 protected:
  /// Somebody whom a purge removed, and who is in the store again.
  void come_back() {
    add({counted_leaver("zorba1"), counted_leaver("s2")});
    request_.guard.share = 1;
    request_.delete_policy = DeletePolicy::keep_fully_reportable;
    purge();
    add({counted_leaver("zorba1")});
  }
  void rename() {
    put("zorba1", [](User& user) { user.primary_id = "zorba2"; });
  }
  std::vector<std::string> kept() {
    std::vector<std::string> names;
    for (const Remains& left : remains()) names.push_back(left.user.last_name);
    return names;
  }
  void delete_by_hand(const std::string& id) {
    run_delete(*store_, {id, Force::no, DryRun::no, request_.traces, key(), {}}, now_);
  }
};

TEST_F(RemovedTwice, FullyRemoveLeavesNothingOfTheFirstTime) {
  come_back();
  delete_by_hand("zorba1");
  EXPECT_THAT(kept(), ElementsAre("Family-s2"));
}

TEST_F(RemovedTwice, FullyRemoveLeavesNothingUnderAFormerId) {
  come_back();
  rename();
  delete_by_hand("zorba2");
  EXPECT_THAT(kept(), ElementsAre("Family-s2"));
}

TEST_F(RemovedTwice, CountsOnceUnderAFormerId) {
  come_back();
  rename();
  request_.delete_policy = DeletePolicy::keep_statistics;
  purge();
  EXPECT_THAT(kept(), testing::UnorderedElementsAre("zorba2", "s2"));
}

TEST_F(RemovedTwice, IsKeptWhenTheFormerIdIsThePresentOne) {
  come_back();
  rename();
  put("zorba2", [](User& user) { user.primary_id = "zorba1"; });
  request_.delete_policy = DeletePolicy::keep_statistics;
  purge();
  EXPECT_THAT(kept(), testing::UnorderedElementsAre("zorba1", "s2"));
}

TEST_F(PurgeTest, ALooserPolicyBringsNothingBack) {
  add({counted_leaver("s1")});
  purge();
  const auto before = remains();
  request_.delete_policy = DeletePolicy::keep_fully_reportable;
  EXPECT_EQ(purge().counts.count("tightened"), 0U);
  EXPECT_EQ(remains(), before);
}

TEST_F(PurgeTest, APreviewTightensNothing) {
  add({counted_leaver("s1")});
  purge();
  request_.delete_policy = DeletePolicy::fully_remove;
  preview();
  EXPECT_EQ(remains().size(), 1U);
}

TEST_F(PurgeTest, ManyRemainsAreTightened) {
  std::vector<User> users;
  for (int i = 0; i < 1100; ++i) users.push_back(leaver("s" + std::to_string(i)));
  add(users);
  request_.guard.share = 1;
  purge();
  request_.delete_policy = DeletePolicy::fully_remove;
  EXPECT_EQ(purge().counts["tightened"], 1100);
  EXPECT_THAT(remains(), IsEmpty());
}

}  // namespace
}  // namespace roster::purge::test
