// Dates as feeds write them. What is written year first can be read in one way only; forms with
// slashes, dots or names of months are never read, also where only one reading is possible: a feed
// must not be right on some days of the month.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "users/model/user.hpp"

namespace roster::sis {

struct ReadDay {
  Day day;
  bool plain = false;  // the text is an xs:date, as the format wants it
};

/// A day of the years 1 to 9999, as written: `2027-06-30`, a zone behind it or not, which is
/// dropped; `2027-6-3`; eight digits, a time of day behind them or not; a date-time. Nothing for
/// any other text.
std::optional<ReadDay> read_date(std::string_view text);

struct ReadMoment {
  std::string text;    // an xs:dateTime
  bool plain = false;  // nothing but a time of day, at most, had to be put in
};

/// A moment, kept as written, zone included; a day alone is its midnight.
std::optional<ReadMoment> read_date_time(std::string_view text);

/// Is this what a database writes for "no value"? 0001-01-01, 1753-01-01, 1899-12-30, 1900-01-01,
/// 1970-01-01.
bool is_null_day(Day day);

}  // namespace roster::sis
