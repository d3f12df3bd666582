// When scheduled things run next, across days, restarts and clocks that are set.
#include "daemon/schedule/timetable.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/files.hpp"
#include "tests/users/temporary_directory.hpp"
#include "users/base/day.hpp"

namespace roster {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Time at(std::string_view text) { return parse_time(text).value(); }

class TimetableTest : public testing::Test {
 protected:
  std::filesystem::path file() const { return directory_.path() / "timetable"; }

  /// A process that begins now: it reads the file and hears what the configuration schedules.
  Timetable start(std::string_view now, std::vector<Timetable::Entry> entries) const {
    Timetable table(file());
    table.set(std::move(entries), find_zone("UTC"), at(now));
    return table;
  }

  static Timetable::Entry nightly(bool catch_up = true) {
    return {"synchronize SIS", parse_schedule("0 2 * * *"), catch_up, {}};
  }

  test::TemporaryDirectory directory_;
};

TEST_F(TimetableTest, AThingIsDueWhenItsTimeHasComeAndOnlyOnce) {
  Timetable table = start("2026-11-21T12:00:00Z", {nightly()});
  EXPECT_EQ(table.entries().front().next, at("2026-11-22T02:00:00Z"));
  EXPECT_THAT(table.take_due(at("2026-11-22T01:59:59Z")), IsEmpty());
  EXPECT_THAT(table.take_due(at("2026-11-22T02:00:00Z")), ElementsAre("synchronize SIS"));
  EXPECT_THAT(table.take_due(at("2026-11-22T02:00:00Z")), IsEmpty());
  EXPECT_EQ(table.entries().front().next, at("2026-11-23T02:00:00Z"));
}

TEST_F(TimetableTest, AMachineThatSleptRunsAThingOnce) {
  Timetable table = start("2026-11-21T12:00:00Z", {nightly()});
  EXPECT_THAT(table.take_due(at("2026-11-25T12:00:00Z")), ElementsAre("synchronize SIS"));
  EXPECT_THAT(table.take_due(at("2026-11-25T12:00:01Z")), IsEmpty());
}

TEST_F(TimetableTest, AMinuteIn2100DoesNotMakeItSleepTillThen) {
  Timetable table = start("2026-11-21T12:00:00Z", {nightly()});
  EXPECT_THAT(table.take_due(at("2100-01-01T00:00:00Z")), ElementsAre("synchronize SIS"));
  table.done("synchronize SIS");
  table.clock_stepped_back(at("2026-11-21T12:01:00Z"));
  EXPECT_EQ(table.entries().front().next, at("2026-11-22T02:00:00Z"));
}

TEST_F(TimetableTest, NorDoesOneThatStartsAfterIt) {
  start("2026-11-21T12:00:00Z", {nightly()}).take_due(at("2100-01-01T00:00:00Z"));
  Timetable table = start("2026-11-21T12:01:00Z", {nightly()});
  table.done("synchronize SIS");
  table.take_due(at("2026-11-21T12:01:00Z"));  // what was begun
  EXPECT_EQ(table.entries().front().next, at("2026-11-22T02:00:00Z"));
}

TEST_F(TimetableTest, AClockSetBackByAnHourRunsNothingTwice) {
  Timetable table = start("2026-11-21T12:00:00Z", {nightly()});
  table.take_due(at("2026-11-22T02:00:00Z"));
  table.done("synchronize SIS");
  table.clock_stepped_back(at("2026-11-22T01:30:00Z"));
  EXPECT_THAT(table.take_due(at("2026-11-22T02:00:00Z")), IsEmpty());
  EXPECT_EQ(table.entries().front().next, at("2026-11-23T02:00:00Z"));
}

TEST_F(TimetableTest, WhatWasPutOffIsTriedWhenTheClockIsSetBack) {
  Timetable table = start("2026-11-21T12:00:00Z", {nightly()});
  table.take_due(at("2100-01-01T02:00:00Z"));
  table.put_off("synchronize SIS", at("2100-01-01T02:01:00Z"));
  table.clock_stepped_back(at("2026-11-21T12:01:00Z"));
  EXPECT_THAT(table.take_due(at("2026-11-21T12:01:00Z")), ElementsAre("synchronize SIS"));
}

TEST_F(TimetableTest, ThingsByHandOrOnArrivalAreNeverDueByTheClock) {
  Timetable table =
      start("2026-11-21T12:00:00Z", {{"import SIS", parse_schedule("manual"), true, {}},
                                     {"synchronize SIS", parse_schedule("on_arrival"), true, {}}});
  EXPECT_THAT(table.take_due(at("2030-01-01T00:00:00Z")), IsEmpty());
  EXPECT_EQ(table.entries()[0].next, std::nullopt);
  EXPECT_EQ(table.entries()[1].next, std::nullopt);
}

TEST_F(TimetableTest, SeveralThingsAreDueInTheirOrder) {
  Timetable table =
      start("2026-11-21T12:00:00Z", {{"purge all", parse_schedule("0 2 * * *"), false, {}},
                                     nightly(),
                                     {"purge staff", parse_schedule("0 3 * * *"), false, {}}});
  EXPECT_THAT(table.take_due(at("2026-11-22T02:00:00Z")),
              ElementsAre("purge all", "synchronize SIS"));
  EXPECT_THAT(table.take_due(at("2026-11-22T03:00:00Z")), ElementsAre("purge staff"));
}

TEST_F(TimetableTest, ARunMissedWhileNobodyWasThereIsCaughtUpOnce) {
  start("2026-11-21T12:00:00Z", {nightly()});
  Timetable table = start("2026-11-24T08:00:00Z", {nightly()});
  EXPECT_THAT(table.take_due(at("2026-11-24T08:00:00Z")), ElementsAre("synchronize SIS"));
  EXPECT_EQ(table.entries().front().next, at("2026-11-25T02:00:00Z"));
  table.done("synchronize SIS");
  Timetable again = start("2026-11-24T09:00:00Z", {nightly()});
  EXPECT_THAT(again.take_due(at("2026-11-24T09:00:00Z")), IsEmpty());
}

TEST_F(TimetableTest, AThingThatDoesNotCatchUpWaitsForItsNextTime) {
  start("2026-11-21T12:00:00Z", {nightly(false)});
  Timetable table = start("2026-11-24T08:00:00Z", {nightly(false)});
  EXPECT_THAT(table.take_due(at("2026-11-24T08:00:00Z")), IsEmpty());
  EXPECT_EQ(table.entries().front().next, at("2026-11-25T02:00:00Z"));
}

TEST_F(TimetableTest, ANewThingHasMissedNothing) {
  Timetable table = start("2026-11-24T08:00:00Z", {nightly()});
  EXPECT_THAT(table.take_due(at("2026-11-24T08:00:00Z")), IsEmpty());
}

TEST_F(TimetableTest, ARestartBetweenTwoRunsRepeatsNothing) {
  Timetable before = start("2026-11-21T12:00:00Z", {nightly()});
  before.take_due(at("2026-11-22T02:00:30Z"));
  before.done("synchronize SIS");
  Timetable after = start("2026-11-22T02:00:40Z", {nightly()});
  EXPECT_THAT(after.take_due(at("2026-11-22T02:00:40Z")), IsEmpty());
}

TEST_F(TimetableTest, WhatWasBegunAndNotDoneIsDueAtTheNextStartWhetherItCatchesUpOrNot) {
  Timetable before = start("2026-11-21T12:00:00Z", {nightly(false)});
  before.take_due(at("2026-11-22T02:00:00Z"));
  Timetable after = start("2026-11-22T02:00:40Z", {nightly(false)});
  EXPECT_THAT(after.take_due(at("2026-11-22T02:00:40Z")), ElementsAre("synchronize SIS"));
  EXPECT_EQ(after.entries().front().next, at("2026-11-23T02:00:00Z"));
  after.done("synchronize SIS");
  Timetable last = start("2026-11-22T02:01:00Z", {nightly(false)});
  EXPECT_THAT(last.take_due(at("2026-11-22T02:01:00Z")), IsEmpty());
}

TEST_F(TimetableTest, WhatWasBegunIsForgottenWhenItIsScheduledNoMore) {
  Timetable before = start("2026-11-21T12:00:00Z", {nightly()});
  before.take_due(at("2026-11-22T02:00:00Z"));
  start("2026-11-22T02:00:40Z", {{"synchronize SIS", parse_schedule("manual"), true, {}}});
  Timetable after = start("2026-11-22T02:01:00Z", {nightly()});
  EXPECT_THAT(after.take_due(at("2026-11-22T02:01:00Z")), IsEmpty());
}

TEST_F(TimetableTest, WhatCouldNotBeBegunIsDueAgainLater) {
  Timetable table = start("2026-11-21T12:00:00Z", {nightly(false)});
  table.take_due(at("2026-11-22T02:00:00Z"));
  table.put_off("synchronize SIS", at("2026-11-22T02:01:00Z"));
  EXPECT_THAT(table.take_due(at("2026-11-22T02:00:59Z")), IsEmpty());
  EXPECT_THAT(table.take_due(at("2026-11-22T02:01:00Z")), ElementsAre("synchronize SIS"));
  EXPECT_EQ(table.entries().front().next, at("2026-11-23T02:00:00Z"));
}

TEST_F(TimetableTest, AClockSetBackRunsNothingTwice) {
  Timetable table = start("2026-11-21T12:00:00Z", {nightly()});
  table.take_due(at("2026-11-22T02:00:00Z"));
  EXPECT_THAT(table.take_due(at("2026-11-22T01:30:00Z")), IsEmpty());
  EXPECT_THAT(table.take_due(at("2026-11-22T02:00:00Z")), IsEmpty());
  table.done("synchronize SIS");
  Timetable restarted = start("2026-11-22T01:30:00Z", {nightly()});
  EXPECT_THAT(restarted.take_due(at("2026-11-22T02:00:00Z")), IsEmpty());
  EXPECT_THAT(restarted.take_due(at("2026-11-23T02:00:00Z")), ElementsAre("synchronize SIS"));
}

TEST_F(TimetableTest, AnotherScheduleTakesEffectAtOnce) {
  Timetable table = start("2026-11-21T12:00:00Z", {nightly()});
  table.set({{"synchronize SIS", parse_schedule("30 13 * * *"), true, {}}},
            find_zone("Europe/Oslo"), at("2026-11-21T12:10:00Z"));
  EXPECT_EQ(table.entries().front().next, at("2026-11-21T12:30:00Z"));
}

TEST_F(TimetableTest, AScheduleThatIsEditedHasMissedNothing) {
  Timetable table = start("2026-11-21T01:00:00Z", {nightly()});
  EXPECT_THAT(table.take_due(at("2026-11-21T02:00:00Z")), ElementsAre("synchronize SIS"));
  table.set({{"synchronize SIS", parse_schedule("0 9 * * *"), true, {}}}, find_zone("UTC"),
            at("2026-11-21T10:00:00Z"));
  EXPECT_THAT(table.take_due(at("2026-11-21T10:00:00Z")), IsEmpty());
  EXPECT_THAT(table.take_due(at("2026-11-22T09:00:00Z")), ElementsAre("synchronize SIS"));
}

TEST_F(TimetableTest, AThingThatIsDueJustNowIsNotLostByAnEditOfOthers) {
  Timetable table = start("2026-11-21T12:00:00Z", {nightly(false)});
  table.set({nightly(false), {"purge all", parse_schedule("0 3 * * *"), false, {}}},
            find_zone("UTC"), at("2026-11-22T02:00:00Z"));
  EXPECT_THAT(table.take_due(at("2026-11-22T02:00:00Z")), ElementsAre("synchronize SIS"));
}

TEST_F(TimetableTest, WhatWasServedIsALineEach) {
  Timetable table = start("2026-11-21T12:00:00Z",
                          {nightly(), {"purge all users", parse_schedule("@monthly"), false, {}}});
  table.take_due(at("2026-11-22T02:00:00Z"));
  EXPECT_EQ(test::read_file(file()),
            "2026-11-21T12:00:00Z purge all users\n2026-11-22T02:00:00Z synchronize SIS\n"
            "begun synchronize SIS\n");
  table.done("synchronize SIS");
  EXPECT_EQ(test::read_file(file()),
            "2026-11-21T12:00:00Z purge all users\n2026-11-22T02:00:00Z synchronize SIS\n");
}

TEST_F(TimetableTest, ADamagedFileIsReadAsFarAsItMakesSense) {
  test::write_file(file(),
                   "nonsense\nsoon synchronize SIS\n\n2026-11-21T02:00:00Z purge all users\n");
  Timetable table = start("2026-11-24T08:00:00Z",
                          {nightly(), {"purge all users", parse_schedule("0 2 * * *"), true, {}}});
  EXPECT_THAT(table.take_due(at("2026-11-24T08:00:00Z")), ElementsAre("purge all users"));
}

TEST_F(TimetableTest, WithoutAPlaceForItsFileItWorksUntilTheNextStart) {
  Timetable table(directory_.path() / "gone" / "timetable");
  table.set({nightly()}, find_zone("UTC"), at("2026-11-21T12:00:00Z"));
  EXPECT_THAT(table.take_due(at("2026-11-22T02:00:00Z")), ElementsAre("synchronize SIS"));
}

}  // namespace
}  // namespace roster
