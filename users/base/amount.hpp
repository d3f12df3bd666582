// Amount: money as a decimal number without a currency, exact to four decimals.
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

/// Reads `12`, `12.5`, `-0.05`, `+3.1415`: digits with at most four decimals; further zeros are
/// ignored (`12.500000`). Returns nothing for any other text and for a number beyond the range of
/// Amount (922,337,203,685,477.5807).
std::optional<Amount> parse_amount(std::string_view text);

/// `12.50`, `-0.05`, `3.1415`: at least two decimals, more when needed.
std::string format_amount(Amount amount);

/// The sum. Saturates at the largest (or smallest) Amount, so that an absurd debt never turns into
/// a credit.
Amount operator+(Amount left, Amount right);

}  // namespace roster
