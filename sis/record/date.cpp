#include "sis/record/date.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <iterator>

#include "users/base/day.hpp"

namespace roster::sis {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::size_t leading_digits(std::string_view text) {
  return static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), is_digit) -
                                  text.begin());
}

/// Removes a number of `least` to `most` digits from the front.
std::optional<int> take_number(std::string_view& text, std::size_t least, std::size_t most) {
  const std::size_t count = std::min(leading_digits(text), most);
  if (count < least) return {};
  int value = 0;
  std::from_chars(text.data(), text.data() + count, value);
  text.remove_prefix(count);
  return value;
}

bool take(std::string_view& text, std::string_view any_of) {
  if (text.empty() || any_of.find(text.front()) == any_of.npos) return false;
  text.remove_prefix(1);
  return true;
}

/// The parts of a date or date-time.
struct Written {
  Day day;
  std::string time;  // hh:mm:ss with an optional fraction; may be empty
  std::string zone;  // Z or +02:00; may be empty
  bool plain_day = true, plain_time = true, plain_zone = true;
};

std::optional<Day> make_day(int year, int month, int day) {
  const std::chrono::year_month_day date{std::chrono::year{year},
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (year < 1 || year > 9999 || !date.ok()) return {};
  return Day{date};
}

bool take_day(std::string_view& text, Written& out) {
  const bool compact = leading_digits(text) >= 8;
  const auto year = take_number(text, 4, 4);
  if (!compact && !take(text, "-")) return false;
  const std::string_view from_month = text;
  const auto month = take_number(text, 1, 2);
  if (!compact && !take(text, "-")) return false;
  const auto day = take_number(text, 1, 2);
  if (!year || !month || !day) return false;
  const std::optional<Day> found = make_day(*year, *month, *day);
  if (found) out.day = *found;
  out.plain_day = !compact && from_month.size() - text.size() == 5;
  return found.has_value();
}

/// `compact`: fourteen digits hold date and time; otherwise `T` or a blank separates them.
bool take_time(std::string_view& text, bool compact, Written& out) {
  if (!compact) out.plain_time = text.front() == 'T';
  if (!compact && !take(text, "Tt ")) return false;
  const std::string_view start = text;
  const auto hour = take_number(text, compact ? 2 : 1, 2);
  if (!compact && !take(text, ":")) return false;
  const auto minute = take_number(text, 2, 2);
  const bool seconds = compact || take(text, ":");
  const auto second = seconds ? take_number(text, 2, 2) : 0;
  if (!hour || !minute || !second) return false;
  out.plain_time = out.plain_time && !compact && start.size() - text.size() == 8;
  out.time = fmt::format("{:02}:{:02}:{:02}", *hour, *minute, *second);
  if (seconds && !text.empty() && (text.front() == '.' || text.front() == ',')) {
    const std::size_t digits = leading_digits(text.substr(1));
    if (digits == 0) return false;
    out.plain_time = out.plain_time && text.front() == '.';
    out.time += '.' + std::string(text.substr(1, digits));
    text.remove_prefix(1 + digits);
  }
  const bool midnight = *hour == 24 && out.time.find_first_not_of("0.:", 2) == std::string::npos;
  return (*hour < 24 || midnight) && *minute < 60 && *second < 60;
}

/// Reads the zone at the end of the text. A zone beyond 14 hours is invalid.
bool take_zone(std::string_view text, Written& out) {
  if (text.empty()) return true;
  const std::string_view start = text;
  take(text, " ");
  if (take(text, "Zz")) {
    out.zone = "Z";
    out.plain_zone = start == "Z";
    return text.empty();
  }
  if (text.empty() || !take(text, "+-")) return false;
  const char sign = *(text.data() - 1);
  const auto hours = take_number(text, 2, 2);
  const bool colon = take(text, ":");
  const auto minutes = text.empty() && !colon ? 0 : take_number(text, 2, 2);
  if (!hours || !minutes || !text.empty()) return false;
  const bool known = *minutes < 60 && *hours * 60 + *minutes <= 14 * 60;
  out.zone = known ? fmt::format("{}{:02}:{:02}", sign, *hours, *minutes) : "Z";
  out.plain_zone = known && out.zone == start;
  return true;
}

std::optional<Written> take_apart(std::string_view text) {
  Written out;
  if (!take_day(text, out)) return {};
  const bool compact = leading_digits(text) == 6;
  const bool timed = compact || (text.size() > 1 && is_digit(text[1]) &&
                                 std::string_view("Tt ").find(text.front()) != text.npos);
  if (timed && !take_time(text, compact, out)) return {};
  if (!take_zone(text, out)) return {};
  return out;
}

}  // namespace

std::optional<ReadDay> read_date(std::string_view text) {
  const std::optional<Written> written = take_apart(text);
  if (!written) return {};
  return ReadDay{written->day, written->plain_day && written->time.empty() && written->plain_zone};
}

std::optional<ReadMoment> read_date_time(std::string_view text) {
  const std::optional<Written> written = take_apart(text);
  if (!written) return {};
  const bool day_alone = written->time.empty();
  const std::string zone = day_alone && written->zone.empty() ? "Z" : written->zone;
  return ReadMoment{fmt::format("{}T{}{}", format_day(written->day),
                                day_alone ? "00:00:00" : written->time, zone),
                    written->plain_day && written->plain_time && written->plain_zone};
}

}  // namespace roster::sis
