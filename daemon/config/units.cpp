#include "daemon/config/units.hpp"

#include <fmt/format.h>

#include <array>
#include <cassert>
#include <charconv>
#include <utility>

namespace roster {
namespace {

struct Unit {
  std::string_view name;
  std::uint64_t size;
};

constexpr std::array<Unit, 5> kTimeUnits = {
    {{"w", 604800}, {"d", 86400}, {"h", 3600}, {"m", 60}, {"s", 1}}};
constexpr std::array<Unit, 5> kSizeUnits = {
    {{"TiB", 1ULL << 40}, {"GiB", 1ULL << 30}, {"MiB", 1ULL << 20}, {"KiB", 1ULL << 10}, {"B", 1}}};
constexpr std::uint64_t kLongest = 1000ULL * 366 * 86400;
constexpr std::uint64_t kLargest = 1ULL << 50;

/// Splits off the leading number; nothing when the text does not start with a digit.
std::optional<std::pair<std::uint64_t, std::string_view>> split_number(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{}) return std::nullopt;
  return std::pair{number, text.substr(static_cast<std::size_t>(end - text.data()))};
}

std::optional<std::uint64_t> parse_quantity(std::string_view text, const std::array<Unit, 5>& units,
                                            std::uint64_t most) {
  const auto parts = split_number(text);
  if (!parts) return std::nullopt;
  for (const Unit& unit : units) {
    if (unit.name != parts->second) continue;
    if (parts->first > most / unit.size) return std::nullopt;
    return parts->first * unit.size;
  }
  return std::nullopt;
}

}  // namespace

std::optional<Seconds> parse_duration(std::string_view text) {
  const auto seconds = parse_quantity(text, kTimeUnits, kLongest);
  if (!seconds) return std::nullopt;
  return Seconds{static_cast<std::int64_t>(*seconds)};
}

std::string format_duration(Seconds duration) {
  assert(duration.count() >= 0);
  const auto seconds = static_cast<std::uint64_t>(duration.count());
  for (const Unit& unit : kTimeUnits) {
    if (unit.name == "w" || seconds == 0) continue;
    if (seconds % unit.size == 0) return fmt::format("{}{}", seconds / unit.size, unit.name);
  }
  return "0s";
}

std::optional<std::uint64_t> parse_size(std::string_view text) {
  return parse_quantity(text, kSizeUnits, kLargest);
}

bool is_plain_amount(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789";
  const std::string_view whole = text.substr(0, text.find('.'));
  const std::string_view point = text.substr(whole.size());
  return !whole.empty() && whole.find_first_not_of(kDigits) == std::string_view::npos &&
         (point.empty() || ((point.size() == 2 || point.size() == 3) &&
                            point.find_first_not_of(kDigits, 1) == std::string_view::npos));
}

std::optional<double> parse_share(std::string_view text) {
  const auto whole = split_number(text);
  if (!whole || whole->first > 100) return std::nullopt;
  std::uint64_t thousandths = whole->first * 1000;
  std::string_view rest = whole->second;
  if (rest.starts_with('.')) {
    rest.remove_prefix(1);
    std::uint64_t place = 100;
    for (; !rest.empty() && rest[0] >= '0' && rest[0] <= '9'; rest.remove_prefix(1), place /= 10) {
      if (place == 0) return std::nullopt;
      thousandths += static_cast<std::uint64_t>(rest[0] - '0') * place;
    }
    if (place == 100) return std::nullopt;
  }
  if (rest != "%" || thousandths > 100'000) return std::nullopt;
  return static_cast<double>(thousandths) / 100'000.0;
}

}  // namespace roster
