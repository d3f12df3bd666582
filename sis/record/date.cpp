#include "sis/record/date.hpp"

#include <charconv>

namespace roster::sis {

namespace {

std::optional<int> digits(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || text.front() == '-') return {};
  return value;
}

bool is_zone(std::string_view text) {
  if (text.empty() || text == "Z") return true;
  return text.size() == 6 && (text[0] == '+' || text[0] == '-') && text[3] == ':' &&
         digits(text.substr(1, 2)) && digits(text.substr(4, 2));
}

std::optional<Day> day_of(std::string_view year, std::string_view month, std::string_view day) {
  const auto y = digits(year);
  const auto m = digits(month);
  const auto d = digits(day);
  if (!y || !m || !d || *y < 1 || *y > 9999) return {};
  const std::chrono::year_month_day date{std::chrono::year{*y},
                                         std::chrono::month(static_cast<unsigned>(*m)),
                                         std::chrono::day(static_cast<unsigned>(*d))};
  if (!date.ok()) return {};
  return Day{date};
}

}  // namespace

std::optional<Day> read_date(std::string_view text) {
  if (text.size() >= 10 && text[4] == '-' && text[7] == '-' && is_zone(text.substr(10)))
    return day_of(text.substr(0, 4), text.substr(5, 2), text.substr(8, 2));
  const bool compact = text.size() == 8 || text.size() == 14;
  if (compact && text.find_first_not_of("0123456789") == std::string_view::npos)
    return day_of(text.substr(0, 4), text.substr(4, 2), text.substr(6, 2));
  return {};
}

}  // namespace roster::sis
