// A clock that is set is noticed, one that goes on is not.
#include "daemon/service/clock_watch.hpp"

#include <gtest/gtest.h>

#include "users/base/day.hpp"

namespace roster {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

class ClockWatchTest : public testing::Test {
 protected:
  std::optional<ClockStep> look(Seconds after, Seconds since_boot) {
    return watch_.look(start_ + after, since_boot);
  }

  Time start_ = parse_time("2026-11-22T12:00:00Z").value();
  ClockWatch watch_;
};

TEST_F(ClockWatchTest, AClockThatGoesOnIsNoNews) {
  EXPECT_FALSE(look(seconds(0), hours(5)));
  EXPECT_FALSE(look(seconds(1), hours(5) + seconds(1)));
  EXPECT_FALSE(look(hours(1000), hours(1005))) << "the machine was asleep";
}

TEST_F(ClockWatchTest, AFewSecondsAreNoNews) {
  look(seconds(0), seconds(0));
  EXPECT_FALSE(look(seconds(11), seconds(1)));
  EXPECT_FALSE(look(seconds(2), seconds(2)));
}

TEST_F(ClockWatchTest, AStepForwardAndBackIsSaid) {
  look(seconds(0), seconds(0));
  const auto forward = look(hours(48), seconds(1));
  ASSERT_TRUE(forward);
  EXPECT_EQ(forward->from, start_ + seconds(1));
  EXPECT_EQ(forward->to, start_ + hours(48));
  EXPECT_FALSE(forward->is_back());
  EXPECT_TRUE(forward->is_large());
  const auto back = look(seconds(60), seconds(60));
  ASSERT_TRUE(back);
  EXPECT_TRUE(back->is_back());
  EXPECT_TRUE(back->is_large());
}

TEST_F(ClockWatchTest, AnHourIsNoLargeStep) {
  look(seconds(0), seconds(0));
  EXPECT_FALSE(look(hours(-1), seconds(1))->is_large());
}

}  // namespace
}  // namespace roster
