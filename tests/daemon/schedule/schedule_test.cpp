#include "daemon/schedule/schedule.hpp"

#include <date/tz.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "users/base/day.hpp"

namespace roster {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

Time utc(std::string_view text) { return parse_time(text).value(); }

/// The next `count` runs after a moment, as the clocks of the zone show them.
std::vector<std::string> runs(std::string_view schedule, std::string_view zone_name,
                              std::string_view after, int count) {
  const Schedule parsed = parse_schedule(schedule);
  const auto& zone = find_zone(zone_name);
  std::vector<std::string> result;
  auto run = next_run(parsed, zone, utc(after));
  for (; run && count > 0; --count, run = next_run(parsed, zone, *run)) {
    result.push_back(format_local(zone, *run));
  }
  return result;
}

std::string complaint(std::string_view schedule) {
  try {
    parse_schedule(schedule);
    return "";
  } catch (const BadSchedule& error) {
    return error.what();
  }
}

using Runs = std::vector<std::string>;

TEST(Schedule, RunsEveryNightAtTheGivenTime) {
  EXPECT_EQ(runs("30 2 * * *", "Europe/Oslo", "2026-11-22T02:00:00Z", 2),
            (Runs{"2026-11-23 02:30 CET", "2026-11-24 02:30 CET"}));
}

TEST(Schedule, TheNextRunIsAfterTheMomentNotAtIt) {
  EXPECT_EQ(runs("0 2 * * *", "UTC", "2026-11-22T02:00:00Z", 1), Runs{"2026-11-23 02:00 UTC"});
  EXPECT_EQ(runs("0 2 * * *", "UTC", "2026-11-22T01:59:59Z", 1), Runs{"2026-11-22 02:00 UTC"});
  EXPECT_EQ(runs("* * * * *", "UTC", "2026-11-22T02:00:30Z", 1), Runs{"2026-11-22 02:01 UTC"});
}

TEST(Schedule, NamesListsRangesAndSteps) {
  EXPECT_EQ(parse_schedule("0 2 * jan,JUL mon-Fri"), parse_schedule("0 2 * 1,7 1-5"));
  EXPECT_EQ(parse_schedule("*/20 8-18/5 * * *"), parse_schedule("0,20,40 8,13,18 * * *"));
  EXPECT_EQ(parse_schedule("0 2 * * 7"), parse_schedule("0 2 * * SUN"));
  EXPECT_EQ(parse_schedule("0 2 * * 5-7"), parse_schedule("0 2 * * 0,5,6"));
  EXPECT_EQ(parse_schedule("0 2 * * SAT-SUN"), parse_schedule("0 2 * * 6,0"));
  EXPECT_EQ(parse_schedule("  0  2 *   * * "), parse_schedule("0 2 * * *"));
}

TEST(Schedule, ShortNamesStandForCronExpressions) {
  EXPECT_EQ(parse_schedule("@hourly"), parse_schedule("0 * * * *"));
  EXPECT_EQ(parse_schedule("@daily"), parse_schedule("0 0 * * *"));
  EXPECT_EQ(parse_schedule("@weekly"), parse_schedule("0 0 * * SUN"));
  EXPECT_EQ(parse_schedule("@monthly"), parse_schedule("0 0 1 * *"));
}

TEST(Schedule, ManualAndOnArrivalHaveNoNextRun) {
  for (const auto* text : {"manual", "on_arrival"}) {
    const auto& zone = find_zone("UTC");
    EXPECT_EQ(next_run(parse_schedule(text), zone, utc("2026-01-01T00:00:00Z")), std::nullopt);
    EXPECT_EQ(previous_run(parse_schedule(text), zone, utc("2026-01-01T00:00:00Z")), std::nullopt);
  }
  EXPECT_EQ(parse_schedule("on_arrival").kind, Schedule::Kind::on_arrival);
}

TEST(Schedule, TheLastDayOfTheMonth) {
  EXPECT_EQ(runs("0 1 L * *", "UTC", "2027-12-31T02:00:00Z", 4),
            (Runs{"2028-01-31 01:00 UTC", "2028-02-29 01:00 UTC", "2028-03-31 01:00 UTC",
                  "2028-04-30 01:00 UTC"}));
  EXPECT_EQ(runs("0 1 15,L 2 *", "UTC", "2026-01-01T00:00:00Z", 3),
            (Runs{"2026-02-15 01:00 UTC", "2026-02-28 01:00 UTC", "2027-02-15 01:00 UTC"}));
}

TEST(Schedule, Day31SkipsShorterMonths) {
  EXPECT_EQ(runs("0 1 31 * *", "UTC", "2026-03-31T01:00:00Z", 3),
            (Runs{"2026-05-31 01:00 UTC", "2026-07-31 01:00 UTC", "2026-08-31 01:00 UTC"}));
}

TEST(Schedule, TheLeapDayComesBackAfterFourOrEightYears) {
  EXPECT_EQ(runs("0 2 29 2 *", "UTC", "2092-01-01T00:00:00Z", 3),
            (Runs{"2092-02-29 02:00 UTC", "2096-02-29 02:00 UTC", "2104-02-29 02:00 UTC"}));
}

TEST(Schedule, ALeapDayThatMustAlsoBeASundayIsFound) {
  EXPECT_EQ(runs("0 2 29 2 */7", "UTC", "2088-03-01T00:00:00Z", 2),
            (Runs{"2128-02-29 02:00 UTC", "2156-02-29 02:00 UTC"}));
}

TEST(Schedule, DayAndWeekdayBothGivenMeansEitherOne) {
  EXPECT_EQ(runs("0 3 1 * MON", "UTC", "2026-11-30T04:00:00Z", 3),
            (Runs{"2026-12-01 03:00 UTC", "2026-12-07 03:00 UTC", "2026-12-14 03:00 UTC"}));
}

TEST(Schedule, AFieldThatBeginsWithAStarDoesNotCountAsGiven) {
  // Mondays with an odd number.
  EXPECT_EQ(runs("0 3 */2 * MON", "UTC", "2026-11-30T04:00:00Z", 3),
            (Runs{"2026-12-07 03:00 UTC", "2026-12-21 03:00 UTC", "2027-01-11 03:00 UTC"}));
}

TEST(Schedule, ATimeSkippedByDaylightSavingRunsOnceRightAfterTheGap) {
  EXPECT_EQ(runs("30 2 * * *", "Europe/Paris", "2026-03-28T02:00:00Z", 2),
            (Runs{"2026-03-29 03:00 CEST", "2026-03-30 02:30 CEST"}));
  EXPECT_EQ(runs("*/10 2 * * *", "Europe/Paris", "2026-03-28T01:50:00Z", 2),
            (Runs{"2026-03-29 03:00 CEST", "2026-03-30 02:00 CEST"}));
}

TEST(Schedule, ATimeShownTwiceRunsTheFirstTimeOnly) {
  EXPECT_EQ(runs("30 2 * * *", "Europe/Paris", "2026-10-24T02:00:00Z", 2),
            (Runs{"2026-10-25 02:30 CEST", "2026-10-26 02:30 CET"}));
  EXPECT_EQ(runs("30 2 * * *", "Europe/Paris", "2026-10-25T01:10:00Z", 1),
            Runs{"2026-10-26 02:30 CET"});
}

TEST(Schedule, EveryHalfHourMeansEveryRealHalfHour) {
  EXPECT_EQ(runs("*/30 * * * *", "Europe/Paris", "2026-10-24T23:30:00Z", 6),
            (Runs{"2026-10-25 02:00 CEST", "2026-10-25 02:30 CEST", "2026-10-25 02:00 CET",
                  "2026-10-25 02:30 CET", "2026-10-25 03:00 CET", "2026-10-25 03:30 CET"}));
  EXPECT_EQ(runs("*/30 * * * *", "Europe/Paris", "2026-03-29T00:00:00Z", 3),
            (Runs{"2026-03-29 01:30 CET", "2026-03-29 03:00 CEST", "2026-03-29 03:30 CEST"}));
  EXPECT_EQ(runs("@hourly", "Europe/Paris", "2026-03-28T23:30:00Z", 3),
            (Runs{"2026-03-29 01:00 CET", "2026-03-29 03:00 CEST", "2026-03-29 04:00 CEST"}));
}

TEST(Schedule, AMidnightThatDoesNotExistRunsAtOne) {
  EXPECT_EQ(runs("0 0 * * *", "Africa/Cairo", "2026-04-23T12:00:00Z", 2),
            (Runs{"2026-04-24 01:00 EEST", "2026-04-25 00:00 EEST"}));
}

TEST(Schedule, ADayThatDoesNotExistRunsAtTheStartOfTheNext) {
  // Samoa went from 29 to 31 December 2011.
  EXPECT_EQ(runs("0 2 30 12 *", "Pacific/Apia", "2011-12-29T00:00:00Z", 1).front().substr(0, 16),
            "2011-12-31 00:00");
}

TEST(Schedule, ThePreviousRunTellsWhatWasMissed) {
  const auto& oslo = find_zone("Europe/Oslo");
  const auto previous = [&](std::string_view schedule, std::string_view at) {
    const auto run = previous_run(parse_schedule(schedule), oslo, utc(at));
    return run ? format_local(oslo, *run) : "none";
  };
  EXPECT_EQ(previous("0 2 * * *", "2026-11-22T08:00:00Z"), "2026-11-22 02:00 CET");
  EXPECT_EQ(previous("0 2 * * *", "2026-11-22T01:00:00Z"), "2026-11-22 02:00 CET");
  EXPECT_EQ(previous("0 2 * * *", "2026-11-22T00:59:59Z"), "2026-11-21 02:00 CET");
  EXPECT_EQ(previous("0 2 29 2 *", "2027-01-01T00:00:00Z"), "2024-02-29 02:00 CET");
  EXPECT_EQ(previous("30 2 * * *", "2026-10-25T01:10:00Z"), "2026-10-25 02:30 CEST");
  EXPECT_EQ(previous("30 2 * * *", "2026-03-29T12:00:00Z"), "2026-03-29 03:00 CEST");
}

TEST(Schedule, TodayIsTheDayInTheZone) {
  EXPECT_EQ(format_day(local_day(find_zone("Europe/Oslo"), utc("2026-11-22T23:30:00Z"))),
            "2026-11-23");
  EXPECT_EQ(format_day(local_day(find_zone("America/New_York"), utc("2026-11-22T03:00:00Z"))),
            "2026-11-21");
}

TEST(Schedule, AnUnknownZoneIsRefused) {
  EXPECT_THROW(find_zone("Europe/Atlantis"), std::runtime_error);
  EXPECT_THROW(find_zone(""), std::runtime_error);
  EXPECT_THROW(find_zone("../../etc/passwd"), std::runtime_error);
}

TEST(Schedule, ComplaintsSayWhatIsWrong) {
  EXPECT_EQ(complaint("0 25 * * *"), "hour 25 is not between 0 and 23");
  EXPECT_EQ(complaint("60 2 * * *"), "minute 60 is not between 0 and 59");
  EXPECT_EQ(complaint("0 2 0 * *"), "day of the month 0 is not between 1 and 31");
  EXPECT_EQ(complaint("0 2 * 13 *"), "month 13 is not between 1 and 12");
  EXPECT_EQ(complaint("0 2 * MON *"), "'MON' is not a valid month");
  EXPECT_EQ(complaint("0 2 * * 8"), "weekday 8 is not between 0 and 7");
  EXPECT_EQ(complaint("0 2 -1 * *"), "'' is not a valid day of the month");
  EXPECT_EQ(complaint("0 2 * * FRI-MON"), "the range 'FRI-MON' is reversed");
  EXPECT_EQ(complaint("0,,5 2 * * *"), "'' is not a valid minute");
  EXPECT_EQ(complaint("1-2-3 2 * * *"), "'1-2-3' is not a valid minute");
  EXPECT_EQ(complaint("*/0 2 * * *"), "'0' is not a valid step for the minute (1 to 59)");
  EXPECT_EQ(complaint("*/90 * * * *"), "'90' is not a valid step for the minute (1 to 59)");
  EXPECT_EQ(complaint("5/10 * * * *"), "'5/10' needs a range before the step, as in */10");
  EXPECT_EQ(complaint("99999999999 2 * * *"), "'99999999999' is not a valid minute");
  EXPECT_EQ(complaint("0 2 L-3 * *"), "'L' is not a valid day of the month");
  EXPECT_EQ(complaint("0 2 30 2 *"), "'0 2 30 2 *' never fires: there is no such day");
  EXPECT_EQ(complaint("0 2 31 4,6,9,11 */2"),
            "'0 2 31 4,6,9,11 */2' never fires: there is no such day");
  EXPECT_EQ(complaint("0 2 30 2 MON"), "");
  EXPECT_EQ(complaint("0 2 L 2 *"), "");
  EXPECT_EQ(complaint("daily"),
            "'daily' is not a schedule: manual, on_arrival, @hourly, @daily, @weekly, @monthly or "
            "five fields (minute hour day month weekday)");
  EXPECT_EQ(complaint(std::string(300, '0')), "a schedule has at most 200 characters");
}

// ---- every slot exactly once ---------------------------------------------------------------

/// When the clocks first show each full hour (or, where they skip it, first show a later time),
/// found by watching them every quarter of an hour. No arithmetic of schedules is used.
std::vector<Time> watched_hours(const date::time_zone& zone, date::local_days first,
                                date::local_days last) {
  std::vector<Time> result;
  Time now{first.time_since_epoch() - hours{48}};
  for (auto slot = date::local_seconds{first}; slot < last; slot += hours{1}) {
    while (zone.to_local(now) < slot) now += minutes{15};
    result.push_back(now);
  }
  return result;
}

class EverySlot : public testing::TestWithParam<const char*> {
 protected:
  const date::time_zone& zone() const { return find_zone(GetParam()); }
};

TEST_P(EverySlot, RunsExactlyOnce) {
  using namespace date::literals;
  const auto expected =
      watched_hours(zone(), date::local_days{2020_y / 1 / 1}, date::local_days{2041_y / 1 / 1});
  for (unsigned hour = 0; hour < 24; ++hour) {
    const Schedule schedule = parse_schedule("0 " + std::to_string(hour) + " * * *");
    Time now = expected.front() - minutes{1};
    for (std::size_t slot = hour; slot < expected.size(); slot += 24) {
      const auto run = next_run(schedule, zone(), now);
      ASSERT_EQ(run, expected[slot]) << format_local(zone(), expected[slot]);
      now = *run;
    }
  }
}

TEST_P(EverySlot, IsThePreviousRunUntilTheNext) {
  for (const auto* text : {"0 2 * * *", "30 0,12 L * *", "*/30 * * * *"}) {
    const Schedule schedule = parse_schedule(text);
    Time now = utc("2026-01-01T00:00:00Z");
    for (const Time end = utc("2028-01-01T00:00:00Z"); now < end; now += hours{331}) {
      const Time next = next_run(schedule, zone(), now).value();
      const Time previous = previous_run(schedule, zone(), now).value();
      ASSERT_LE(previous, now);
      ASSERT_EQ(next_run(schedule, zone(), previous), next);
      ASSERT_EQ(previous_run(schedule, zone(), next), next);
      ASSERT_EQ(previous_run(schedule, zone(), next - std::chrono::seconds{1}), previous);
    }
  }
}

TEST_P(EverySlot, HalfHoursAreHalfAnHourApart) {
  const Schedule schedule = parse_schedule("*/30 * * * *");
  Time now = next_run(schedule, zone(), utc("2026-01-01T00:00:00Z")).value();
  for (const Time end = utc("2028-01-01T00:00:00Z"); now < end; now += minutes{30}) {
    ASSERT_EQ(next_run(schedule, zone(), now), now + minutes{30}) << format_local(zone(), now);
  }
}

INSTANTIATE_TEST_SUITE_P(Zones, EverySlot,
                         testing::Values("UTC", "Europe/Oslo", "Europe/Paris", "America/New_York",
                                         "America/Sao_Paulo", "America/Santiago",
                                         "Australia/Lord_Howe", "Pacific/Apia", "Africa/Cairo",
                                         "Africa/Casablanca", "Asia/Kathmandu", "Asia/Tehran"),
                         [](const auto& zone) {
                           std::string name = zone.param;
                           for (char& c : name) {
                             if (c == '/') c = '_';
                           }
                           return name;
                         });

}  // namespace
}  // namespace roster
