#include "purge/policy.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "users/base/day.hpp"

namespace roster::purge {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Day day(std::string_view text) { return *parse_day(text); }

User student(std::string_view purge_date) {
  User user;
  user.record_type = {"PUBLIC", ""};
  user.user_group = {"UNDERGRAD", ""};
  if (!purge_date.empty()) user.purge_date = day(purge_date);
  return user;
}

bool is_due(std::string_view purge_date, int days_after, std::string_view today) {
  Policy policy;
  policy.days_after_purge_date = days_after;
  return reasons_not_due(student(purge_date), policy, day(today)).empty();
}

TEST(WhoIsDue, WithoutDaysOnThePurgeDateItself) {
  EXPECT_FALSE(is_due("2026-12-20", 0, "2026-12-19"));
  EXPECT_TRUE(is_due("2026-12-20", 0, "2026-12-20"));
  EXPECT_TRUE(is_due("2026-12-20", 0, "2027-12-20"));
}

TEST(WhoIsDue, WithTenDaysOnTwentyDecemberThoseBeforeTheTenth) {
  EXPECT_TRUE(is_due("2026-12-09", 10, "2026-12-20"));
  EXPECT_FALSE(is_due("2026-12-10", 10, "2026-12-20"));
  EXPECT_FALSE(is_due("2026-12-11", 10, "2026-12-20"));
}

TEST(WhoIsDue, WithOneDayThoseBeforeYesterday) {
  EXPECT_TRUE(is_due("2026-12-18", 1, "2026-12-20"));
  EXPECT_FALSE(is_due("2026-12-19", 1, "2026-12-20"));
}

TEST(WhoIsDue, NeverWithoutAPurgeDate) {
  EXPECT_FALSE(is_due("", 0, "2026-12-20"));
  EXPECT_THAT(reasons_not_due(student(""), {}, day("2026-12-20")), ElementsAre("no_purge_date"));
}

TEST(WhoIsDue, OnlyOfTheJobsRecordTypeAndGroup) {
  Policy policy;
  policy.record_type = "STAFF";
  policy.user_group = "FACULTY";
  EXPECT_THAT(reasons_not_due(student("2027-06-30"), policy, day("2026-12-20")),
              ElementsAre("record_type:PUBLIC", "user_group:UNDERGRAD", "purge_date:2027-06-30"));
  policy.record_type = "PUBLIC";
  policy.user_group = "UNDERGRAD";
  EXPECT_THAT(reasons_not_due(student("2026-06-30"), policy, day("2026-12-20")), IsEmpty());
}

TEST(WhoIsDue, IsAskedOfTheStoreInTheSameWords) {
  Policy policy;
  policy.days_after_purge_date = 10;
  policy.user_group = "UNDERGRAD";
  const UserFilter filter = due(policy, day("2026-12-20"));
  EXPECT_EQ(filter.due_by, day("2026-12-09"));
  EXPECT_EQ(filter.user_group, "UNDERGRAD");
  EXPECT_EQ(filter.record_type, std::nullopt);
  EXPECT_EQ(filter.limit, std::nullopt);
  EXPECT_EQ(looked_at(policy).due_by, std::nullopt);
}

}  // namespace
}  // namespace roster::purge
