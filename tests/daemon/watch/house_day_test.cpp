// Housekeeping's own day, under clocks that jump.
#include "daemon/watch/house_day.hpp"

#include <gtest/gtest.h>

#include "tests/users/temporary_directory.hpp"
#include "users/base/day.hpp"

namespace roster {
namespace {

using std::chrono::hours;

Time at(const char* text) { return parse_time(text).value(); }

class HouseDayTest : public testing::Test {
 protected:
  /// A process that begins, makes its daily run, and ends.
  std::string run(const char* now) {
    return format_time(HouseDay(directory_.path() / "house_day").move(at(now)));
  }

  test::TemporaryDirectory directory_;
};

TEST_F(HouseDayTest, FollowsTheClockFromDayToDay) {
  EXPECT_EQ(run("2026-11-22T03:00:00Z"), "2026-11-22T03:00:00Z");
  EXPECT_EQ(run("2026-11-23T03:00:00Z"), "2026-11-23T03:00:00Z");
  EXPECT_EQ(run("2026-11-24T02:00:00Z"), "2026-11-24T02:00:00Z");
}

TEST_F(HouseDayTest, AMinuteIn2100IsWorthTwoDaysAtMost) {
  run("2026-11-22T03:00:00Z");
  EXPECT_EQ(run("2100-01-01T00:00:00Z"), "2026-11-24T03:00:00Z");
  for (int restarts = 0; restarts < 100; ++restarts)
    EXPECT_EQ(run("2100-01-01T00:01:00Z"), "2026-11-24T03:00:00Z");
  EXPECT_EQ(run("2026-11-22T03:02:00Z"), "2026-11-22T03:02:00Z") << "the clock is right again";
}

TEST_F(HouseDayTest, FifteenDaysOffAreCaughtUpInFifteenRuns) {
  run("2026-11-01T03:00:00Z");
  HouseDay day(directory_.path() / "house_day");
  Time now = at("2026-11-17T03:00:00Z");  // a run was due on each of 15 days before
  int runs = 0;
  for (; runs < 30 && day.move(now) < now; now += hours(24)) ++runs;
  EXPECT_EQ(runs, 14) << "the fifteenth has caught up";
}

TEST_F(HouseDayTest, MovesOnceADayHoweverOftenItIsAsked) {
  run("2026-11-01T03:00:00Z");
  run("2026-11-20T03:00:00Z");
  EXPECT_EQ(run("2026-11-20T22:59:59Z"), "2026-11-03T03:00:00Z");
  EXPECT_EQ(run("2026-11-20T23:00:00Z"), "2026-11-05T03:00:00Z");
}

TEST_F(HouseDayTest, IsThePresentWhereNothingIsKnown) {
  const HouseDay day(directory_.path() / "nowhere" / "house_day");
  EXPECT_EQ(day.present(at("2026-11-22T03:00:00Z")), at("2026-11-22T03:00:00Z"));
  EXPECT_FALSE(day.moved());
}

}  // namespace
}  // namespace roster
