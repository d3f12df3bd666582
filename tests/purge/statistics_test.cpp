#include "purge/statistics.hpp"

#include "tests/purge/purge_fixture.hpp"

namespace roster::purge::test {
namespace {

User lawyer(User user) {
  user.user_statistics.push_back({Segment::external, {"LAW", "Law"}, {"FACULTY", ""}, "first"});
  user.user_statistics.push_back({Segment::internal, {"LAW", "Law"}, {"FACULTY", ""}, "again"});
  return user;
}

TEST_F(PurgeTest, StatisticsCountThePresentAndThePurged) {
  User staff = stayer("s3");
  staff.user_group = {"STAFF", ""};
  staff.record_type = {"STAFF", ""};
  add({lawyer(leaver("s1")), lawyer(stayer("s2")), staff});
  purge();
  const Statistics counted = count_statistics(*store_->begin(Access::read), key());
  EXPECT_EQ(counted.all, (Tally{2, 1}));
  EXPECT_EQ(counted.by_user_group,
            (std::map<std::string, Tally>{{"STAFF", {1, 0}}, {"UNDERGRAD", {1, 1}}}));
  EXPECT_EQ(counted.by_record_type,
            (std::map<std::string, Tally>{{"PUBLIC", {1, 1}}, {"STAFF", {1, 0}}}));
  ASSERT_EQ(counted.by_category.size(), 1U);
  EXPECT_EQ(counted.by_category.at({"FACULTY", "LAW"}), (Tally{1, 1}));
}

TEST_F(PurgeTest, StatisticsCountPeopleNotPurges) {
  add({leaver("s1"), leaver("s2")});
  purge();
  add({leaver("S1")});
  purge();
  EXPECT_EQ(count_statistics(*store_->begin(Access::read), key()).all, (Tally{0, 2}));
  add({stayer("s2")});
  EXPECT_EQ(count_statistics(*store_->begin(Access::read), key()).all, (Tally{1, 1}));
}

TEST_F(PurgeTest, StatisticsForgetTheFullyRemoved) {
  add({leaver("s1"), stayer("s2")});
  request_.delete_policy = DeletePolicy::fully_remove;
  purge();
  EXPECT_EQ(count_statistics(*store_->begin(Access::read), key()).all, (Tally{1, 0}));
}

}  // namespace
}  // namespace roster::purge::test
