// Units: lengths of time, sizes and shares as people write them: `90s`, `4GiB`, `5%`. The
// configuration and the command line read them with the same functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "users/base/day.hpp"

namespace roster {

/// Reads a whole number with its unit s, m, h, d or w: `90s`, `10m`, `24h`, `30d`, `2w`. Nothing
/// when the text is anything else (a sign, a blank, no unit) or more than a thousand years.
std::optional<Seconds> parse_duration(std::string_view text);

/// The shortest exact form parse_duration reads, with weeks as days: `24h` is `1d`.
/// The duration must not be negative.
std::string format_duration(Seconds duration);

/// Reads a whole number of B, KiB, MiB, GiB or TiB: `4GiB`. Nothing when the text is anything else
/// or more than 1024 TiB.
std::optional<std::uint64_t> parse_size(std::string_view text);

/// The shortest exact form parse_size reads.
std::string format_size(std::uint64_t bytes);

/// Reads a percentage of 0 to 100, with up to three decimals, as a share: `5%` is 0.05. Nothing
/// when the text is anything else.
std::optional<double> parse_share(std::string_view text);

}  // namespace roster
