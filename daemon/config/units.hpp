// Units: parses and formats durations, sizes and shares: `90s`, `4GiB`, `5%`. Used by the
// configuration and the command line.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "users/base/day.hpp"

namespace roster {

/// Reads a whole number with the unit s, m, h, d or w: `90s`, `10m`, `24h`, `30d`, `2w`. Nothing
/// for any other text (a sign, a blank, no unit) or more than a thousand years.
std::optional<Seconds> parse_duration(std::string_view text);

/// The shortest exact form that parse_duration reads, with weeks as days: `24h` is `1d`.
/// The duration must not be negative.
std::string format_duration(Seconds duration);

/// Reads a whole number of B, KiB, MiB, GiB or TiB: `4GiB` (format_size() writes it). Nothing for
/// any other text or more than 1024 TiB.
std::optional<std::uint64_t> parse_size(std::string_view text);

/// Is it an amount as people write one: `10`, `12.5`, `12.50`? No sign, at most two decimals.
bool is_plain_amount(std::string_view text);

/// Reads a percentage from 0 to 100, with up to three decimals, as a share: `5%` is 0.05. Nothing
/// for any other text.
std::optional<double> parse_share(std::string_view text);

}  // namespace roster
