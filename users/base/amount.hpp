// Amount: money as a decimal number, exact to the ten-thousandth, without a currency.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace roster {

struct Amount {
  std::int64_t units = 0;  // ten-thousandths

  friend auto operator<=>(const Amount&, const Amount&) = default;
};

/// Reads `12`, `12.5`, `-0.05`, `+3.1415`: digits, and at most four after a point; zeros beyond
/// them are nothing (`12.500000`). Nothing when it is anything else, or larger than an Amount holds
/// (922,337,203,685,477.5807).
std::optional<Amount> parse_amount(std::string_view text);

/// `12.50`, `-0.05`, `3.1415`: two decimals, or as many as it takes.
std::string format_amount(Amount amount);

/// The sum; beyond what an Amount holds, the largest (or smallest) there is, so that an absurd debt
/// never turns into a credit.
Amount operator+(Amount left, Amount right);

}  // namespace roster
