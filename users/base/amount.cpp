#include "users/base/amount.hpp"

#include <limits>

namespace roster {
namespace {

constexpr std::int64_t kUnits = 10'000;
constexpr std::size_t kDecimals = 4;
constexpr std::size_t kShownDecimals = 2;

/// Appends a digit; subtracts it when the number is negative, so that the smallest amount can be
/// read.
bool append_digit(std::int64_t& value, char digit, bool negative) {
  const std::int64_t step = negative ? -(digit - '0') : digit - '0';
  return !__builtin_mul_overflow(value, std::int64_t{10}, &value) &&
         !__builtin_add_overflow(value, step, &value);
}

bool are_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

std::optional<Amount> parse_amount(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  const std::size_t point = text.find('.');
  const std::string_view whole = text.substr(0, point);
  std::string decimals;
  if (point != std::string_view::npos) {
    decimals = text.substr(point + 1);
    if (!are_digits(decimals)) return std::nullopt;
    if (decimals.find_first_not_of('0', kDecimals) != std::string::npos) return std::nullopt;
  }
  if (!are_digits(whole)) return std::nullopt;
  decimals.resize(kDecimals, '0');
  Amount amount;
  for (const std::string_view part : {whole, std::string_view(decimals)}) {
    for (const char digit : part) {
      if (!append_digit(amount.units, digit, negative)) return std::nullopt;
    }
  }
  return amount;
}

std::string format_amount(Amount amount) {
  const auto bits = static_cast<std::uint64_t>(amount.units);
  const std::uint64_t size = amount.units < 0 ? 0 - bits : bits;
  std::string decimals = std::to_string(kUnits + static_cast<std::int64_t>(size % kUnits));
  decimals.front() = '.';
  while (decimals.size() > 1 + kShownDecimals && decimals.back() == '0') decimals.pop_back();
  return (amount.units < 0 ? "-" : "") + std::to_string(size / kUnits) + decimals;
}

Amount operator+(Amount left, Amount right) {
  using Limits = std::numeric_limits<std::int64_t>;
  Amount sum;
  if (__builtin_add_overflow(left.units, right.units, &sum.units)) {
    sum.units = left.units < 0 ? Limits::min() : Limits::max();
  }
  return sum;
}

}  // namespace roster
