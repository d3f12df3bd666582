// Dates as feeds write them.
#pragma once

#include <optional>
#include <string_view>

#include "users/model/user.hpp"

namespace roster::sis {

/// An xs:date as a day; the zone suffix is dropped. Also reads `20270531`, the V.1 form with or
/// without a time of day. Nothing when it is no day of the years 1 to 9999.
std::optional<Day> read_date(std::string_view text);

}  // namespace roster::sis
