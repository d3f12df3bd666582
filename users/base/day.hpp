// Days and times as text: the calendar arithmetic every layer shares. No clock is read here.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace roster {

/// A calendar day without a zone. Feeds carry `2027-06-30Z`; the suffix is dropped, not converted.
using Day = std::chrono::sys_days;

/// A moment, to the second, in UTC.
using Time = std::chrono::sys_seconds;

/// A clock that is never set, by which lengths of time are measured. Libraries are handed one.
using SteadyClock = std::chrono::nanoseconds (*)();

/// What a job is told about the present: `today` is the day in the configured time zone.
struct Now {
  Time time;
  Day today;
  SteadyClock steady = nullptr;  // none: no time passes
};

/// A length of time as configurations write it: 90s, 10m, 24h, 30d, 2w.
using Seconds = std::chrono::seconds;

/// `2027-06-30`.
std::string format_day(Day day);

/// Reads `YYYY-MM-DD` alone; nothing when it is not a day of the calendar in years 1 to 9999.
std::optional<Day> parse_day(std::string_view text);

/// The first and the last day that are written and read; what lies beyond is never.
inline constexpr Day kFirstDay = Day(std::chrono::year(1) / 1 / 1);
inline constexpr Day kLastDay = Day(std::chrono::year(9999) / 12 / 31);

/// The day so many days later (not negative), or nothing when it lies past kLastDay.
std::optional<Day> days_after(Day day, int days);

/// `2026-11-22T02:00:01Z`.
std::string format_time(Time time);

/// Reads the form of format_time.
std::optional<Time> parse_time(std::string_view text);

}  // namespace roster
