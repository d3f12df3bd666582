// Date: reads dates as feeds write them. Accepts only forms with the year first, which have one
// reading. Never accepts forms with slashes, dots or month names, even when only one reading is
// possible: otherwise a feed would be read correctly on some days of the month only.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "users/model/user.hpp"

namespace roster::sis {

struct ReadDay {
  Day day;
  bool plain = false;  // the text is an xs:date, as the format requires
};

/// Reads a day of the years 1 to 9999: `2027-06-30`, with or without a time zone, which is dropped;
/// `2027-6-3`; eight digits, with or without a time of day; a date-time. Returns nothing for any
/// other text.
std::optional<ReadDay> read_date(std::string_view text);

struct ReadMoment {
  std::string text;    // an xs:dateTime
  bool plain = false;  // at most a time of day had to be added
};

/// Reads a date and time, kept as written including the zone; for a day only, midnight is used.
std::optional<ReadMoment> read_date_time(std::string_view text);

}  // namespace roster::sis
