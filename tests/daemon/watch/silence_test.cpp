// Nothing came: told once, daily while it lasts, and when it is over. Time is the test's own.
#include "daemon/watch/silence.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/users/temporary_directory.hpp"
#include "users/base/day.hpp"

namespace roster {
namespace {

using std::chrono::hours;
using testing::ElementsAre;
using testing::IsEmpty;

class Silence : public testing::Test {
 protected:
  Silence() { restart(); }

  /// What is told so many hours after the daemon's start, the profile being loaded at `loaded`.
  std::vector<std::string> told(int hour, std::optional<int> loaded) {
    Survey survey{.now = {start_ + hours(hour), {}}};
    Survey::Feed feed{.name = "SIS", .job = 1, .silent_after = Seconds(hours(36))};
    if (loaded) feed.last = feed.applied = start_ + hours(*loaded);
    survey.profiles.push_back(feed);
    survey.sources.push_back({.name = "SIS"});  // may be silent for ever
    watch_->complete(survey);
    std::vector<std::string> texts;
    for (const SilenceWatch::News& news : watch_->look(survey))
      texts.push_back(news.name +
                      (news.what == SilenceWatch::News::What::over ? " over" : " silent"));
    return texts;
  }

  void restart() { watch_.emplace(directory_.path() / kSilence); }

  test::TemporaryDirectory directory_;
  Time start_ = parse_time("2026-11-22T12:00:00Z").value();
  std::optional<SilenceWatch> watch_;
};

TEST_F(Silence, IsNewsOnceItLastsTooLong) {
  EXPECT_THAT(told(0, -30), IsEmpty());
  EXPECT_THAT(told(6, -30), IsEmpty()) << "36 hours, to the second";
  EXPECT_THAT(told(7, -30), ElementsAre("SIS silent"));
}

TEST_F(Silence, IsToldAgainDailyUntilSomethingComes) {
  EXPECT_THAT(told(0, -100), ElementsAre("SIS silent"));
  EXPECT_THAT(told(23, -100), IsEmpty());
  EXPECT_THAT(told(24, -100), ElementsAre("SIS silent"));
  EXPECT_THAT(told(25, 25), ElementsAre("SIS over"));
  EXPECT_THAT(told(26, 25), IsEmpty());
}

TEST_F(Silence, OfAFeedThatNeverCameCountsFromWhenItWasFirstWaitedFor) {
  EXPECT_THAT(told(0, {}), IsEmpty());
  EXPECT_THAT(told(36, {}), IsEmpty());
  EXPECT_THAT(told(37, {}), ElementsAre("SIS silent"));
}

TEST_F(Silence, IsNotForgottenByARestart) {
  EXPECT_THAT(told(0, {}), IsEmpty());
  restart();
  EXPECT_THAT(told(37, {}), ElementsAre("SIS silent"));
  restart();
  EXPECT_THAT(told(38, {}), IsEmpty()) << "told already";
  EXPECT_THAT(told(61, {}), ElementsAre("SIS silent"));
  restart();
  EXPECT_THAT(told(62, 62), ElementsAre("SIS over"));
}

TEST_F(Silence, IsNotBrokenByALoadFromTheFuture) {
  EXPECT_THAT(told(0, 24 * 365 * 70), IsEmpty());
  EXPECT_THAT(told(40, 24 * 365 * 70), ElementsAre("SIS silent"));
}

}  // namespace
}  // namespace roster
