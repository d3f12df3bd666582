// Parses the text of a schedule.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <span>
#include <string>
#include <vector>

#include "daemon/schedule/schedule.hpp"

namespace roster {
namespace {

struct Field {
  std::string_view name;
  unsigned least;
  unsigned most;
  std::span<const std::string_view> names;  // for least, least + 1, …
};

constexpr std::array<std::string_view, 12> kMonths = {"JAN", "FEB", "MAR", "APR", "MAY", "JUN",
                                                      "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"};
constexpr std::array<std::string_view, 7> kWeekdays = {"SUN", "MON", "TUE", "WED",
                                                       "THU", "FRI", "SAT"};
constexpr Field kMinute{"minute", 0, 59, {}};
constexpr Field kHour{"hour", 0, 23, {}};
constexpr Field kMonthDay{"day of the month", 1, 31, {}};
constexpr Field kMonth{"month", 1, 12, kMonths};
constexpr Field kWeekday{"weekday", 0, 7, kWeekdays};

constexpr std::size_t kLongest = 200;
constexpr std::array<unsigned, 13> kDaysInMonth = {0,  31, 29, 31, 30, 31, 30,
                                                   31, 31, 30, 31, 30, 31};

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (std::size_t start = 0; start <= text.size();) {
    const std::size_t end = std::min(text.find(separator, start), text.size());
    parts.push_back(text.substr(start, end - start));
    start = end + 1;
  }
  return parts;
}

std::string upper(std::string_view text) {
  std::string result{text};
  for (char& c : result) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return result;
}

std::optional<unsigned> parse_number(std::string_view text) {
  unsigned number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

unsigned parse_value(const Field& field, std::string_view text) {
  const auto named = std::find(field.names.begin(), field.names.end(), upper(text));
  if (named != field.names.end()) {
    return field.least + static_cast<unsigned>(named - field.names.begin());
  }
  const auto number = parse_number(text);
  if (!number) throw BadSchedule{fmt::format("'{}' is not a valid {}", text, field.name)};
  if (*number < field.least || *number > field.most) {
    throw BadSchedule{
        fmt::format("{} {} is not between {} and {}", field.name, text, field.least, field.most)};
  }
  return *number;
}

unsigned parse_step(const Field& field, std::string_view text) {
  const auto step = parse_number(text);
  if (!step || *step == 0 || *step > field.most) {
    throw BadSchedule{
        fmt::format("'{}' is not a valid step for the {} (1 to {})", text, field.name, field.most)};
  }
  return *step;
}

struct Range {
  unsigned first;
  unsigned last;
};

Range parse_range(const Field& field, std::string_view text) {
  if (text == "*") return {field.least, field.most};
  const auto ends = split(text, '-');
  if (ends.size() > 2) throw BadSchedule{fmt::format("'{}' is not a valid {}", text, field.name)};
  Range range{parse_value(field, ends.front()), parse_value(field, ends.back())};
  if (&field == &kWeekday && range.first > 0 && range.last == 0) range.last = 7;  // FRI-SUN
  if (range.first > range.last) {
    throw BadSchedule{fmt::format("the range '{}' is reversed", text)};
  }
  return range;
}

/// Adds the values of one list item: `5`, `1-5`, `*/15`, `8-18/2`.
template <std::size_t N>
void parse_item(const Field& field, std::string_view item, std::bitset<N>& values) {
  const auto parts = split(item, '/');
  if (parts.size() > 2) throw BadSchedule{fmt::format("'{}' is not a valid {}", item, field.name)};
  const Range range = parse_range(field, parts[0]);
  unsigned step = 1;
  if (parts.size() == 2) {
    step = parse_step(field, parts[1]);
    if (range.first == range.last) {
      throw BadSchedule{fmt::format("'{}' needs a range before the step, as in */{}", item, step)};
    }
  }
  // Weekday 7 is Sunday, like 0.
  for (unsigned value = range.first; value <= range.last; value += step) {
    values.set(&field == &kWeekday ? value % 7 : value);
  }
}

template <std::size_t N>
void parse_field(const Field& field, std::string_view text, std::bitset<N>& values) {
  for (const std::string_view item : split(text, ',')) parse_item(field, item, values);
}

void parse_month_days(std::string_view text, std::bitset<32>& values) {
  for (const std::string_view item : split(text, ',')) {
    if (item == "L" || item == "l") {
      values.set(0);
    } else {
      parse_item(kMonthDay, item, values);
    }
  }
}

bool ever_fires(const Schedule& schedule) {
  if (schedule.days == Schedule::Days::fit_either || schedule.month_days[0]) return true;
  for (std::size_t month = 1; month <= 12; ++month) {
    if (!schedule.months[month]) continue;
    for (std::size_t day = 1; day <= kDaysInMonth[month]; ++day) {
      if (schedule.month_days[day]) return true;
    }
  }
  return false;
}

Schedule parse_cron(std::string_view text) {
  std::vector<std::string_view> fields;
  for (const std::string_view part : split(text, ' ')) {
    if (!part.empty()) fields.push_back(part);
  }
  if (fields.size() != 5) {
    throw BadSchedule{fmt::format(
        "'{}' is not a schedule: manual, on_arrival, @hourly, @daily, @weekly, @monthly "
        "or five fields (minute hour day month weekday)",
        text)};
  }
  Schedule schedule;
  schedule.kind = Schedule::Kind::cron;
  parse_field(kMinute, fields[0], schedule.minutes);
  parse_field(kHour, fields[1], schedule.hours);
  parse_month_days(fields[2], schedule.month_days);
  parse_field(kMonth, fields[3], schedule.months);
  parse_field(kWeekday, fields[4], schedule.weekdays);
  const bool both_restricted = fields[2][0] != '*' && fields[4][0] != '*';
  schedule.days = both_restricted ? Schedule::Days::fit_either : Schedule::Days::fit_both;
  if (!ever_fires(schedule)) {
    throw BadSchedule{fmt::format("'{}' never fires: there is no such day", text)};
  }
  return schedule;
}

}  // namespace

Schedule parse_schedule(std::string_view text) {
  if (text.size() > kLongest) {
    throw BadSchedule{fmt::format("a schedule has at most {} characters", kLongest)};
  }
  if (text == "manual") return {};
  if (text == "on_arrival") return {.kind = Schedule::Kind::on_arrival};
  if (text == "@hourly") return parse_cron("0 * * * *");
  if (text == "@daily") return parse_cron("0 0 * * *");
  if (text == "@weekly") return parse_cron("0 0 * * 0");
  if (text == "@monthly") return parse_cron("0 0 1 * *");
  return parse_cron(text);
}

}  // namespace roster
