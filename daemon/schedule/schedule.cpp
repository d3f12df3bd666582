#include "daemon/schedule/schedule.hpp"

#include <date/tz.h>

#include <string>

namespace roster {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using LocalMinute = date::local_time<minutes>;

// 29 February on a given weekday recurs after at most 40 years (over 2100).
constexpr date::days kHorizon{41 * 366};

bool day_fits(const Schedule& schedule, date::local_days day) {
  const date::year_month_day ymd{day};
  if (!schedule.months[static_cast<unsigned>(ymd.month())]) return false;
  const unsigned number = static_cast<unsigned>(ymd.day());
  const bool last = ymd == date::year_month_day{ymd.year() / ymd.month() / date::last};
  const bool month_day = schedule.month_days[number] || (last && schedule.month_days[0]);
  const bool weekday = schedule.weekdays[date::weekday{day}.c_encoding()];
  return schedule.days == Schedule::Days::fit_either ? month_day || weekday : month_day && weekday;
}

/// The first matching minute of a day at or after `from`.
std::optional<minutes> next_minute(const Schedule& schedule, minutes from) {
  for (auto hour = static_cast<unsigned>(from.count() / 60); hour < 24; ++hour) {
    if (!schedule.hours[hour]) continue;
    const bool first = hour == from.count() / 60;
    for (auto minute = first ? static_cast<unsigned>(from.count() % 60) : 0U; minute < 60;
         ++minute) {
      if (schedule.minutes[minute]) return minutes{hour * 60 + minute};
    }
  }
  return std::nullopt;
}

/// The first local time at or after `from` that matches the fields, ignoring changes of the clock.
std::optional<LocalMinute> next_nominal(const Schedule& schedule, LocalMinute from) {
  const auto first = date::floor<date::days>(from);
  for (auto day = first; day < first + kHorizon; day += date::days{1}) {
    if (!day_fits(schedule, day)) continue;
    const auto start = day == first ? minutes{from - first} : minutes{0};
    if (const auto minute = next_minute(schedule, start)) return day + *minute;
  }
  return std::nullopt;
}

/// Converts a local time to a single moment.
Time moment_of(const date::time_zone& zone, LocalMinute local) {
  const auto info = zone.get_info(local);
  if (info.result == date::local_info::nonexistent) return info.first.end;
  return Time{local.time_since_epoch() - info.first.offset};  // when ambiguous: the first
}

LocalMinute minute_after(const date::time_zone& zone, Time time) {
  return date::floor<minutes>(zone.to_local(time)) + minutes{1};
}

/// For schedules that name hours. A local time before that of `after` has its moment before `after`
/// too; a later one may have passed already when the clock was set back in between.
std::optional<Time> next_by_local_time(const Schedule& schedule, const date::time_zone& zone,
                                       Time after) {
  auto local = next_nominal(schedule, minute_after(zone, after));
  while (local && moment_of(zone, *local) <= after) {
    local = next_nominal(schedule, *local + minutes{1});
  }
  if (!local) return std::nullopt;
  return moment_of(zone, *local);
}

/// For schedules of every hour: between two changes of the clock, local time is real time.
std::optional<Time> next_by_real_time(const Schedule& schedule, const date::time_zone& zone,
                                      Time after) {
  auto from = minute_after(zone, after);
  auto info = zone.get_info(after);
  const Time horizon = after + kHorizon;
  while (info.begin < horizon) {
    const auto local = next_nominal(schedule, from);
    if (!local) return std::nullopt;
    const Time run{local->time_since_epoch() - info.offset};
    if (run < info.end) return run;
    from = date::ceil<minutes>(zone.to_local(info.end));
    info = zone.get_info(info.end);
  }
  return std::nullopt;
}

}  // namespace

const date::time_zone& find_zone(std::string_view name) {
  return *(name == "system" ? date::current_zone() : date::locate_zone(std::string{name}));
}

Day local_day(const date::time_zone& zone, Time time) {
  const auto day = date::floor<date::days>(zone.to_local(time));
  return Day{std::chrono::days{day.time_since_epoch().count()}};
}

Time begin_of_day(const date::time_zone& zone, Day day) {
  const date::local_days local{date::days{day.time_since_epoch().count()}};
  return std::chrono::time_point_cast<Seconds>(zone.to_sys(local, date::choose::earliest));
}

std::string format_local(const date::time_zone& zone, Time time) {
  return date::format("%F %R %Z", date::make_zoned(&zone, time));
}

std::optional<Time> next_run(const Schedule& schedule, const date::time_zone& zone, Time after) {
  if (schedule.kind != Schedule::Kind::cron) return std::nullopt;
  return schedule.hours.all() ? next_by_real_time(schedule, zone, after)
                              : next_by_local_time(schedule, zone, after);
}

std::optional<Time> previous_run(const Schedule& schedule, const date::time_zone& zone, Time at) {
  // next_run() is monotonic in `after`, so a binary search finds the last moment before `at` whose
  // next run is not after `at`.
  Time low = at - kHorizon;
  Time high = at;
  const auto first = next_run(schedule, zone, low);
  if (!first || *first > at) return std::nullopt;
  while (high - low > seconds{1}) {
    const Time middle = low + (high - low) / 2;
    const auto run = next_run(schedule, zone, middle);
    (run && *run <= at ? low : high) = middle;
  }
  return next_run(schedule, zone, low);
}

}  // namespace roster
